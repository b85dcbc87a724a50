import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { AssignDuty, AssignedDuty, DutyAnswer } from '#contracts/org.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';

/** Who is on duty, and putting somebody on duty. */
@Injectable()
export class DutyService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Who is on duty now in each post of an org. Numbers only for those who may read people. */
  async readDuty(caller: SessionClaims, orgId: string): Promise<DutyAnswer> {
    const now = this.clock.now();
    const [org] = (await this.database.query(`SELECT name FROM directory.org WHERE id = $2 AND ${inScopeSql('path', '$1')}`, [
      caller.orgPath,
      orgId,
    ])) as {
      name: string;
    }[];
    if (!org) throw new Refused('not-found');
    const duties = (await this.database.query(
      `SELECT d.org_id AS "orgId", $4 AS "orgName", p.id AS "postId", p.name AS "postName", p.name_en AS "postNameEn", d.holding, d.person_id AS "personId", n.name AS "personName",
         CASE WHEN $3 THEN n.phone END AS phone
       FROM directory_read.on_duty($1) d JOIN directory.post p ON p.id = d.post_id LEFT JOIN directory.person n ON n.id = d.person_id
       WHERE d.org_id = $2 ORDER BY p.sort, p.id`,
      [now, orgId, mayDo(caller.roles, 'person.read'), org.name],
    )) as DutyAnswer['duties'];
    return { orgId, orgName: org.name, at: now.toISOString(), duties };
  }

  /** Puts a person on duty in a post between two moments; in that time the turn goes before the standing roster and former turns. */
  async assignDuty(caller: SessionClaims, command: AssignDuty): Promise<AssignedDuty> {
    if (Date.parse(command.until) <= Date.parse(command.from)) {
      throw new Refused('invalid-input', undefined, [{ field: 'until', reason: '结束要晚于开始', reasonEn: 'It must be later than from' }]);
    }
    return this.database.transaction((tx) =>
      answerOnce(tx, 'directory', { subjectId: caller.sub, name: 'duty.assign', body: command }, async () => {
        const { orgId, postId, personId, from, until } = command;
        const [known] = (await tx.query(
          `SELECT EXISTS (SELECT 1 FROM directory.org WHERE id = $2 AND ${inScopeSql('path', '$1')}) AS org,
             EXISTS (SELECT 1 FROM directory.org_post WHERE org_id = $2 AND post_id = $3) AS post,
             EXISTS (SELECT 1 FROM directory.person n JOIN directory.org o ON o.id = n.org_id WHERE n.id = $4 AND ${inScopeSql('o.path', '$1')}) AS person`,
          [caller.orgPath, orgId, postId, personId],
        )) as [{ org: boolean; post: boolean; person: boolean }];
        if (!known.org)
          throw new Refused('unknown-org', undefined, fieldOf('orgId', '没有这个单位，或不在管辖范围', 'Unknown, or outside your scope'));
        if (!known.post)
          throw new Refused('unknown-post', undefined, fieldOf('postId', '这个单位没有这个岗位', 'This org has no such post'));
        if (!known.person)
          throw new Refused(
            'unknown-person',
            undefined,
            fieldOf('personId', '没有这个人，或不在管辖范围', 'Unknown, or outside your scope'),
          );
        const turnId = uuidv7();
        const now = this.clock.now();
        await tx.query(
          `INSERT INTO directory.duty_turn (id, org_id, post_id, person_id, from_at, until_at, assigned_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [turnId, orgId, postId, personId, from, until, now],
        );
        await appendTimeline(tx, 'directory', [
          {
            at: now,
            what: 'duty.assigned',
            by: { kind: caller.kind, id: caller.sub },
            facts: { turnId, orgId, postId, personId, from, until },
          },
        ]);
        return { turnId, orgId, postId, personId, from, until };
      }),
    );
  }
}

function fieldOf(field: string, reason: string, reasonEn: string) {
  return [{ field, reason, reasonEn }];
}
