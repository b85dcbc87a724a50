import { Injectable } from '@nestjs/common';
import { Clock } from '#service-kit/clock.js';
import { SweepDatabase } from '#service-kit/sweep-database.js';
import { WhistleNews } from './whistle-news.js';
import { patchWhistle } from './whistle-save.queries.js';
import { lockWhistle, readCalls } from './whistle.queries.js';

/** How many questions one sweep takes before the city centre. */
const claimSize = 50;

/** Brings before the city centre what a town and a department did not settle in time. */
@Injectable()
export class WhistleRulingService {
  constructor(
    private readonly database: SweepDatabase,
    private readonly clock: Clock,
    private readonly news: WhistleNews,
  ) {}

  /** One sweep: each whistle whose return or dispute is over time goes before the city centre, once. Answers how many. */
  async askDue(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const due = (await tx.query(
        `SELECT id FROM dispatch.whistle WHERE ruling_due_at <= $1 ORDER BY ruling_due_at LIMIT ${claimSize} FOR UPDATE SKIP LOCKED`,
        [now],
      )) as { id: string }[];
      for (const { id } of due) {
        const whistle = (await lockWhistle(tx, id))!;
        const because = whistle.question === 'disputed' ? 'dispute-not-settled' : 'return-not-settled';
        await patchWhistle(tx, id, { question: 'ruling', rulingDueAt: null, rulingAskedAt: now });
        const orgIds = (await readCalls(tx, id)).map(({ orgId }) => orgId);
        await this.news.askRuling(tx, { ...whistle, question: 'ruling' }, orgIds, because, now);
      }
      return due.length;
    });
  }
}
