import type { EntityManager } from 'typeorm';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Cause } from '#contracts/task.js';
import { limitsOf } from '../task/clock.rules.js';
import type { ClimbableTask, ClimbedRung } from './ladder.rules.js';

/** A task with its clocks and ladder, and what is said of it to those who are told. */
export type LadderTask = ClimbableTask & {
  taskId: string;
  cause: Cause;
  activationId: string;
  unitId: string;
  incidentTitle: string;
  level: ResponseLevel | null;
  exercise: boolean;
  title: string;
  titleEn: string;
  orgId: string;
  postId: string;
};

type Row = Omit<LadderTask, 'climbed'> & { acknowledgeMinutes: number; doneMinutes: number };

/** The clocks and ladders of these tasks with the rungs climbed so far, in the order of the ids' responses. The caller holds their rows. */
export async function readLadders(tx: EntityManager, taskIds: readonly string[]): Promise<LadderTask[]> {
  if (taskIds.length === 0) return [];
  const rows = (await tx.query(
    `SELECT t.id AS "taskId", r.cause, t.activation_id AS "activationId", t.unit_id AS "unitId", r.incident_title AS "incidentTitle", r.level, t.exercise,
            b.title, b.title_en AS "titleEn", t.org_id AS "orgId", t.post_id AS "postId", t.state, t.started_at AS "startedAt",
            t.acknowledge_due_at AS "acknowledgeDueAt", t.arrive_due_at AS "arriveDueAt", t.feedback_due_at AS "feedbackDueAt",
            t.done_due_at AS "doneDueAt", t.check_in_due_at AS "checkInDueAt", t.noted_at AS "notedAt", t.checked_in_at AS "checkedInAt",
            b.limits, b.ladder, b.acknowledge_minutes AS "acknowledgeMinutes", b.done_minutes AS "doneMinutes"
     FROM dispatch.task t
     JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
     JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no
     WHERE t.id = ANY($1::uuid[]) ORDER BY t.activation_id, t.unit_id, t.id`,
    [taskIds],
  )) as Row[];
  const climbed = await readClimbed(tx, taskIds);
  return rows.map(({ acknowledgeMinutes, doneMinutes, limits, ...task }) => ({
    ...task,
    limits: limitsOf({ acknowledgeMinutes, doneMinutes, limits }),
    climbed: climbed.get(task.taskId) ?? [],
  }));
}

async function readClimbed(tx: EntityManager, taskIds: readonly string[]): Promise<Map<string, ClimbedRung[]>> {
  const rows = (await tx.query(
    'SELECT task_id AS "taskId", leg, due_at AS "dueAt", rung, at FROM dispatch.escalation WHERE task_id = ANY($1::uuid[])',
    [taskIds],
  )) as (ClimbedRung & { taskId: string })[];
  const climbed = new Map<string, ClimbedRung[]>();
  for (const { taskId, ...rung } of rows) climbed.set(taskId, [...(climbed.get(taskId) ?? []), rung]);
  return climbed;
}

/** Says for each of these tasks when its ladder is looked at next; null: never. */
export async function setNextRungs(tx: EntityManager, next: readonly { taskId: string; at: Date | null }[]): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task t SET next_rung_at = n.at FROM unnest($1::uuid[], $2::timestamptz[]) AS n(id, at)
     WHERE t.id = n.id AND t.next_rung_at IS DISTINCT FROM n.at`,
    [next.map(({ taskId }) => taskId), next.map(({ at }) => at)],
  );
}
