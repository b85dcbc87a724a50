import type { EntityManager } from 'typeorm';
import type { TaskClocks } from '../task/clock.rules.js';
import type { Claims } from './claim.rules.js';

/** Which brief: of a cause, in a unit, by its number. */
export type BriefKey = { activationId: string; unitId: string; taskNo: string };

/** Locks the brief, before any of its tasks: whoever claims, refuses or gives back waits here. */
export async function lockBrief(tx: EntityManager, { activationId, unitId, taskNo }: BriefKey): Promise<void> {
  await tx.query('SELECT 1 FROM dispatch.brief WHERE activation_id = $1 AND unit_id = $2 AND task_no = $3 FOR UPDATE', [
    activationId,
    unitId,
    taskNo,
  ]);
}

/** The recipients of a brief as they are now, counted; true only while its lock is held. */
export async function readClaims(tx: EntityManager, { activationId, unitId, taskNo }: BriefKey): Promise<Claims> {
  const [claims] = (await tx.query(
    `SELECT b.need, b.met_at IS NOT NULL AS met, b.unreachable_at IS NOT NULL AS unreachable,
            count(*) FILTER (WHERE t.state <> 'cancelled' OR t.cancel_reason = 'enough')::int AS of,
            count(*) FILTER (WHERE t.state = 'issued')::int AS issued,
            count(*) FILTER (WHERE t.state IN ('acknowledged', 'arrived', 'done'))::int AS has,
            count(*) FILTER (WHERE t.state = 'done')::int AS done,
            count(*) FILTER (WHERE t.state = 'cancelled' AND t.cancel_reason = 'enough')::int AS released
     FROM dispatch.brief b
     JOIN dispatch.task t ON t.activation_id = b.activation_id AND t.unit_id = b.unit_id AND t.task_no = b.task_no
     WHERE b.activation_id = $1 AND b.unit_id = $2 AND b.task_no = $3 GROUP BY b.need, b.met_at, b.unreachable_at`,
    [activationId, unitId, taskNo],
  )) as [Claims];
  return claims;
}

/** The tasks of a brief in a state (released ones: cancelled because enough others had it), locked in the order of their ids. */
export async function lockTasksOf(
  tx: EntityManager,
  { activationId, unitId, taskNo }: BriefKey,
  which: 'issued' | 'released',
): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT id FROM dispatch.task WHERE activation_id = $1 AND unit_id = $2 AND task_no = $3
       AND CASE WHEN $4 = 'issued' THEN state = 'issued' ELSE state = 'cancelled' AND cancel_reason = 'enough' END
     ORDER BY id FOR UPDATE`,
    [activationId, unitId, taskNo, which],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Asks released recipients again, with these clocks. */
export async function reopenTasks(
  tx: EntityManager,
  taskIds: readonly string[],
  clocks: Omit<TaskClocks, 'checkInDueAt'> & { nextRungAt: Date | null },
): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task SET state = 'issued', closed_at = NULL, cancel_reason = NULL, rung = 0, escalated_at = NULL,
       acknowledge_due_at = $2, arrive_due_at = $3, feedback_due_at = $4, done_due_at = $5, next_rung_at = $6
     WHERE id = ANY($1::uuid[])`,
    [taskIds, clocks.acknowledgeDueAt, clocks.arriveDueAt, clocks.feedbackDueAt, clocks.doneDueAt, clocks.nextRungAt],
  );
}
