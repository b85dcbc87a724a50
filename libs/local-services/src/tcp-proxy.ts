import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Gate } from './gate.js';

/** How a line is: what goes over it waits for the latency and up to the jitter more, in each direction. */
export type LineState = { latencyMs: number; jitterMs: number; state: 'open' | 'cut' | 'held' };

/** The line between a process and its server. It can be cut, held and slowed, so that the process meets what a bad network looks like. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly gate = new Gate();
  private line: LineState = { latencyMs: 0, jitterMs: 0, state: 'open' };

  private constructor(
    private readonly server: Server,
    private target: { host: string; port: number },
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async to(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer({ noDelay: true, allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, { host: hostname, port: Number(port) });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get state(): LineState {
    return this.line;
  }

  /** The same URL by way of this line. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.port);
    return changed.toString();
  }

  /** The server has moved: new connections go there. */
  leadTo(port: number): void {
    this.target = { ...this.target, port };
  }

  /** Breaks every connection and refuses new ones. */
  cut(): void {
    this.be({ ...this.line, state: 'cut' });
  }

  mend(): void {
    this.be({ latencyMs: 0, jitterMs: 0, state: 'open' });
  }

  /** Changes the line. Held, it carries nothing and breaks nothing, and what was said goes on when it opens again: a network without an answer. */
  be(line: LineState): void {
    this.line = line;
    if (line.state === 'held') this.gate.shut();
    else this.gate.open();
    if (line.state === 'cut') for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    if (this.line.state === 'cut') return void near.destroy();
    const far = connect({ ...this.target, noDelay: true, allowHalfOpen: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(socket);
      // Its carrier below sees the error too; this one is for the time before it looks.
      socket.on('error', () => other.destroy());
      socket.on('close', () => this.sockets.delete(socket));
      void this.carry(socket, other);
    }
  }

  /** What arrives while something waits goes on together with what follows: a slow line is late, not narrow. */
  private async carry(from: Socket, to: Socket): Promise<void> {
    try {
      // Who has said all may still hear: the end of one direction leaves the other.
      for await (const said of from.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        const { latencyMs, jitterMs } = this.line;
        if (latencyMs > 0 || jitterMs > 0) await sleep(latencyMs + Math.random() * jitterMs);
        if (this.gate.isShut) await this.gate.passage();
        if (to.destroyed) return;
        if (!to.write(said)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
      }
      to.end();
    } catch {
      // The connection broke: so does the other half of it.
      to.destroy();
    }
  }
}
