import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy.js';

describe('the line between a process and its server', () => {
  let server: Server;
  let line: TcpProxy;
  const open: Socket[] = [];

  beforeEach(async () => {
    // It says back what it hears.
    server = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    line = await TcpProxy.to(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.destroy();
    await line.close();
    server.close();
  });

  async function dial(): Promise<Socket> {
    const socket = connect(line.port, '127.0.0.1').on('error', () => undefined);
    open.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  async function echo(socket: Socket, words: string): Promise<string> {
    socket.write(words);
    let heard = '';
    while (heard.length < words.length) heard += String(((await once(socket, 'data')) as [Buffer])[0]);
    return heard;
  }

  it('carries large words whole', async () => {
    const words = Buffer.alloc(1_200_000, '集结');
    const socket = await dial();
    const heard: Buffer[] = [];
    socket.on('data', (chunk) => heard.push(chunk));
    socket.end(words);
    await once(socket, 'close');
    expect(Buffer.concat(heard).equals(words)).toBe(true);
  });

  it('breaks what is on it when it is cut, refuses new ones, and is whole again when it is mended', async () => {
    const before = await dial();
    expect(await echo(before, 'a')).toBe('a');
    line.cut();
    await once(before, 'close');
    const refused = await dial();
    await once(refused, 'close');
    line.mend();
    expect(await echo(await dial(), 'b')).toBe('b');
  });

  it('held, it breaks nothing, and what was said goes on in order', async () => {
    const socket = await dial();
    line.be({ latencyMs: 0, jitterMs: 0, state: 'held' });
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.write('one ');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write('two');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toBe('');
    line.mend();
    while (heard.length < 7) await once(socket, 'data');
    expect(heard).toBe('one two');
  });

  it('slow, it is late in both directions', async () => {
    const socket = await dial();
    line.be({ latencyMs: 40, jitterMs: 0, state: 'open' });
    const begun = performance.now();
    expect(await echo(socket, 'late')).toBe('late');
    expect(performance.now() - begun).toBeGreaterThanOrEqual(75);
  });

  it('leads elsewhere when its server has moved', async () => {
    const other = createServer((socket) => socket.end('elsewhere'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    line.leadTo((other.address() as AddressInfo).port);
    const [words] = (await once(await dial(), 'data')) as [Buffer];
    expect(String(words)).toBe('elsewhere');
    other.close();
  });
});
