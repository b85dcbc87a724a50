import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';

/** A part of a started response may be this late before somebody is woken. */
const missingPartSeconds = 10;

/** Watches that every part of a response arrives: part i of n is in the envelope, so a missing one is known. */
@Injectable()
export class ResponseJobs implements OnApplicationBootstrap {
  private readonly logger = new Logger('dispatch');
  /** Responses with a part missing, and since when this process has seen it: a process that was down itself is not late. */
  private readonly missingSince = new Map<string, Date>();

  constructor(
    private readonly database: DataSource,
    private readonly alarms: AlarmClock,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue('dispatch.missing-part', () => this.watchParts());
  }

  private async watchParts(): Promise<number> {
    const now = this.clock.now();
    const missing = (await this.database.query(
      `SELECT activation_id, part_total, count(*)::int AS received FROM dispatch.part
       WHERE received_at > $1::timestamptz - interval '1 hour'
       GROUP BY activation_id, part_total
       HAVING count(*) < part_total`,
      [now],
    )) as { activation_id: string; part_total: number; received: number }[];
    const stillMissing = new Set(missing.map((response) => response.activation_id));
    for (const activationId of this.missingSince.keys()) if (!stillMissing.has(activationId)) this.missingSince.delete(activationId);
    for (const { activation_id, part_total, received } of missing) {
      const since = this.missingSince.get(activation_id);
      if (!since) this.missingSince.set(activation_id, now);
      else if (isLate(since, now)) {
        this.missingSince.set(activation_id, neverAgain);
        this.logger.error(`activation ${activation_id}: ${received} of ${part_total} parts after ${missingPartSeconds} s`);
      }
    }
    return 0;
  }
}

/** Stands for an alarm that was raised: it is not raised again. */
const neverAgain = new Date(8.64e15);

function isLate(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() > missingPartSeconds * 1_000;
}
