import { randomBytes } from 'node:crypto';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Problem } from '#contracts/problem.js';
import type { Gateway } from './gateway.js';
import { nobody, openTestGateway } from './testing/gateway.js';
import type { Written } from './testing/gateway.js';
import { openUpstream, sayJson } from './testing/upstream.js';
import type { Answer, Upstream } from './testing/upstream.js';

const toClose: (() => Promise<unknown>)[] = [];

const upstream = async (answer?: Answer): Promise<Upstream> => {
  const opened = await openUpstream(answer);
  toClose.push(() => opened.kill());
  return opened;
};
const gatewayOver = async (...given: Parameters<typeof openTestGateway>): Promise<Gateway & { written: Written }> => {
  const opened = await openTestGateway(...given);
  toClose.push(() => opened.close());
  return opened;
};
const problemOf = async (response: Response): Promise<Problem> => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return (await response.json()) as Problem;
};
const post = (url: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

afterEach(async () => {
  for (let close = toClose.pop(); close; close = toClose.pop()) await close();
});

describe('a request', () => {
  it('reaches its service as it was sent, and the answer comes back as it was given', async () => {
    const dispatch = await upstream(sayJson({ id: 7 }, 201, { 'retry-after': '3', 'x-correlation-id': 'another' }));
    const gateway = await gatewayOver({ dispatch: [dispatch.url] });
    const sent = { name: '乐余', big: 12345678901234567890n.toString() };
    const answered = await post(`${gateway.url}/api/tasks/a%2Fb:c?q=x%20y&q=2`, sent, { authorization: 'Bearer t' });
    expect([answered.status, await answered.json(), answered.headers.get('retry-after')]).toEqual([201, { id: 7 }, '3']);
    const [asked] = dispatch.asked;
    expect(asked).toMatchObject({ method: 'POST', url: '/api/tasks/a%2Fb:c?q=x%20y&q=2', headers: { authorization: 'Bearer t' } });
    expect(asked!.body.toString()).toBe(JSON.stringify(sent));
    expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answered.headers.get('cache-control')).toBe('no-store');
  });

  it('carries one correlation id: the client’s if it is well-formed, else a new one', async () => {
    const dispatch = await upstream();
    const gateway = await gatewayOver({ dispatch: [dispatch.url] });
    const given = await fetch(`${gateway.url}/api/tasks`, { headers: { 'x-correlation-id': 'click-0190-abc' } });
    const invented = await fetch(`${gateway.url}/api/tasks`, { headers: { 'x-correlation-id': 'no good <id>' } });
    const ids = [given, invented].map((answered) => answered.headers.get('x-correlation-id'));
    expect(ids[0]).toBe('click-0190-abc');
    expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(dispatch.asked.map((asked) => asked.headers['x-correlation-id'])).toEqual(ids);
    const problem = await post(`${gateway.url}/api/plans`, { much: 'x'.repeat(300_000) }, { 'x-correlation-id': 'click-0190-def' });
    expect(await problemOf(problem)).toMatchObject({ correlationId: 'click-0190-def' });
  });

  it('says who the client is, whatever the client says; behind a trusted proxy what that says', async () => {
    const dispatch = await upstream();
    const [open, behind] = [
      await gatewayOver({ dispatch: [dispatch.url] }),
      await gatewayOver({ dispatch: [dispatch.url] }, { trustProxy: '127.0.0.1' }),
    ];
    const headers = { 'x-forwarded-for': '6.6.6.6, 10.9.8.7', 'x-forwarded-host': 'muster.example', 'x-forwarded-proto': 'https' };
    await fetch(`${open.url}/api/tasks`, { headers });
    await fetch(`${behind.url}/api/tasks`, { headers });
    const said = dispatch.asked.map((asked) => [asked.headers['x-forwarded-for'], asked.headers['x-forwarded-host']]);
    expect(said).toEqual([
      ['127.0.0.1', new URL(open.url).host],
      ['10.9.8.7', 'muster.example'],
    ]);
  });

  it('leaves one line in the log, without its query', async () => {
    const dispatch = await upstream();
    const gateway = await gatewayOver({ dispatch: [dispatch.url] });
    await (await fetch(`${gateway.url}/api/tasks?q=张三`)).text();
    await until(() => gateway.counts.read().answered.length === 1);
    const lines = gateway.written.filter(({ message }) => typeof message === 'object');
    expect(lines).toEqual([
      { level: 'log', message: { method: 'GET', path: '/api/tasks', status: 200, ms: expect.any(Number) as number, service: 'dispatch' } },
    ]);
    expect(gateway.counts.read().answered).toEqual([{ of: ['dispatch', '200'], count: 1 }]);
  });

  it('of 5 MB XML passes; 10 MB, another media type and broken addresses are refused before any service sees them', async () => {
    const intake = await upstream();
    const gateway = await gatewayOver({ intake: [intake.url] });
    const send = (body: Buffer, type: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${gateway.url}/api/warnings`, {
        method: 'POST',
        headers: { 'content-type': type, ...headers },
        body: new Uint8Array(body),
      });
    const large = randomBytes(5 * 1_048_576);
    expect((await send(large, 'application/cap+xml')).status).toBe(200);
    expect(intake.asked.pop()!.body.equals(large)).toBe(true);
    expect(await problemOf(await send(randomBytes(10_000_000), 'application/cap+xml'))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await problemOf(await send(Buffer.alloc(1_100_000, 32), 'application/json'))).toMatchObject({ status: 413, code: 'too-large' });
    expect(await problemOf(await send(Buffer.from('a=b'), 'text/plain'))).toMatchObject({ status: 415 });
    expect(await problemOf(await fetch(`${gateway.url}/api/incidents/%ZZ`))).toMatchObject({ status: 400 });
    expect(await problemOf(await fetch(`${gateway.url}/api/unheard-of`))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problemOf(await fetch(`${gateway.url}/api/incidents/..%2f..%2fhealth`))).toMatchObject({ status: 400 });
    expect(intake.asked).toEqual([]);
  });

  it('announced with Expect: 100-continue, as curl does with large bodies, arrives', async () => {
    const intake = await upstream();
    const gateway = await gatewayOver({ intake: [intake.url] });
    const answer = await raw(gateway.url, (socket) => {
      socket.write(
        `POST /api/warnings HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: text/xml\r\ncontent-length: 3\r\nconnection: close\r\n\r\n`,
      );
      socket.once('data', () => socket.write('<a>'));
    });
    expect(answer).toMatch(/100 Continue[^]*200 OK/);
    expect(intake.asked[0]!.body.toString()).toBe('<a>');
  });

  it.each(['h2c', 'websocket'])('with a wish for %s, as Java clients have one, is served all the same', async (protocol) => {
    const dispatch = await upstream();
    const gateway = await gatewayOver({ dispatch: [dispatch.url] });
    const wish = `connection: Upgrade, HTTP2-Settings\r\nupgrade: ${protocol}\r\nhttp2-settings: AAEAAEAAAAIAAAAB`;
    const answer = await raw(gateway.url, (socket) => {
      socket.write(`POST /api/tasks HTTP/1.1\r\nhost: x\r\n${wish}\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"`);
      setTimeout(() => socket.write(': 1}\nGET /api/tasks HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'), 30);
    });
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(dispatch.asked.map((asked) => asked.body.toString())).toEqual(['{"a": 1}\n', '']);
  });

  it('whose client does not wait for the answer no longer counts as under way', async () => {
    const dispatch = await upstream((_asked, response) => void setTimeout(() => response.end('late'), 150));
    const gateway = await gatewayOver({ dispatch: [dispatch.url] });
    const left = fetch(`${gateway.url}/api/tasks`, { signal: AbortSignal.timeout(60) });
    await expect(left).rejects.toThrow();
    await until(() => dispatch.asked.length === 1);
    expect((await fetch(`${gateway.url}/api/tasks`)).status).toBe(200);
    expect(gateway.instances.all().flatMap(([, instances]) => instances.map((instance) => instance.inFlight))).toEqual([0, 0, 0, 0, 0]);
  });

  it('that is under way when the gateway stops is answered; no other is taken', async () => {
    const dispatch = await upstream((_asked, response) => void setTimeout(() => response.end('late'), 300));
    const gateway = await openTestGateway({ dispatch: [dispatch.url] });
    const underWay = fetch(`${gateway.url}/api/tasks`);
    await until(() => dispatch.asked.length === 1);
    const closed = gateway.close();
    expect(await (await underWay).text()).toBe('late');
    await closed;
    await expect(fetch(`${gateway.url}/api/tasks`)).rejects.toThrow();
  });

  it('whose client leaves half-way reaches no service, and hurts nobody', async () => {
    const intake = await upstream();
    const gateway = await gatewayOver({ intake: [intake.url] });
    await raw(gateway.url, (socket) => {
      socket.write('POST /api/warnings HTTP/1.1\r\nhost: x\r\ncontent-type: text/xml\r\ncontent-length: 1000\r\n\r\n<half>');
      setTimeout(() => socket.resetAndDestroy(), 50);
    });
    expect((await fetch(`${gateway.url}/api/incidents`)).status).toBe(200);
    expect(intake.asked.map((asked) => asked.url)).toEqual(['/api/incidents']);
    expect(gateway.written.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a service', () => {
  it('that is away gives 503 within three seconds, in the language asked for, with its name', async () => {
    const gateway = await gatewayOver({});
    const start = performance.now();
    const zh = await problemOf(await post(`${gateway.url}/api/tasks`, {}, { 'accept-language': 'zh-CN' }));
    const en = await problemOf(await fetch(`${gateway.url}/api/plans`, { headers: { 'accept-language': 'en' } }));
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(zh).toMatchObject({ status: 503, code: 'service-away', detail: '派发服务暂时联系不上' });
    expect(en).toMatchObject({ status: 503, code: 'service-away', detail: 'The plan service cannot be reached for the moment' });
  });

  it('that does not answer gives 504, and one that stops in the middle of an answer no half of it', async () => {
    const dispatch = await upstream((asked, response, socket) => {
      if (asked.url.includes('hang')) return;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100, etag: '"half"' });
      response.write('{"half": ');
      if (!asked.url.includes('stall')) setTimeout(() => socket.resetAndDestroy(), 20);
    });
    const gateway = await gatewayOver({ dispatch: [dispatch.url] }, { patience: { connectMs: 500, answerMs: 500 } });
    const ask = (url: string): Promise<Response> => fetch(`${gateway.url}/api/tasks/${url}`);
    expect(await problemOf(await ask('hang'))).toMatchObject({ status: 504, code: 'service-slow' });
    expect(await problemOf(await ask('stall'))).toMatchObject({ status: 504, code: 'service-slow' });
    const half = await ask('break');
    expect(half.headers.get('etag')).toBeNull();
    expect(await problemOf(half)).toMatchObject({ status: 503, code: 'service-away' });
    expect(await problemOf(await post(`${gateway.url}/api/tasks/break`))).toMatchObject({ status: 503, detail: /原样再发一次/ });
    expect(gateway.counts.read().failed).toEqual(
      expect.arrayContaining([
        { of: ['dispatch', 'timed-out'], count: 2 },
        { of: ['dispatch', 'broken-off'], count: 2 },
      ]),
    );
  });

  it('whose own 503 is its answer: it passes as it is, once', async () => {
    const plan = await upstream(sayJson({ code: 'unavailable' }, 503, { 'content-type': 'application/problem+json' }));
    const gateway = await gatewayOver({ plan: [plan.url] });
    const answered = await fetch(`${gateway.url}/api/plans`);
    expect([answered.status, await answered.json(), plan.asked.length]).toEqual([503, { code: 'unavailable' }, 1]);
  });
});

describe('several instances', () => {
  it('share the requests; when one is killed, all are still served', async () => {
    const [one, two] = [await upstream(), await upstream()];
    const gateway = await gatewayOver({ dispatch: [one.url, two.url, nobody] });
    const ask = async (at: number): Promise<number> =>
      (at % 2 ? await fetch(`${gateway.url}/api/tasks`) : await post(`${gateway.url}/api/tasks/${at}/finish`)).status;
    for (let at = 0; at < 20; at += 1) expect(await ask(at)).toBe(200);
    expect(Math.min(one.asked.length, two.asked.length)).toBeGreaterThan(5);
    await one.kill();
    expect(new Set(await Promise.all(Array.from({ length: 50 }, (_, at) => ask(at))))).toEqual(new Set([200]));
    const commands = [...one.asked, ...two.asked].filter((asked) => asked.method === 'POST');
    expect(commands).toHaveLength(35);
  });

  it('are asked again only for what may be repeated when one breaks off', async () => {
    const breaking = await upstream((_asked, _response, socket) => void socket.resetAndDestroy());
    const sound = await upstream();
    const gateway = await gatewayOver({ dispatch: [breaking.url, sound.url] });
    const statuses = [];
    for (let at = 0; at < 6; at += 1) statuses.push((await fetch(`${gateway.url}/api/tasks`)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    const commands = [];
    for (let at = 0; at < 4; at += 1) commands.push((await post(`${gateway.url}/api/tasks/${at}/arrive`)).status);
    expect(commands.sort()).toEqual([200, 200, 503, 503]);
    expect([...breaking.asked, ...sound.asked].filter((asked) => asked.method === 'POST')).toHaveLength(4);
  });

  it('are passed over while they do not answer a check, and taken back when they do', async () => {
    const held = new Set<Socket>();
    const frozen = createServer((socket) => void held.add(socket));
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
    const { port } = frozen.address() as AddressInfo;
    const sound = await upstream();
    const gateway = await gatewayOver({ dispatch: [`http://127.0.0.1:${port}`, sound.url] });
    for (let at = 0; at < 6; at += 1) expect((await fetch(`${gateway.url}/api/tasks`)).status).toBe(200);
    expect(presenceOf(gateway)).toEqual({ service: 'dispatch', instances: 2, answering: 1 });
    held.forEach((socket) => socket.destroy());
    await new Promise((resolve) => frozen.close(resolve));
    const thawed = await openUpstream(undefined, port);
    toClose.push(() => thawed.kill());
    await until(() => presenceOf(gateway)?.answering === 2);
    for (let at = 0; at < 4; at += 1) await fetch(`${gateway.url}/api/tasks`);
    expect(thawed.asked).toHaveLength(2);
  });
});

describe('health', () => {
  it('lives alone, and is ready when every service has an instance that answers', async () => {
    const one = await upstream();
    const gateway = await gatewayOver({ directory: [one.url], intake: [one.url], plan: [one.url], dispatch: [one.url] });
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect(await problemOf(await fetch(`${gateway.url}/health/ready`))).toMatchObject({ status: 503, detail: '通知服务暂时联系不上' });
    const whole = await gatewayOver({
      directory: [one.url],
      intake: [one.url],
      plan: [one.url],
      dispatch: [one.url, nobody],
      notification: [one.url],
    });
    const ready = (await (await fetch(`${whole.url}/health/ready`)).json()) as { services: object[] };
    expect(ready).toMatchObject({ status: 'ready' });
    expect(ready.services).toContainEqual({ service: 'dispatch', instances: 2, answering: 1 });
  });
});

describe('an address that asks too much', () => {
  it('is told to wait, and still gets the health', async () => {
    const intake = await upstream();
    const gateway = await gatewayOver({ intake: [intake.url] }, { limits: { factor: 0.02, spareLoopback: false } });
    const statuses = [];
    for (let at = 0; at < 4; at += 1) statuses.push((await post(`${gateway.url}/api/warnings`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await post(`${gateway.url}/api/warnings`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'too-many-requests', title: '请求太多，过一会儿再来' });
    expect((await fetch(`${gateway.url}/api/incidents`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect(gateway.counts.read().limited).toEqual([{ of: ['upload'], count: 2 }]);
  });
});

function presenceOf(gateway: Gateway) {
  return gateway.instances.presence().find((each) => each.service === 'dispatch');
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Speaks to it by hand and answers all that it said until the connection was over. */
function raw(url: string, talk: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => talk(socket));
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(said));
  });
}
