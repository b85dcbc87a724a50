import type { Socket } from 'socket.io-client';
import { api } from '../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import type { ClientSays, ServerSays } from './live-routes.js';
import { addMarks, confirmMarks, nextMarks, type MarkBatch, type OpenMarks } from './marks.rules.js';

type Rows = readonly { mailboxId: number; seq: number }[];
type MarkName = 'delivery.mark' | 'delivery.hear';
const repeatMs = 5000;
const routes: Record<MarkName, string> = { 'delivery.mark': '/api/mailbox/delivered', 'delivery.hear': '/api/mailbox/heard' };

/** Sends *delivered* and *heard* marks, one message in flight, by socket or without one by HTTP; repeated until the server confirms them. */
export class MarkSender {
  private readonly open: Record<MarkName, OpenMarks> = { 'delivery.mark': new Map(), 'delivery.hear': new Map() };
  private inFlight = false;
  private readonly timer = setInterval(() => void this.flush(), repeatMs);

  constructor(private readonly socket: Socket<ServerSays, ClientSays>) {}

  /** These rows have arrived on this device, again or for the first time. */
  add(rows: Rows): void {
    this.note('delivery.mark', rows);
  }

  /** A human has noticed these rows. */
  hear(rows: Rows): void {
    this.note('delivery.hear', rows);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private note(name: MarkName, rows: Rows): void {
    this.open[name] = addMarks(this.open[name], rows);
    void this.flush();
  }

  /** Sends what is open until it is confirmed or the line gives no answer. */
  async flush(): Promise<void> {
    if (this.inFlight) return;
    this.inFlight = true;
    try {
      for (const name of ['delivery.mark', 'delivery.hear'] as const) {
        for (let batch = nextMarks(this.open[name]); batch !== null; batch = nextMarks(this.open[name])) {
          if (!(await this.send(name, batch))) return;
          this.open[name] = confirmMarks(this.open[name], batch);
        }
      }
    } finally {
      this.inFlight = false;
    }
  }

  /** Whether the server answered. An answer settles it either way: a refused mark is of a mailbox that is no longer ours. */
  private async send(name: MarkName, batch: MarkBatch): Promise<boolean> {
    try {
      if (!this.socket.connected) await api.post(routes[name], batch);
      else
        await new Promise<void>((settled, lost) =>
          this.socket.timeout(repeatMs).emit(name, batch, (error) => (error ? lost(new AnswerLost('timeout')) : settled())),
        );
      return true;
    } catch (error) {
      if (error instanceof AnswerLost) return false;
      if (error instanceof RefusedByServer) return error.code !== 'not-signed-in';
      throw error;
    }
  }
}
