import { Injectable, Logger } from '@nestjs/common';
import type { Mailbox, MailboxRow } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import type { Cursor } from '../mailbox/mailbox.reading.js';
import { MailboxReading } from '../mailbox/mailbox.reading.js';
import { PushService } from '../push/push.service.js';
import { DeskAccess } from './desk.access.js';
import type { DeskSession } from './desk.registry.js';
import { DeskRegistry } from './desk.registry.js';

/** Sessions that are let in with one query. */
const arrivalsPerQuery = 100;
/** Rows that a session is given by itself after it comes back; what lies beyond, it pulls. */
const replayPerMailbox = 500;
const replayInAll = 1_000;

type Newcomer = { session: DeskSession; cursors: Readonly<Record<string, number>> };
type Arrival = Newcomer & { done: () => void };

/** Lets sessions in, keeps their mailboxes right while they stay, and gives them what they missed. */
@Injectable()
export class DeskService {
  private readonly logger = new Logger('desk');
  private readonly arrivals: Arrival[] = [];
  private letting = false;

  constructor(
    private readonly registry: DeskRegistry,
    private readonly access: DeskAccess,
    private readonly reading: MailboxReading,
    private readonly push: PushService,
    private readonly clock: Clock,
  ) {}

  /**
   * A session has come; many that come together (20,000 desks after an outage) cost a query per hundred, not one each. Resolves when it is
   * in, or has gone again.
   */
  arrive(session: DeskSession, cursors: Readonly<Record<string, number>>): Promise<void> {
    return new Promise((done) => {
      this.arrivals.push({ session, cursors, done });
      if (!this.letting) void this.letIn();
    });
  }

  /** Looks again who may see what; a change of duty or a revoked device shows at once. Tells every session the heads of its mailboxes. */
  async reviewAccess(): Promise<void> {
    const sessions = this.registry.all();
    if (sessions.length === 0) return;
    const heads = await this.access.headsOf(sessions.map((session) => session.claims));
    await this.changeAccess(sessions.filter((session) => !keepsMailboxes(session, heads.get(session.claims.sub) ?? null)));
    await this.registry.sayEach(sessions, (session) => {
      const heads = Object.fromEntries([...session.mailboxes.values()].map((mailbox) => [mailbox.mailboxId, mailbox.head]));
      session.line.say('mailbox.head', { heads, serverTime: this.clock.now().toISOString() });
    });
  }

  /** Sessions whose mailboxes are others now, or not open yet: they are told so, and given what is in the new ones. */
  private async changeAccess(sessions: readonly DeskSession[]): Promise<void> {
    if (sessions.length === 0) return;
    const access = await this.access.mailboxesOf(sessions.map((session) => session.claims));
    const changed: Newcomer[] = [];
    for (const session of sessions) {
      const mailboxes = access.get(session.claims.sub) ?? new Map<number, Mailbox>();
      this.push.startAt([...mailboxes.values()]);
      const added = this.registry.setMailboxes(session, mailboxes);
      if (added === null) continue;
      changed.push({
        session,
        cursors: Object.fromEntries([...mailboxes.values()].filter((m) => !added.includes(m.mailboxId)).map((m) => [m.mailboxId, m.head])),
      });
    }
    await this.welcome(changed);
  }

  private async letIn(): Promise<void> {
    this.letting = true;
    await new Promise((resume) => setImmediate(resume));
    while (this.arrivals.length > 0) {
      const arrived = this.arrivals.splice(0, arrivalsPerQuery);
      try {
        await this.welcomeArrivals(arrived);
      } catch (error) {
        // The database is away: the line is dropped, and the client comes back with its cursors.
        this.logger.warn(`${arrived.length} sessions could not be let in: ${String(error)}`);
        for (const { session } of arrived) session.line.hangUp();
      }
      for (const { done } of arrived) done();
    }
    this.letting = false;
  }

  private async welcomeArrivals(arrived: readonly Arrival[]): Promise<void> {
    const access = await this.access.mailboxesOf(arrived.map(({ session }) => session.claims));
    const present = arrived.filter(({ session }) => session.line.isOpen());
    for (const { session } of present) {
      session.mailboxes = access.get(session.claims.sub) ?? new Map<number, Mailbox>();
      this.push.startAt([...session.mailboxes.values()]);
      this.registry.add(session);
    }
    await this.welcome(present);
  }

  /** Says what the session may see, then what it missed, in seq order. */
  private async welcome(arrived: readonly Newcomer[]): Promise<void> {
    if (arrived.length === 0) return;
    const readers = arrived.map(({ session, cursors }) =>
      [...session.mailboxes.keys()].map((mailboxId): Cursor => ({ mailboxId, after: cursors[mailboxId] ?? 0 })),
    );
    const missed = await this.reading.rowsForEach(readers, replayPerMailbox);
    const rowsOf = new Map(arrived.map(({ session }, index) => [session, (missed[index] as MailboxRow[]).slice(0, replayInAll)]));
    await this.registry.sayEach([...rowsOf.keys()], (session) => {
      session.line.say('session.ready', { mailboxes: [...session.mailboxes.values()], serverTime: this.clock.now().toISOString() });
    });
    await this.push.replay(rowsOf);
  }
}

/** Takes over how far the session's mailboxes have come; false if they are not the same ones any more. */
function keepsMailboxes(session: DeskSession, heads: string | null): boolean {
  if (heads === null) return false;
  if (heads === session.headsLine) return true;
  const known = heads === '' ? [] : heads.split(' ').map((pair) => pair.split(':').map(Number) as [number, number]);
  if (known.length !== session.mailboxes.size) return false;
  for (const [mailboxId, head] of known) {
    const mailbox = session.mailboxes.get(mailboxId);
    if (!mailbox) return false;
    mailbox.head = head;
  }
  session.headsLine = heads;
  return true;
}
