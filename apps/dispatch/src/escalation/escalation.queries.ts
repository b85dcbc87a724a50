import type { EntityManager } from 'typeorm';
import type { Climbed } from './escalation.rules.js';

/** Notes the rungs that were climbed, each once per task, leg and moment that was due. Whom a reminder reaches is no superior. */
export async function noteClimbed(tx: EntityManager, climbed: readonly Climbed[], at: Date): Promise<void> {
  if (climbed.length === 0) return;
  const column = <Value>(of: (one: Climbed) => Value): Value[] => climbed.map(of);
  const above = <Value>(of: (one: Climbed) => Value): (Value | null)[] => column((one) => (one.rung.tell === 'recipient' ? null : of(one)));
  await tx.query(
    `INSERT INTO dispatch.escalation (task_id, leg, due_at, tell, rung, exercise, superior_org_id, superior_post_id, at)
     SELECT *, $9::timestamptz FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::smallint[], $6::boolean[], $7::text[], $8::text[])`,
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

/** A task after a sweep: when its ladder is looked at next (null: never), and the highest rung that told somebody above, if one did now. */
export type Standing = { taskId: string; next: Date | null; rung: number | null };

/** Writes where these tasks stand on their ladders, each row once. A reminder of the recipient is no escalation. */
export async function setStandings(tx: EntityManager, standings: readonly Standing[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task t SET next_rung_at = s.next, rung = greatest(t.rung, s.rung),
       escalated_at = CASE WHEN s.rung IS NULL THEN t.escalated_at ELSE coalesce(t.escalated_at, $4) END
     FROM unnest($1::uuid[], $2::timestamptz[], $3::smallint[]) AS s(id, next, rung) WHERE t.id = s.id`,
    [standings.map(({ taskId }) => taskId), standings.map(({ next }) => next), standings.map(({ rung }) => rung), at],
  );
}
