import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import { DeskBroadcast } from '../desk/desk.broadcast.js';
import type { Alarm } from '../desk/news.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import { NotificationPolicy } from '../notification.policy.js';

type Behind = { activation_id: string; unit_id: string; unit_path: string; expected: number; issued: number; at: Date };

/** Alarms of the last while are looked for, where another node may have raised them unheard. */
const lookBackMs = 15_000;

/** Says once to the consoles that less was issued than accepted at the click: "accepted, issued 0 of N". */
@Injectable()
export class BehindService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly fanOut: SocketFanOut,
    private readonly broadcast: DeskBroadcast,
    private readonly policy: NotificationPolicy,
  ) {}

  /** Raises one alarm per activation; answers for how many units. */
  async noticeBehind(): Promise<number> {
    const now = this.clock.now();
    const [behind] = (await this.database.query(
      `UPDATE notification.response r SET behind_alarm_at = $1
       FROM directory_read.org o
       WHERE r.issued < r.expected AND r.behind_alarm_at IS NULL AND r.ended_at IS NULL AND r.started_at <= $2 AND o.id = r.unit_id
       RETURNING r.activation_id, r.unit_id, o.path AS unit_path, r.expected, r.issued, r.behind_alarm_at AS at`,
      [now, new Date(now.getTime() - this.policy.issuedBehindAfterMs)],
    )) as [Behind[], number];
    for (const alarm of alarmsOf(behind)) this.fanOut.announce('alarm', { alarm });
    return behind.length;
  }

  /** Raises here what another node raised lately, in case its news did not come. */
  async raiseUnheard(): Promise<void> {
    const behind = (await this.database.query(
      `SELECT r.activation_id, r.unit_id, o.path AS unit_path, r.expected, r.issued, r.behind_alarm_at AS at
       FROM notification.response r JOIN directory_read.org o ON o.id = r.unit_id WHERE r.behind_alarm_at > $1`,
      [new Date(this.clock.now().getTime() - lookBackMs)],
    )) as Behind[];
    for (const alarm of alarmsOf(behind)) await this.broadcast.raiseAlarm(alarm);
  }
}

function alarmsOf(behind: readonly Behind[]): Alarm[] {
  const alarms = new Map<string, Alarm>();
  for (const { activation_id, unit_id, unit_path, expected, issued, at } of behind) {
    const key = `${activation_id} ${at.getTime()}`;
    const alarm = alarms.get(key) ?? { code: 'issued-behind', activationId: activation_id, units: [], at: at.toISOString() };
    alarm.units.push({ unitId: unit_id, unitPath: unit_path, facts: { expected, issued } });
    alarms.set(key, alarm);
  }
  return [...alarms.values()];
}
