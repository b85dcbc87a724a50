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
  private readonly alarmed = new Set<string>();

  constructor(
    private readonly database: DataSource,
    private readonly alarms: AlarmClock,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue('dispatch.missing-part', () => this.watchParts());
  }

  private async watchParts(): Promise<number> {
    const missing = (await this.database.query(
      `SELECT activation_id, part_total, count(*)::int AS received FROM dispatch.part
       WHERE received_at > $1::timestamptz - interval '1 hour'
       GROUP BY activation_id, part_total
       HAVING count(*) < part_total AND min(received_at) < $1::timestamptz - make_interval(secs => $2)`,
      [this.clock.now(), missingPartSeconds],
    )) as { activation_id: string; part_total: number; received: number }[];
    for (const { activation_id, part_total, received } of missing) {
      if (this.alarmed.has(activation_id)) continue;
      this.alarmed.add(activation_id);
      this.logger.error(`activation ${activation_id}: ${received} of ${part_total} parts after ${missingPartSeconds} s`);
    }
    return 0;
  }
}
