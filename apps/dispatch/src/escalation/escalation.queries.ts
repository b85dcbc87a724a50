import type { EntityManager } from 'typeorm';
import type { Climbed } from './escalation.rules.js';

/** Rows go as one JSON text: for a thousand tasks the arrays of eight columns cost several times as much to write. */
const rungColumns =
  'task_id uuid, leg text, due_at timestamptz, tell text, rung smallint, exercise boolean, superior_org_id text, superior_post_id text';

/** Notes the rungs that were climbed, each once per task, leg and moment that was due. Whom a reminder reaches is no superior. */
export async function noteClimbed(tx: EntityManager, climbed: readonly Climbed[], at: Date): Promise<void> {
  if (climbed.length === 0) return;
  const rows = climbed.map(({ task, rung: { leg, dueAt, tell, rung }, told }) => ({
    ...{ task_id: task.taskId, leg, due_at: dueAt, tell, rung, exercise: task.exercise },
    superior_org_id: tell === 'recipient' ? null : told?.orgId,
    superior_post_id: tell === 'recipient' ? null : told?.postId,
  }));
  await tx.query(
    `INSERT INTO dispatch.escalation (task_id, leg, due_at, tell, rung, exercise, superior_org_id, superior_post_id, at)
     SELECT r.*, $2::timestamptz FROM jsonb_to_recordset($1::jsonb) AS r(${rungColumns})`,
    [JSON.stringify(rows), at],
  );
}

/** A task after a sweep: when its ladder is looked at next (null: never), and the highest rung that told somebody above, if one did now. */
export type Standing = { taskId: string; next: Date | null; rung: number | null };

/** Writes where these tasks stand on their ladders, each row once. A reminder of the recipient is no escalation. */
export async function setStandings(tx: EntityManager, standings: readonly Standing[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task t SET next_rung_at = s.next, rung = greatest(t.rung, s.rung),
       escalated_at = CASE WHEN s.rung IS NULL THEN t.escalated_at ELSE coalesce(t.escalated_at, $2) END
     FROM jsonb_to_recordset($1::jsonb) AS s("taskId" uuid, next timestamptz, rung smallint) WHERE t.id = s."taskId"`,
    [JSON.stringify(standings), at],
  );
}
