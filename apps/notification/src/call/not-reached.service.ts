import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { NotReached } from '#contracts/mailbox.js';
import { Clock } from '#service-kit/clock.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { Said } from '../mailbox/mailbox-row.js';
import { addressKey } from '../mailbox/mailbox.service.js';
import { PresenceService } from '../presence/presence.service.js';

type Missed = {
  task_id: string;
  unit_id: string;
  said: Said;
  org_id: string;
  org_name: string;
  post_id: string;
  post_name: string;
  post_name_en: string;
  calls: number;
  delivered: boolean;
  not_reached_at: Date;
  command_point_id: string;
  superior_org_id: string | null;
  superior_post_id: string | null;
};

type OnDuty = { org_id: string; post_id: string; name: string; phone: string };

/** The list for the duty officer: whom the calls did not reach, and whose superior may knock on the door. */
@Injectable()
export class NotReachedService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly presence: PresenceService,
  ) {}

  /** Those in the caller's scope who have still not answered, longest first. Numbers are shown only to those who may read people. */
  async list(activationId: string, caller: SessionClaims): Promise<NotReached[]> {
    const missed = (await this.database.query(listMissed, [activationId, caller.orgPath])) as Missed[];
    const onDuty = await this.onDuty(missed);
    const { online, whole } = await this.presence.readOnline();
    const maySeeNumbers = mayDo(caller.roles, 'person.read');
    return missed.map((row) => {
      const person = onDuty.get(addressKey({ orgId: row.org_id, postId: row.post_id }));
      return {
        taskId: row.task_id,
        title: row.said.title,
        titleEn: row.said.titleEn,
        unitId: row.unit_id,
        orgId: row.org_id,
        orgName: row.org_name,
        postId: row.post_id,
        postName: row.post_name,
        postNameEn: row.post_name_en,
        personName: person?.name ?? null,
        phone: maySeeNumbers ? (person?.phone ?? null) : null,
        calls: row.calls,
        delivered: row.delivered,
        notReachedAt: row.not_reached_at.toISOString(),
        online: online.has(row.command_point_id) || (whole ? false : null),
        superiorName: superiorOf(row, onDuty)?.name ?? null,
      };
    });
  }

  /** Who is on duty now in the posts that were missed and in those above them, in one query. */
  private async onDuty(missed: readonly Missed[]): Promise<Map<string, OnDuty>> {
    if (missed.length === 0) return new Map();
    const people = (await this.database.query(
      `SELECT d.org_id, d.post_id, p.name, p.phone FROM directory_read.on_duty($1) d JOIN directory_read.person p ON p.id = d.person_id
       WHERE d.org_id = ANY($2::text[])`,
      [this.clock.now(), [...new Set(missed.flatMap((row) => [row.org_id, row.superior_org_id ?? row.org_id]))]],
    )) as OnDuty[];
    return new Map(people.map((person) => [addressKey({ orgId: person.org_id, postId: person.post_id }), person]));
  }
}

function superiorOf(row: Missed, onDuty: ReadonlyMap<string, OnDuty>): OnDuty | undefined {
  if (row.superior_org_id === null || row.superior_post_id === null) return undefined;
  return onDuty.get(addressKey({ orgId: row.superior_org_id, postId: row.superior_post_id }));
}

const listMissed = `
  SELECT r.task_id, r.unit_id, r.said, m.org_id, o.name AS org_name, m.post_id, p.name AS post_name, p.name_en AS post_name_en,
    r.calls, r.delivered_at IS NOT NULL AS delivered, r.not_reached_at, m.command_point_id, s.superior_org_id, s.superior_post_id
  FROM notification.mailbox_row r
  JOIN notification.mailbox m ON m.id = r.mailbox_id
  JOIN directory_read.org o ON o.id = m.org_id
  JOIN directory_read.post p ON p.id = m.post_id
  LEFT JOIN directory_read.superior s ON s.org_id = m.org_id AND s.post_id = m.post_id
  WHERE r.activation_id = $1 AND r.kind = 'task' AND r.not_reached_at IS NOT NULL AND r.state = 'issued' AND ${inScopeSql('o.path', '$2::text')}
  ORDER BY r.not_reached_at, r.acknowledge_due_at, r.task_id`;
