import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { appendTimeline } from '#service-kit/timeline.js';
import type { ClimbingTask } from './escalation.rules.js';
import { escalateTasks } from './escalation.rules.js';

/** How many due tasks one sweep claims. */
const claimSize = 1000;
const firstRung = 1;

/** The sweep and the bells of acknowledge limits. */
export const acknowledgeLimit = 'dispatch.acknowledge-limit';

/** Tells the next post up when nobody acknowledged in time. */
@Injectable()
export class EscalationService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** One sweep: claims due tasks, oldest limit first, and climbs one rung. Two sweeps at once never take the same task. Answers how many. */
  async escalateDue(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const due = (await tx.query(
        `SELECT id FROM dispatch.task WHERE state = 'issued' AND rung = 0 AND acknowledge_due_at <= $1
         ORDER BY acknowledge_due_at LIMIT ${claimSize} FOR UPDATE SKIP LOCKED`,
        [now],
      )) as { id: string }[];
      await this.climb(
        tx,
        due.map((task) => task.id),
        now,
      );
      return due.length;
    });
  }

  /** Climbs one rung for these tasks in the caller's transaction; a task that climbed before stays where it is. */
  async climb(tx: EntityManager, taskIds: readonly string[], at: Date): Promise<void> {
    if (taskIds.length === 0) return;
    const climbing = (await tx.query(
      `WITH climbed AS (
         UPDATE dispatch.task SET rung = ${firstRung}, escalated_at = $2 WHERE id = ANY($1::uuid[]) AND rung = 0
         RETURNING id, activation_id, unit_id, task_no, org_id, post_id, exercise, acknowledge_due_at
       ), noted AS (
         INSERT INTO dispatch.escalation (task_id, leg, due_at, tell, rung, exercise, superior_org_id, superior_post_id, at)
         SELECT c.id, 'acknowledge', coalesce(c.acknowledge_due_at, $2), 'superior', ${firstRung}, c.exercise, s.superior_org_id, s.superior_post_id, $2
         FROM climbed c LEFT JOIN directory_read.superior s ON s.org_id = c.org_id AND s.post_id = c.post_id
         RETURNING task_id, superior_org_id, superior_post_id
       )
       SELECT c.id AS "taskId", c.activation_id AS "activationId", c.unit_id AS "unitId", r.incident_title AS "incidentTitle", r.level, c.exercise,
              b.title, b.title_en AS "titleEn", c.org_id AS "orgId", c.post_id AS "postId",
              CASE WHEN n.superior_org_id IS NOT NULL THEN
                jsonb_build_object('orgId', n.superior_org_id, 'postId', n.superior_post_id, 'commandPointId', o.command_point_id) END AS superior
       FROM climbed c
       JOIN noted n ON n.task_id = c.id
       JOIN dispatch.response r ON r.activation_id = c.activation_id AND r.unit_id = c.unit_id
       JOIN dispatch.brief b ON b.activation_id = c.activation_id AND b.unit_id = c.unit_id AND b.task_no = c.task_no
       LEFT JOIN directory_read.org o ON o.id = n.superior_org_id
       ORDER BY c.activation_id, c.unit_id, c.id`,
      [taskIds, at],
    )) as ClimbingTask[];
    await appendTimeline(
      tx,
      'dispatch',
      climbing.map(({ taskId, activationId, unitId, superior }) => ({
        at,
        what: 'task.escalated',
        by: { kind: 'clock', id: 'dispatch' },
        activationId,
        unitId,
        taskId,
        facts: { rung: firstRung, superior },
      })),
    );
    await this.outbox.append(
      tx,
      escalateTasks(climbing, firstRung, at).map(({ exercise, data }) => ({
        type: 'task.escalated.v1' as const,
        key: activationKey(data.activationId, data.unitId),
        exercise,
        data,
      })),
    );
  }
}
