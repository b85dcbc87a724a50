import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Leave, LeavesAnswer, NoteLeave, WithdrawLeave } from '#contracts/leave.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';

type LeaveRecord = Omit<Leave, 'from' | 'until'> & { from: Date; until: Date };
/** A leave of a person in the caller's scope ($1). */
const leaveSql = `
  SELECT v.id, v.person_id AS "personId", n.name AS "personName", v.from_at AS "from", v.until_at AS "until", v.reason
  FROM directory.leave v JOIN directory.person n ON n.id = v.person_id JOIN directory.org o ON o.id = n.org_id
  WHERE ${inScopeSql('o.path', '$1')}`;

/** Who is away, from when until when. Whoever stands in answers meanwhile: `directory_read.on_duty` says who that is. */
@Injectable()
export class LeaveService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Leaves of the people at and below an org that are running or to come, the earliest first. */
  async listLeaves(caller: SessionClaims, orgId: string): Promise<LeavesAnswer> {
    const [org] = (await this.database.query(`SELECT path FROM directory.org o WHERE ${inScopeSql('o.path', '$1')} AND o.id = $2`, [
      caller.orgPath,
      orgId,
    ])) as { path: string }[];
    if (!org) throw new Refused('not-found');
    const rows = (await this.database.query(
      `${leaveSql} AND v.until_at > $2 AND v.withdrawn_at IS NULL ORDER BY v.from_at, v.id LIMIT 1000`,
      [org.path, this.clock.now()],
    )) as LeaveRecord[];
    return { leaves: rows.map(toLeave) };
  }

  /** Notes that a person is away. The words of the reason stay with the leave: they are nobody else's business. */
  async noteLeave(caller: SessionClaims, command: NoteLeave): Promise<Leave> {
    if (Date.parse(command.until) <= Date.parse(command.from)) {
      throw new Refused('invalid-input', undefined, [{ field: 'until', reason: '结束要晚于开始', reasonEn: 'It must be later than from' }]);
    }
    return this.database.transaction((tx) =>
      answerOnce(tx, 'directory', { subjectId: caller.sub, name: 'leave.note', body: command }, async () => {
        const { personId, from, until, reason } = command;
        const known = (await tx.query(
          `SELECT 1 FROM directory.person n JOIN directory.org o ON o.id = n.org_id WHERE n.id = $2 AND ${inScopeSql('o.path', '$1')}`,
          [caller.orgPath, personId],
        )) as unknown[];
        if (known.length === 0) {
          throw new Refused('unknown-person', undefined, [
            { field: 'personId', reason: '没有这个人，或不在管辖范围', reasonEn: 'Unknown, or outside your scope' },
          ]);
        }
        const leaveId = uuidv7();
        await tx.query(`INSERT INTO directory.leave (id, person_id, from_at, until_at, reason, noted_at) VALUES ($1, $2, $3, $4, $5, $6)`, [
          leaveId,
          personId,
          from,
          until,
          reason,
          this.clock.now(),
        ]);
        await this.tell(tx, caller, 'leave.noted', { leaveId, personId, from, until });
        return (await readLeave(tx, caller, leaveId))!;
      }),
    );
  }

  /** Takes a leave back: from now on the person answers again. Withdrawing it twice changes nothing. */
  async withdrawLeave(caller: SessionClaims, leaveId: string, command: WithdrawLeave): Promise<Leave> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'directory', { subjectId: caller.sub, name: 'leave.withdraw', body: command, target: leaveId }, async () => {
        const leave = await readLeave(tx, caller, leaveId);
        if (!leave) throw new Refused('not-found');
        const [, changed] = (await tx.query('UPDATE directory.leave SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL', [
          leaveId,
          this.clock.now(),
        ])) as [unknown, number];
        if (changed > 0) await this.tell(tx, caller, 'leave.withdrawn', { leaveId, personId: leave.personId });
        return leave;
      }),
    );
  }

  private tell(tx: EntityManager, caller: SessionClaims, what: string, facts: Record<string, unknown>): Promise<void> {
    return appendTimeline(tx, 'directory', [{ at: this.clock.now(), what, by: { kind: caller.kind, id: caller.sub }, facts }]);
  }
}

async function readLeave(tx: EntityManager, caller: SessionClaims, leaveId: string): Promise<Leave | undefined> {
  const [row] = (await tx.query(`${leaveSql} AND v.id = $2`, [caller.orgPath, leaveId])) as LeaveRecord[];
  return row && toLeave(row);
}

function toLeave(row: LeaveRecord): Leave {
  return { ...row, from: row.from.toISOString(), until: row.until.toISOString() };
}
