import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';

/** Ended and expired sessions are kept this long for whoever asks about a night; the timeline keeps their story for ever. */
export const keepSessionsDays = 30;
/** Answers to repeated requests, among them sealed device tokens, and misses at sign-in are of no use after a day. */
export const keepAnswersHours = 24;

const hourMs = 3_600_000;
const rowsAtOnce = 1_000;

/** Forgets, once an hour, what only made sense for a while. */
@Injectable()
export class SessionJobs implements OnModuleInit {
  private nextAt = 0;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly alarmClock: AlarmClock,
  ) {}

  onModuleInit(): void {
    this.alarmClock.onDue('directory.retention', () => this.forgetOld());
  }

  /** Answers how many rows went; a full chunk makes the sweep come again at once, otherwise in an hour. */
  async forgetOld(): Promise<number> {
    const now = this.clock.now().getTime();
    if (now < this.nextAt) return 0;
    const sessionsBefore = new Date(now - keepSessionsDays * 24 * hourMs);
    const answersBefore = new Date(now - keepAnswersHours * hourMs);
    const gone =
      (await this.forget('directory.session', 'expires_at < $1 OR ended_at < $1', sessionsBefore)) +
      (await this.forget('directory.request', 'at < $1', answersBefore)) +
      (await this.forget('directory.sign_in_attempt', 'at < $1', answersBefore));
    if (gone < rowsAtOnce) this.nextAt = now + hourMs;
    return gone;
  }

  private async forget(table: string, condition: string, before: Date): Promise<number> {
    const [row] = (await this.database.query(
      `WITH gone AS (DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${rowsAtOnce})) RETURNING 1)
       SELECT count(*)::int AS gone FROM gone`,
      [before],
    )) as [{ gone: number }];
    return row.gone;
  }
}
