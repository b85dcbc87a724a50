import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { NotReached } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { Said } from '../mailbox/mailbox-row.js';

type Found = {
  task_id: string;
  unit_id: string;
  said: Said;
  org_id: string;
  org_name: string;
  post_id: string;
  post_name: string;
  post_name_en: string;
  person_name: string | null;
  phone: string | null;
  calls: number;
  delivered: boolean;
  not_reached_at: Date;
  superior_name: string | null;
};

/** The list for the duty officer: whom the calls did not reach, and whose superior may knock on the door. */
@Injectable()
export class NotReachedService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Those in the caller's scope who have still not answered, longest first. Numbers are shown only to those who may read people. */
  async list(activationId: string, caller: SessionClaims): Promise<NotReached[]> {
    const found = (await this.database.query(listNotReached, [activationId, caller.orgPath, this.clock.now()])) as Found[];
    const maySeeNumbers = mayDo(caller.roles, 'person.read');
    return found.map((row) => ({
      taskId: row.task_id,
      title: row.said.title,
      titleEn: row.said.titleEn,
      unitId: row.unit_id,
      orgId: row.org_id,
      orgName: row.org_name,
      postId: row.post_id,
      postName: row.post_name,
      postNameEn: row.post_name_en,
      personName: row.person_name,
      phone: maySeeNumbers ? row.phone : null,
      calls: row.calls,
      delivered: row.delivered,
      notReachedAt: row.not_reached_at.toISOString(),
      superiorName: row.superior_name,
    }));
  }
}

const listNotReached = `
  WITH missed AS (
    SELECT r.*, m.org_id, m.post_id, o.name AS org_name FROM notification.mailbox_row r
    JOIN notification.mailbox m ON m.id = r.mailbox_id
    JOIN directory_read.org o ON o.id = m.org_id
    WHERE r.activation_id = $1 AND r.kind = 'task' AND r.not_reached_at IS NOT NULL AND r.state = 'issued' AND ${inScopeSql('o.path', '$2::text')}
  ), duty AS MATERIALIZED (
    SELECT * FROM directory_read.on_duty($3) WHERE EXISTS (SELECT 1 FROM missed)
  )
  SELECT r.task_id, r.unit_id, r.said, r.org_id, r.org_name, r.post_id, p.name AS post_name, p.name_en AS post_name_en,
    person.name AS person_name, person.phone, r.calls, r.delivered_at IS NOT NULL AS delivered, r.not_reached_at, above.name AS superior_name
  FROM missed r
  JOIN directory_read.post p ON p.id = r.post_id
  LEFT JOIN duty d ON d.org_id = r.org_id AND d.post_id = r.post_id
  LEFT JOIN directory_read.person person ON person.id = d.person_id
  LEFT JOIN directory_read.superior s ON s.org_id = r.org_id AND s.post_id = r.post_id
  LEFT JOIN duty ds ON ds.org_id = s.superior_org_id AND ds.post_id = s.superior_post_id
  LEFT JOIN directory_read.person above ON above.id = ds.person_id
  ORDER BY r.not_reached_at, r.acknowledge_due_at, r.task_id`;
