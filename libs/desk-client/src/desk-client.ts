import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { Mailbox, MailboxRow } from '#contracts/mailbox.js';
import type { Problem } from '#contracts/problem.js';
import type { ClientMessage } from '#contracts/socket.js';

/** What the server answers to a message. */
export type Answer = { ok: true } | { ok: false; problem: Problem };

/** Rows of one mailbox, by their numbers. */
export type RowMarks = { mailboxId: number; seqs: number[] };

const answerWithinMs = 2_000;
const repeatAfterMs = 500;

/**
 * A desk as a program: it keeps its cursors over lost lines, drops repeats by seq, and says *delivered* until that is confirmed. What a page
 * does, without a page; for tests, the demo and load.
 */
export class DeskClient {
  readonly socket: Socket;
  /** Every row once, in the order of arrival. */
  readonly rows: MailboxRow[] = [];
  /** Everything that the server said, by name. */
  readonly said: { name: string; body: unknown }[] = [];
  mailboxes: Mailbox[] = [];
  /** How many rows came that were here already. */
  repeats = 0;
  private readonly seen = new Map<number, Set<number>>();
  private readonly unconfirmed = new Map<number, Set<number>>();
  private readonly listeners = new Set<(row: MailboxRow) => void>();
  private readonly confirmations = new Set<(marks: readonly RowMarks[]) => void>();
  private sending = false;

  /**
   * `accessToken` is asked for at each connection, so that a renewed one is used. `marks: false` makes a desk that never confirms, `keepSaid: false`
   * one that forgets, `connects: false` one that waits until its socket is told to. `localAddress`: from which address of this machine it calls, where one has too few ports for all.
   */
  constructor(
    url: string,
    accessToken: () => string,
    private readonly options: { marks?: boolean; origin?: string; keepSaid?: boolean; localAddress?: string; connects?: boolean } = {},
  ) {
    this.socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      autoConnect: options.connects !== false,
      reconnectionDelay: 100,
      reconnectionDelayMax: 1_000,
      auth: (say) => say({ accessToken: accessToken(), cursors: this.cursors() }),
      ...(options.origin ? { extraHeaders: { origin: options.origin } } : {}),
      ...(options.localAddress ? { localAddress: options.localAddress } : {}),
    });
    if (options.keepSaid !== false) this.socket.onAny((name: string, body: unknown) => this.said.push({ name, body }));
    this.socket.on('session.ready', (ready: { mailboxes: Mailbox[] }) => (this.mailboxes = ready.mailboxes));
    this.socket.on('mailbox.rows', ({ rows }: { rows: MailboxRow[] }) => this.takeIn(rows));
    this.socket.on('connect', () => void this.confirm());
  }

  /** The highest contiguous seq of each mailbox, as the handshake and `GET /api/mailbox` want it. */
  cursors(): Record<string, number> {
    return Object.fromEntries(
      [...this.seen].map(([mailboxId, seqs]) => {
        let upTo = 0;
        while (seqs.has(upTo + 1)) upTo += 1;
        return [String(mailboxId), upTo];
      }),
    );
  }

  /** Calls back for each new row. */
  onRow(listener: (row: MailboxRow) => void): void {
    this.listeners.add(listener);
  }

  /** Calls back when the server has said that the marks of these rows are written. */
  onConfirmed(listener: (marks: readonly RowMarks[]) => void): void {
    this.confirmations.add(listener);
  }

  /** Says something and answers what the server said to it. Throws if it says nothing in 2 s. */
  async say(name: ClientMessage, body: unknown): Promise<Answer> {
    return (await this.socket.timeout(answerWithinMs).emitWithAck(name, body)) as Answer;
  }

  /** Takes in rows that came another way, such as by the pull. */
  takeIn(rows: readonly MailboxRow[]): void {
    for (const row of rows) {
      const seqs = this.seen.get(row.mailboxId) ?? new Set();
      this.seen.set(row.mailboxId, seqs);
      // A repeat is confirmed again: the server repeats what it believes unconfirmed.
      this.unconfirmed.set(row.mailboxId, (this.unconfirmed.get(row.mailboxId) ?? new Set()).add(row.seq));
      if (seqs.has(row.seq)) {
        this.repeats += 1;
        continue;
      }
      seqs.add(row.seq);
      this.rows.push(row);
      for (const listener of this.listeners) listener(row);
    }
    void this.confirm();
  }

  close(): void {
    this.unconfirmed.clear();
    this.socket.disconnect();
  }

  private async confirm(): Promise<void> {
    if (this.sending || this.options.marks === false) return;
    this.sending = true;
    while (this.unconfirmed.size > 0 && this.socket.connected) {
      const marks = [...this.unconfirmed].slice(0, 200).map(([mailboxId, seqs]) => ({ mailboxId, seqs: [...seqs].slice(0, 500) }));
      const answer = await this.say('delivery.mark', { marks }).catch(() => null);
      if (answer?.ok) this.forget(marks);
      else await new Promise((resume) => setTimeout(resume, repeatAfterMs));
    }
    this.sending = false;
  }

  private forget(marks: readonly RowMarks[]): void {
    for (const listener of this.confirmations) listener(marks);
    for (const { mailboxId, seqs } of marks) {
      const waiting = this.unconfirmed.get(mailboxId);
      for (const seq of seqs) waiting?.delete(seq);
      if (waiting?.size === 0) this.unconfirmed.delete(mailboxId);
    }
  }
}
