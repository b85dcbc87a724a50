import type { EntityManager } from 'typeorm';
import type { Climbed } from './escalation.rules.js';

/**
 * Notes the rungs that were climbed, each once per task, leg and moment that was due, and how far up each task has come. A reminder of the
 * recipient is no escalation: it leaves the task's own count alone.
 */
export async function noteClimbed(tx: EntityManager, climbed: readonly Climbed[], at: Date): Promise<void> {
  if (climbed.length === 0) return;
  const column = <Value>(of: (one: Climbed) => Value): Value[] => climbed.map(of);
  const above = <Value>(of: (one: Climbed) => Value): (Value | null)[] => column((one) => (one.rung.tell === 'recipient' ? null : of(one)));
  await tx.query(
    `WITH noted AS (
       INSERT INTO dispatch.escalation (task_id, leg, due_at, tell, rung, exercise, superior_org_id, superior_post_id, at)
       SELECT *, $9::timestamptz FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::smallint[], $6::boolean[], $7::text[], $8::text[])
       RETURNING task_id, tell, rung
     )
     UPDATE dispatch.task t SET rung = greatest(t.rung, c.rung), escalated_at = coalesce(t.escalated_at, $9)
     FROM (SELECT task_id, max(rung) AS rung FROM noted WHERE tell <> 'recipient' GROUP BY task_id) c WHERE t.id = c.task_id`,
    [
      column(({ task }) => task.taskId),
      column(({ rung }) => rung.leg),
      column(({ rung }) => rung.dueAt),
      column(({ rung }) => rung.tell),
      column(({ rung }) => rung.rung),
      column(({ task }) => task.exercise),
      above(({ told }) => told?.orgId ?? null),
      above(({ told }) => told?.postId ?? null),
      at,
    ],
  );
}
