import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import { NotificationPolicy } from '../notification.policy.js';

type Behind = { activation_id: string; unit_id: string; unit_path: string; expected: number; issued: number };

/** Notices that less was issued than accepted at the click, and says so once to the consoles: "accepted, issued 0 of N". */
@Injectable()
export class ResponseJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly fanOut: SocketFanOut,
    private readonly policy: NotificationPolicy,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue('notification.issued-behind', () => this.noticeBehind());
  }

  /** Raises one alarm per activation; answers for how many units. */
  async noticeBehind(): Promise<number> {
    const now = this.clock.now();
    const [behind] = (await this.database.query(
      `UPDATE notification.response r SET behind_alarm_at = $1
       FROM directory_read.org o
       WHERE r.issued < r.expected AND r.behind_alarm_at IS NULL AND r.ended_at IS NULL AND r.started_at <= $2 AND o.id = r.unit_id
       RETURNING r.activation_id, r.unit_id, o.path AS unit_path, r.expected, r.issued`,
      [now, new Date(now.getTime() - this.policy.issuedBehindAfterMs)],
    )) as [Behind[], number];
    for (const activationId of new Set(behind.map((row) => row.activation_id))) {
      const units = behind
        .filter((row) => row.activation_id === activationId)
        .map((row) => ({ unitId: row.unit_id, unitPath: row.unit_path, facts: { expected: row.expected, issued: row.issued } }));
      this.fanOut.announce('alarm', { alarm: { code: 'issued-behind', activationId, units, at: now.toISOString() } });
    }
    return behind.length;
  }
}
