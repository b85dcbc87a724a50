import type { MailboxRow } from '#contracts/mailbox.js';
import type { RowMarks } from '#desk-client/desk-client.js';
import { DeskClient } from '#desk-client/desk-client.js';
import type { Seat } from './desks.messages.js';
import { floorTask } from './desks.messages.js';

/** Addresses of this machine from which desks call in turn: one alone has 28,000 ports, and takes fewer connections a second. */
const sourceAddresses = 8;

/** One desk of the load generator: the same program before the floor, which it answers at once, and before the product, to which it says *delivered*. */
export class BenchDesk {
  readonly client: DeskClient;
  private readonly unconfirmed = new Set<string>();

  constructor(
    url: string,
    private readonly seat: Seat,
    /** So many task rows were confirmed by the server. */
    confirmed: (rows: number) => void,
  ) {
    const localAddress = process.platform === 'linux' ? `127.0.0.${2 + (seat.desk % sourceAddresses)}` : undefined;
    this.client = new DeskClient(url, () => this.seat.token, { keepSaid: false, localAddress });
    this.client.socket.on(floorTask, (_payload: unknown, acknowledge: () => void) => acknowledge());
    this.client.onRow((row) => this.note(row));
    this.client.onConfirmed((marks) => {
      const rows = this.settle(marks);
      if (rows > 0) confirmed(rows);
    });
  }

  async renew(token: string): Promise<void> {
    this.seat.token = token;
    const answer = await this.client.say('session.renew', { accessToken: token });
    if (!answer.ok) throw new Error(`desk ${this.seat.desk} was not renewed: ${answer.problem.code}`);
  }

  private note(row: MailboxRow): void {
    if (row.kind === 'task') this.unconfirmed.add(`${row.mailboxId}:${row.seq}`);
  }

  private settle(marks: readonly RowMarks[]): number {
    let rows = 0;
    for (const { mailboxId, seqs } of marks) for (const seq of seqs) if (this.unconfirmed.delete(`${mailboxId}:${seq}`)) rows += 1;
    return rows;
  }
}
