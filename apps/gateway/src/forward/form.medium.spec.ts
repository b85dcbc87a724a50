import { once } from 'node:events';
import { createServer, request as open } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Problem } from '#contracts/problem.js';
import { openTestGateway } from '../testing/gateway.js';
import { sayJson } from '../testing/upstream.js';

const type = 'multipart/form-data; boundary=b';
const toClose: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (let close = toClose.pop(); close; close = toClose.pop()) await close();
});

/** Dispatch, as far as it matters here. */
async function dispatch(listen: RequestListener): Promise<string> {
  const server: Server = createServer((asked, answer) => {
    if (asked.url === '/health/live') sayJson({ status: 'live' })(asked as never, answer, asked.socket);
    else listen(asked, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  toClose.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
async function gatewayOver(...urls: string[]): Promise<string> {
  const gateway = await openTestGateway({ dispatch: urls });
  toClose.push(() => gateway.close());
  return gateway.url;
}
function send(url: string, headers: Record<string, string> = {}) {
  const sending = open(`${url}/api/tasks/x/evidence`, { method: 'POST', headers: { 'content-type': type, ...headers } });
  sending.on('error', () => undefined);
  return sending;
}
async function answerOf(sending: ReturnType<typeof send>): Promise<{ status: number; body: Problem }> {
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  return { status: answer.statusCode!, body: JSON.parse(Buffer.concat(await answer.toArray()).toString()) as Problem };
}

describe('a form with a file', () => {
  it.each([
    ['with its length', { 'content-length': '200000' }],
    ['without', {}],
  ])('goes on as it comes, byte by byte, %s', async (_, headers) => {
    let got = Buffer.alloc(0);
    const url = await gatewayOver(
      await dispatch((asked, answer) => {
        asked.on('data', (chunk: Buffer) => (got = Buffer.concat([got, chunk])));
        asked.on('end', () => sayJson({ type: asked.headers['content-type'] }, 201)(asked as never, answer, asked.socket));
      }),
    );
    const sending = send(url, headers);
    sending.write(Buffer.alloc(100_000, 1));
    while (got.length < 100_000) await pause(10);
    sending.end(Buffer.alloc(100_000, 2));
    expect(await answerOf(sending)).toEqual({ status: 201, body: { type } });
    expect(got.equals(Buffer.concat([Buffer.alloc(100_000, 1), Buffer.alloc(100_000, 2)]))).toBe(true);
  });

  it('that says it is too large is refused before a byte of it is read, and reaches no service', async () => {
    let asked = 0;
    const url = await gatewayOver(await dispatch(() => (asked += 1)));
    const sending = send(url, { 'content-length': '200000000' });
    sending.flushHeaders();
    expect(await answerOf(sending)).toMatchObject({ status: 413, body: { code: 'too-large' } });
    expect(asked).toBe(0);
    sending.destroy();
  });

  it('is answered while it is still sent, and whoever goes on sending is not cut off before the answer was read', async () => {
    const url = await gatewayOver(
      await dispatch((asked, answer) => {
        asked.once('data', () => sayJson({ code: 'too-large' }, 413)(asked as never, answer, asked.socket));
      }),
    );
    const line = connect(Number(new URL(url).port), '127.0.0.1');
    const troubles: string[] = [];
    let answer = '';
    line.on('data', (chunk) => (answer += chunk.toString()));
    for (const name of ['error', 'close', 'end']) line.on(name, () => troubles.push(name));
    line.write(`POST /api/tasks/x/evidence HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: 20000000\r\n\r\n`);
    for (let nth = 0; nth < 100; nth += 1) {
      if (!line.write(Buffer.alloc(50_000))) await Promise.race([once(line, 'drain'), pause(1_000)]);
      await pause(5);
    }
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(troubles).toEqual([]);
    line.destroy();
  });

  it('that breaks off on its way does not end for the service as if it were whole', async () => {
    const ends: string[] = [];
    const url = await gatewayOver(
      await dispatch((asked) => {
        asked.resume();
        asked.once('end', () => ends.push('whole'));
        asked.once('error', () => ends.push('broken'));
      }),
    );
    const sending = send(url);
    sending.write(Buffer.alloc(10_000));
    await pause(100);
    sending.destroy();
    for (let waited = 0; ends.length === 0 && waited < 100; waited += 1) await pause(20);
    expect(ends).toEqual(['broken']);
  });

  it('is not sent a second time to another instance: half of it may be gone', async () => {
    const gone = createServer((asked, answer) => sayJson({})(asked as never, answer, asked.socket));
    gone.listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const other = await dispatch((asked, answer) => {
      void asked.toArray().then((chunks) => sayJson({ bytes: Buffer.concat(chunks).length }, 201)(asked as never, answer, asked.socket));
    });
    const url = await gatewayOver(`http://127.0.0.1:${(gone.address() as AddressInfo).port}`, other);
    gone.close();
    gone.closeAllConnections();
    const answers = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const sending = send(url);
      sending.end(Buffer.alloc(300_000));
      answers.push(await answerOf(sending));
    }
    expect(answers.map(({ status, body }) => [status, body.code ?? (body as unknown as { bytes: number }).bytes]).sort()).toEqual([
      [201, 300_000],
      [503, 'service-away'],
    ]);
  });
});
