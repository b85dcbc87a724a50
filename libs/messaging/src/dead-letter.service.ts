import type { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { DeadLetter, DeadLetterQuery, Replayed } from '#contracts/dead-letter.js';
import type { ServiceName } from '#contracts/events.js';
import { Refused } from '#service-kit/refused.js';
import { isCityScope } from '#service-kit/scope.js';
import type { Consumer } from './consumer.js';
import type { Claim } from './delivery.js';
import { Inbox } from './inbox.js';
import { parseRecord } from './incoming.js';
import type { BusRecord } from './ports.js';

const columns = `id, handler, event_id AS "eventId", type, topic, key, reason, error, tries, died_at AS "diedAt",
  replayed_at AS "replayedAt", replayed_by AS "replayedBy"`;

/** The events that a service set aside: what they are, and giving one to its handlers once more. */
export class DeadLetterService {
  private readonly inbox: Inbox;

  constructor(
    private readonly service: ServiceName,
    private readonly database: () => DataSource,
    private readonly consumer: () => Pick<Consumer, 'deliverAlone'>,
  ) {
    this.inbox = new Inbox(service);
  }

  /** The newest first. A letter belongs to no org: only who acts for the city sees any. */
  async list(caller: SessionClaims, query: DeadLetterQuery): Promise<DeadLetter[]> {
    if (!isCityScope(caller)) return [];
    const rows = (await this.database().query(
      `SELECT ${columns} FROM ${this.service}.dead_letter WHERE $1 OR replayed_at IS NULL ORDER BY died_at DESC, id LIMIT $2`,
      [query.replayed, query.limit],
    )) as (Omit<DeadLetter, 'diedAt' | 'replayedAt'> & { diedAt: Date; replayedAt: Date | null })[];
    return rows.map((row) => ({ ...row, diedAt: row.diedAt.toISOString(), replayedAt: row.replayedAt?.toISOString() ?? null }));
  }

  /**
   * Gives the event to its handlers again, through the same wrapper, and marks the letter as replayed in the same transaction. Refused with
   * `not-found`, `dead-letter-replayed` (somebody was first), or `replay-failed` (it stays a dead letter, with the new error).
   */
  async replay(caller: SessionClaims, id: string): Promise<Replayed> {
    if (!isCityScope(caller)) throw new Refused('not-found');
    const [letter] = (await this.database().query(`SELECT record, replayed_at FROM ${this.service}.dead_letter WHERE id = $1`, [id])) as {
      record: BusRecord;
      replayed_at: Date | null;
    }[];
    if (!letter) throw new Refused('not-found');
    if (letter.replayed_at) throw new Refused('dead-letter-replayed');
    const parsed = parseRecord(letter.record);
    if ('reason' in parsed) return this.fail(id, parsed.reason);
    let isMine = true;
    const claim: Claim = async (tx) => {
      const [rows] = (await tx.query(
        `UPDATE ${this.service}.dead_letter SET replayed_at = clock_timestamp(), replayed_by = $2 WHERE id = $1 AND replayed_at IS NULL RETURNING id`,
        [id, caller.sub],
      )) as [unknown[], number];
      isMine = rows.length > 0;
      if (isMine) await this.inbox.forget(tx, parsed.type, parsed.eventId);
      return isMine;
    };
    const outcome = await this.consumer().deliverAlone(parsed, { claim, failed: (error) => this.fail(id, error) });
    if (!isMine) throw new Refused('dead-letter-replayed');
    return { outcome };
  }

  private async fail(id: string, error: string): Promise<never> {
    await this.database().query(`UPDATE ${this.service}.dead_letter SET tries = tries + 1, error = $2 WHERE id = $1`, [
      id,
      error.slice(0, 4_000),
    ]);
    const [line = ''] = error.split('\n');
    throw new Refused('replay-failed', { zh: line.slice(0, 300), en: line.slice(0, 300) });
  }
}
