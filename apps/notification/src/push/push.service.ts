import { Injectable, Logger } from '@nestjs/common';
import type { MailboxRow } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import type { DeskSession } from '../desk/desk.registry.js';
import { DeskRegistry } from '../desk/desk.registry.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { MailboxReading } from '../mailbox/mailbox.reading.js';
import { NotificationPolicy } from '../notification.policy.js';

/** Rows in one message: about 70 kB. */
const rowsPerMessage = 200;
const rowsPerQuery = 5_000;
const rowsPerSweep = 1_000;

/**
 * The push loop. New rows go out right after their commit: each mailbox has a mark up to which this node has pushed, and rows are numbered
 * without gaps in commit order, so "beyond the mark" misses nothing. What stays unconfirmed is pushed again, most urgent first.
 */
@Injectable()
export class PushService {
  private readonly logger = new Logger('push');
  private readonly pushedUpTo = new Map<number, number>();
  private readonly woken = new Set<number>();
  private pushing: Promise<void> | null = null;

  constructor(
    private readonly reading: MailboxReading,
    private readonly registry: DeskRegistry,
    private readonly deliveries: DeliveryService,
    private readonly clock: Clock,
    private readonly policy: NotificationPolicy,
  ) {}

  /** Sessions get what stands now by replay; the loop goes on from there. A mailbox that is pushed already keeps its mark. */
  startAt(mailboxes: readonly { mailboxId: number; head: number }[]): void {
    for (const { mailboxId, head } of mailboxes) {
      if (this.registry.sessionsOf(mailboxId).size === 0 || !this.pushedUpTo.has(mailboxId)) this.pushedUpTo.set(mailboxId, head);
    }
  }

  /** These mailboxes have new rows. Wakes that come together share one query. */
  wake(mailboxIds: readonly number[]): void {
    for (const mailboxId of mailboxIds) if (this.registry.sessionsOf(mailboxId).size > 0) this.woken.add(mailboxId);
    this.pushing ??= this.pushWoken().finally(() => (this.pushing = null));
  }

  /** Looks by itself for rows beyond what this node has pushed: news of them may have been lost on their way from another node. */
  async lookBeyond(): Promise<void> {
    const cursors = this.registry.mailboxIds().map((mailboxId) => ({ mailboxId, after: this.pushedUpTo.get(mailboxId) ?? 0 }));
    this.wake(await this.reading.beyond(cursors));
  }

  /** Pushes again what nobody confirmed in time; answers how many rows. */
  async pushAgain(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.policy.pushAgainAfterMs);
    // Mostly nothing waits: a node with a hundred thousand mailboxes asks for those that do before it says which are its own.
    const open = (await this.reading.waiting()).filter((mailboxId) =>
      [...this.registry.sessionsOf(mailboxId)].some(({ line }) => !line.isClogged()),
    );
    if (open.length === 0) return 0;
    const pushed = await this.sendEach(this.bySession(await this.reading.undelivered(open, before, rowsPerSweep)));
    await this.deliveries.notePushed(pushed, { soon: true });
    return pushed.length;
  }

  /** Sends each session the rows that it missed. */
  async replay(rowsOf: ReadonlyMap<DeskSession, readonly MailboxRow[]>): Promise<void> {
    this.noteLater(await this.sendEach(rowsOf));
  }

  /** Sends each session its rows, 250 sessions a turn; answers what went out. */
  private async sendEach(rowsOf: ReadonlyMap<DeskSession, readonly MailboxRow[]>): Promise<MailboxRow[]> {
    const pushed: MailboxRow[] = [];
    const sessions = [...rowsOf.keys()].filter((session) => rowsOf.get(session)!.length > 0);
    await this.registry.sayEach(sessions, (session) => {
      const rows = rowsOf.get(session)!;
      for (let start = 0; start < rows.length && !session.line.isClogged(); start += rowsPerMessage) {
        const message = rows.slice(start, start + rowsPerMessage);
        session.line.say('mailbox.rows', { rows: message });
        pushed.push(...message);
      }
    });
    return pushed;
  }

  private noteLater(pushed: readonly MailboxRow[]): void {
    if (pushed.length === 0) return;
    this.deliveries
      .notePushed(pushed)
      .catch((error: unknown) => this.logger.warn(`${pushed.length} pushes were not noted: ${String(error)}`));
  }

  private async pushWoken(): Promise<void> {
    await new Promise((resume) => setImmediate(resume));
    while (this.woken.size > 0) {
      const mailboxIds = [...this.woken];
      this.woken.clear();
      try {
        const cursors = mailboxIds.map((mailboxId) => ({ mailboxId, after: this.pushedUpTo.get(mailboxId) ?? 0 }));
        const rows = await this.reading.rowsAfter(cursors, rowsPerQuery);
        for (const row of rows) this.pushedUpTo.set(row.mailboxId, row.seq);
        if (rows.length === rowsPerQuery) mailboxIds.forEach((mailboxId) => this.woken.add(mailboxId));
        this.noteLater(await this.sendEach(this.bySession(rows)));
      } catch (error) {
        // The database is away; the sweep over undelivered rows pushes these once it answers.
        this.logger.warn(`${mailboxIds.length} mailboxes wait for the next sweep: ${String(error)}`);
      }
    }
  }

  private bySession(rows: readonly MailboxRow[]): Map<DeskSession, MailboxRow[]> {
    const rowsOf = new Map<DeskSession, MailboxRow[]>();
    for (const row of rows) {
      for (const session of this.registry.sessionsOf(row.mailboxId)) {
        const own = rowsOf.get(session);
        if (own) own.push(row);
        else rowsOf.set(session, [row]);
      }
    }
    return rowsOf;
  }
}
