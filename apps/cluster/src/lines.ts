import { randomBytes } from 'node:crypto';
import type { LineState } from '#local-services/tcp-proxy.js';
import { TcpProxy } from '#local-services/tcp-proxy.js';
import type { CloseLater } from '#process/run-main.js';
import { serveLines } from './lines-control.js';

/** Where the lines are controlled: for whoever may read the state of the cluster. */
export type LinesAddress = { url: string; token: string; names: string[] };

/**
 * The lines between the processes and what they stand on, where a fault run shall be able to slow, hold and cut them: `postgres/dispatch-1`,
 * `redis/plan`, and one `kafka` for all, because Kafka tells its clients one address.
 */
export class Lines {
  private readonly lines = new Map<string, TcpProxy>();
  private readonly token = randomBytes(24).toString('base64url');
  private url = '';

  static async open(closeLater: CloseLater): Promise<Lines> {
    const lines = new Lines();
    const control = await serveLines(lines, lines.token);
    lines.url = control.url;
    closeLater(async () => {
      await control.close();
      await Promise.all([...lines.lines.values()].map((line) => line.close()));
    });
    return lines;
  }

  /** The same URL by way of the line of this name, which is laid at the first time. */
  async through(name: string, url: string): Promise<string> {
    const line = this.lines.get(name) ?? (await TcpProxy.to(url));
    this.lines.set(name, line);
    return line.through(url);
  }

  /** A line to a server that does not run yet; `leadTo` says where it is when it does. */
  async ahead(name: string): Promise<TcpProxy> {
    const line = await TcpProxy.to('tcp://127.0.0.1:1');
    this.lines.set(name, line);
    return line;
  }

  address(): LinesAddress {
    return { url: this.url, token: this.token, names: [...this.lines.keys()].sort() };
  }

  /** Changes a line; false if there is none of this name. */
  be(name: string, state: LineState): boolean {
    this.lines.get(name)?.be(state);
    return this.lines.has(name);
  }
}
