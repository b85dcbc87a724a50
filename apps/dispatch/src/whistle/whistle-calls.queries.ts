import type { EntityManager } from 'typeorm';
import type { Actor } from '#contracts/task.js';
import type { ReturnCode } from '#contracts/whistle.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import type { ProposalReason } from './whistle-proposal.rules.js';

/** A call as it is written when a department is called. */
export type NewCall = {
  taskId: string;
  orgId: string;
  role: 'lead' | 'assist';
  responsible: boolean;
  replacing: boolean;
  reason: ProposalReason;
};

/** Keeps that departments are called together. Their tasks stand already. */
export async function insertCalls(
  tx: EntityManager,
  calls: readonly NewCall[],
  { whistleId, calledAt, mayReturnUntil }: { whistleId: string; calledAt: Date; mayReturnUntil: Date | null },
): Promise<void> {
  const column = <Value>(of: (call: NewCall) => Value): Value[] => calls.map(of);
  await tx.query(
    `INSERT INTO dispatch.whistle_call (whistle_id, called_at, may_return_until, task_id, org_id, role, responsible, replacing, reason)
     SELECT $1, $2, $3, c.* FROM unnest($4::uuid[], $5::text[], $6::text[], $7::boolean[], $8::boolean[], $9::jsonb[]) AS c`,
    [
      whistleId,
      calledAt,
      mayReturnUntil,
      column((call) => call.taskId),
      column((call) => call.orgId),
      column((call) => call.role),
      column((call) => call.responsible),
      column((call) => call.replacing),
      column((call) => JSON.stringify(call.reason)),
    ],
  );
}

/** Keeps a return and its reason on the call. */
export async function noteReturn(tx: EntityManager, taskId: string, why: { code: ReturnCode; words: string }, at: Date): Promise<void> {
  await tx.query('UPDATE dispatch.whistle_call SET returned_at = $2, return_code = $3, return_words = $4 WHERE task_id = $1', [
    taskId,
    at,
    why.code,
    why.words,
  ]);
}

/** Ends the task of a call; null where it was over already. */
export async function endTask(
  tx: EntityManager,
  taskId: string,
  end: { state: 'done' | 'declined' | 'cancelled'; reason: 'withdrawn' | 'replaced' | null; note: string; by: Actor; at: Date },
): Promise<{ taskId: string } | null> {
  const [rows] = (await tx.query(
    `UPDATE dispatch.task SET state = $2, cancel_reason = $3, note = CASE WHEN $4 = '' THEN note ELSE $4 END, closed_at = $5, next_rung_at = NULL,
       last_actor_kind = $6, last_actor_id = $7
     WHERE id = $1 AND state IN ('issued', 'acknowledged', 'arrived') RETURNING id AS "taskId"`,
    [taskId, end.state, end.reason, end.note, end.at, end.by.kind, end.by.id],
  )) as [{ taskId: string }[]];
  return rows[0] ?? null;
}

/** What is kept of a time as responsible when it ends: until when it was, and when it was to be finished. */
const ledSoFar = `led_until = CASE WHEN responsible THEN $2::timestamptz ELSE led_until END,
  led_due_at = CASE WHEN responsible THEN (SELECT t.done_due_at FROM dispatch.task t WHERE t.id = task_id) ELSE led_due_at END`;

/** Marks a call as replaced: it is read only from now on, and its department can be called again. */
export async function retireCall(tx: EntityManager, taskId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.whistle_call SET ${ledSoFar}, responsible = false, replacing = false, replaced_at = $2 WHERE task_id = $1`,
    [taskId, at],
  );
}

/** Makes a call the responsible one. There must be no other at this moment. */
export async function makeResponsible(tx: EntityManager, taskId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.whistle_call SET role = 'lead', responsible = true, replacing = false, took_over_at = $2 WHERE task_id = $1`,
    [taskId, at],
  );
}

/** Whether a department is to take over. */
export async function setReplacing(tx: EntityManager, taskId: string, replacing: boolean): Promise<void> {
  await tx.query('UPDATE dispatch.whistle_call SET replacing = $2 WHERE task_id = $1', [taskId, replacing]);
}

/** A former lead that did work goes on and assists: it owes no feedback and no end any more. */
export async function makeAssist(tx: EntityManager, taskId: string, at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.whistle_call SET ${ledSoFar}, role = 'assist', responsible = false, replacing = false WHERE task_id = $1`,
    [taskId, at],
  );
  await setLegs(tx, taskId, (limits) => ({ ...limits, feedback: undefined, feedbackEvery: undefined, finish: undefined }), {
    feedback: null,
    finish: null,
  });
}

/** Changes what a call owes: the limits of its brief, and the clocks of feedback and end on its task. */
export async function setLegs(
  tx: EntityManager,
  taskId: string,
  change: (limits: LegLimits) => LegLimits,
  clocks: { feedback: Date | null; finish: Date | null },
): Promise<void> {
  const [brief] = (await tx.query(
    `SELECT b.activation_id, b.unit_id, b.task_no, b.limits FROM dispatch.brief b
     JOIN dispatch.task t ON t.activation_id = b.activation_id AND t.unit_id = b.unit_id AND t.task_no = b.task_no
     WHERE t.id = $1 FOR UPDATE OF b`,
    [taskId],
  )) as [{ activation_id: string; unit_id: string; task_no: string; limits: LegLimits }];
  await tx.query('UPDATE dispatch.brief SET limits = $4 WHERE activation_id = $1 AND unit_id = $2 AND task_no = $3', [
    brief.activation_id,
    brief.unit_id,
    brief.task_no,
    JSON.stringify(change(brief.limits)),
  ]);
  await tx.query('UPDATE dispatch.task SET feedback_due_at = $2, done_due_at = $3 WHERE id = $1', [taskId, clocks.feedback, clocks.finish]);
}

/** A department that offered itself has acknowledged by offering. */
export async function acknowledgeOffered(tx: EntityManager, taskId: string, by: Actor, at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task SET state = 'acknowledged', acknowledged_at = $2, last_actor_kind = $3, last_actor_id = $4 WHERE id = $1`,
    [taskId, at, by.kind, by.id],
  );
}

/** The lead's task is open again: it is on the scene, or has acknowledged, as before it said that it was done. */
export async function reopenTask(tx: EntityManager, taskId: string, feedbackDueAt: Date | null): Promise<void> {
  await tx.query(
    `UPDATE dispatch.task SET state = CASE WHEN arrived_at IS NULL THEN 'acknowledged' ELSE 'arrived' END, closed_at = NULL,
       feedback_due_at = coalesce($2, feedback_due_at) WHERE id = $1 AND state = 'done'`,
    [taskId, feedbackDueAt],
  );
}

/** How many calls a whistle had so far: the next one's number. */
export async function countCalls(tx: EntityManager, whistleId: string): Promise<number> {
  const [{ count }] = (await tx.query('SELECT count(*)::int AS count FROM dispatch.whistle_call WHERE whistle_id = $1', [whistleId])) as [
    { count: number },
  ];
  return count;
}
