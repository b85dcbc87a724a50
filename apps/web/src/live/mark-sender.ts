import type { Socket } from 'socket.io-client';
import type { ClientSays, ServerSays } from './live-routes.js';
import { addMarks, confirmMarks, nextMarks, type OpenMarks } from './marks.rules.js';

type Rows = readonly { mailboxId: number; seq: number }[];
const repeatMs = 5000;

/** Sends *delivered* and *heard* marks, one message in flight, repeated until the server confirms them. */
export class MarkSender {
  private open: Record<'delivery.mark' | 'delivery.hear', OpenMarks> = { 'delivery.mark': new Map(), 'delivery.hear': new Map() };
  private inFlight = false;
  private readonly timer = setInterval(() => this.flush(), repeatMs);

  constructor(private readonly socket: Socket<ServerSays, ClientSays>) {}

  /** These rows have arrived on this device, again or for the first time. */
  add(rows: Rows): void {
    this.open['delivery.mark'] = addMarks(this.open['delivery.mark'], rows);
    this.flush();
  }

  /** A human has noticed these rows. */
  hear(rows: Rows): void {
    this.open['delivery.hear'] = addMarks(this.open['delivery.hear'], rows);
    this.flush();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Sends what is open, if the line is up and nothing is in flight. */
  flush(): void {
    if (this.inFlight || !this.socket.connected) return;
    for (const name of ['delivery.mark', 'delivery.hear'] as const) {
      const batch = nextMarks(this.open[name]);
      if (batch === null) continue;
      this.inFlight = true;
      this.socket.timeout(repeatMs).emit(name, batch, (error) => {
        this.inFlight = false;
        if (error) return;
        // An answer settles it either way: a refused mark is of a mailbox that is no longer ours, and is not repeated.
        this.open[name] = confirmMarks(this.open[name], batch);
        this.flush();
      });
      return;
    }
  }
}
