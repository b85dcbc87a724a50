import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import { connect } from 'node:net';
import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { Gateway } from '../gateway.js';
import { openDeskNode } from '../testing/desk-node.js';
import type { DeskNode } from '../testing/desk-node.js';
import { nobody, openTestGateway } from '../testing/gateway.js';
import type { Written } from '../testing/gateway.js';
import { openUpstream } from '../testing/upstream.js';

const toClose: (() => Promise<unknown>)[] = [];

const node = async (name: string, port?: number): Promise<DeskNode> => {
  const opened = await openDeskNode(name, port);
  toClose.push(() => opened.kill());
  return opened;
};
const gatewayOver = async (...given: Parameters<typeof openTestGateway>): Promise<Gateway & { written: Written }> => {
  const opened = await openTestGateway(...given);
  toClose.push(() => opened.close());
  return opened;
};
const desk = (url: string, options: Parameters<typeof io>[1] = {}): Socket => {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 50, reconnectionDelayMax: 100, ...options });
  toClose.push(() => Promise.resolve(socket.close()));
  return socket;
};
const nameOn = (socket: Socket): Promise<string> => new Promise((resolve) => socket.once('name', resolve));

afterEach(async () => {
  for (let close = toClose.pop(); close; close = toClose.pop()) await close();
});

describe("a desk's line", () => {
  it('passes both ways, also what is long, to the nodes in turn', async () => {
    const gateway = await gatewayOver({ notification: [(await node('one')).url, (await node('two')).url] });
    const desks = [desk(gateway.url), desk(gateway.url), desk(gateway.url)];
    expect((await Promise.all(desks.map(nameOn))).sort().join()).toMatch(/^(one,one,two|one,two,two)$/);
    const long = '铃'.repeat(30_000);
    expect(await desks[0]!.emitWithAck('say', { long, n: 1 })).toEqual({ long, n: 1 });
    expect(gateway.counts.read()).toMatchObject({ linesOpen: 3, linesOpened: 3 });
    desks.forEach((each) => each.close());
    await until(() => gateway.counts.linesOpen === 0);
  });

  it('goes past a node that is away and one that says nothing', async () => {
    const held = new Set<NetSocket>();
    const mute = createServer((socket) => void held.add(socket));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    toClose.push(async () => {
      held.forEach((socket) => socket.destroy());
      mute.close();
      await once(mute, 'close');
    });
    const urls = [nobody, `http://127.0.0.1:${(mute.address() as AddressInfo).port}`, (await node('sound')).url];
    const gateway = await gatewayOver({ notification: urls });
    for (let at = 0; at < 3; at += 1) expect(await nameOn(desk(gateway.url))).toBe('sound');
  });

  it('is closed when its node dies, and the desk comes back on another', async () => {
    const nodes = [await node('one'), await node('two')];
    const gateway = await gatewayOver({ notification: nodes.map((each) => each.url) });
    const socket = desk(gateway.url);
    const first = await nameOn(socket);
    const lost = once(socket as never, 'disconnect');
    const again = nameOn(socket);
    await nodes.find((_, at) => ['one', 'two'][at] === first)!.kill();
    expect((await lost)[0]).toBe('transport close');
    expect(await again).toBe(first === 'one' ? 'two' : 'one');
  });

  it('is closed when the node hangs up, with what the node said last', async () => {
    const gateway = await gatewayOver({ notification: [(await node('one')).url] });
    const socket = desk(gateway.url, { reconnection: false });
    await nameOn(socket);
    const ended = once(socket as never, 'disconnect');
    socket.emit('hang-up');
    expect((await ended)[0]).toBe('io server disconnect');
    await until(() => gateway.counts.linesOpen === 0);
  });

  it('is refused to a page of another origin, by the node', async () => {
    const gateway = await gatewayOver({ notification: [(await node('one')).url] });
    const asking = (origin: string): Promise<string> =>
      shake(gateway.url, `origin: ${origin}\r\nupgrade: websocket\r\nconnection: upgrade\r\nx-forwarded-host: elsewhere.example`);
    expect(await asking('http://elsewhere.example')).toMatch(/^HTTP\/1\.1 400 [^]*origin not allowed/);
    expect(await nameOn(desk(gateway.url, { extraHeaders: { origin: gateway.url } }))).toBe('one');
  });

  it('answers with a problem when no node is there', async () => {
    const gateway = await gatewayOver({});
    const said = await shake(gateway.url, 'accept-language: zh-CN\r\nupgrade: websocket\r\nconnection: upgrade');
    expect(said).toMatch(/^HTTP\/1\.1 503 [^]*application\/problem\+json[^]*通知服务暂时联系不上/);
    expect(await shake(gateway.url, 'connection: close')).toMatch(/^HTTP\/1\.1 400 [^]*WebSocket/);
  });

  it('is closed at once if the desk has left before it was open', async () => {
    const slow = await openUpstream();
    toClose.push(() => slow.kill());
    const told = new Promise<void>((resolve) => {
      slow.server.on('upgrade', (_request, socket: NetSocket) => {
        socket.once('end', () => resolve(void socket.end()));
        socket.resume();
        setTimeout(() => socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n'), 150);
      });
    });
    const gateway = await gatewayOver({ notification: [slow.url] });
    const asked = shake(gateway.url, 'upgrade: websocket\r\nconnection: upgrade', 50);
    expect(await asked).toBe('');
    await told;
    await until(() => gateway.counts.linesOpen === 0);
  });

  it('is counted against its address', async () => {
    const gateway = await gatewayOver({ notification: [(await node('one')).url] }, { limits: { factor: 0.0001, spareLoopback: false } });
    expect(await nameOn(desk(gateway.url))).toBe('one');
    expect(await shake(gateway.url, 'upgrade: websocket\r\nconnection: upgrade')).toMatch(/^HTTP\/1\.1 429 [^]*retry-after: \d+/i);
  });

  it('does not fill the gateway when the desk does not read: the node feels it', async () => {
    const one = await node('one');
    const gateway = await gatewayOver({ notification: [one.url] });
    const socket = desk(gateway.url, { reconnection: false });
    await nameOn(socket);
    const deaf = (socket.io.engine.transport as unknown as { ws: { _socket: NetSocket } }).ws._socket;
    deaf.pause();
    const [line] = await one.io.fetchSockets();
    const conn = one.io.sockets.sockets.get(line!.id)!.conn as unknown as { writeBuffer: unknown[] };
    const piece = 'x'.repeat(90_000);
    for (let at = 0; at < 400; at += 1) one.io.emit('piece', piece);
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (let at = 0; at < 100; at += 1) one.io.emit('piece', piece);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(conn.writeBuffer.length).toBeGreaterThan(64);
    let heard = 0;
    socket.on('piece', () => (heard += 1));
    deaf.resume();
    await until(() => heard === 500);
  });

  it('is closed when the gateway stops; the gateway waits for nobody', async () => {
    const opened = await openTestGateway({ notification: [(await node('one')).url] });
    const socket = desk(opened.url, { reconnection: false });
    await nameOn(socket);
    const ended = once(socket as never, 'disconnect');
    await opened.close();
    expect((await ended)[0]).toBe('transport close');
  });
});

/** Asks for a line by hand and answers what came until the connection was over. */
function shake(url: string, headers: string, leaveAfterMs?: number): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${hostname}:${port}\r\n${headers}\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      ),
    );
    let said = '';
    if (leaveAfterMs !== undefined) setTimeout(() => socket.destroy(), leaveAfterMs);
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.on('close', () => resolve(said));
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
