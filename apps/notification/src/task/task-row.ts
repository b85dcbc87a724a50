import type { EntityManager } from 'typeorm';
import type { Cause, TaskState } from '#contracts/task.js';
import { NotYet } from '#messaging/ports.js';
import { Refused } from '#service-kit/refused.js';
import type { RowKey, Said } from '../mailbox/mailbox-row.js';

/** A task's mailbox row, locked. */
export type TaskRow = RowKey & {
  taskId: string;
  cause: Cause;
  activationId: string;
  unitId: string;
  exercise: boolean;
  state: TaskState;
  unfilled: boolean;
  startedAt: Date | null;
  acknowledgeDueAt: Date | null;
  doneDueAt: Date | null;
  acknowledgedAt: Date | null;
  escalatedAt: Date | null;
  notedAt: Date | null;
  checkedInAt: Date | null;
  reopenedAt: Date | null;
  calls: number;
  said: Said;
};

/** A fact about a task is of the same world as the task: a drill never touches the real. */
export function requireSameExercise(row: Pick<TaskRow, 'exercise'>, child: { exercise: boolean }): void {
  if (row.exercise !== child.exercise) throw new Refused('exercise-differs');
}

/** Where the rows of these tasks stand, without a lock. A task that has no row is *not yet*. */
export async function taskRowKeys(tx: EntityManager, taskIds: readonly string[]): Promise<RowKey[]> {
  const found = (await tx.query(
    `SELECT mailbox_id, seq, task_id FROM notification.mailbox_row WHERE task_id = ANY($1::uuid[]) AND kind = 'task'`,
    [taskIds],
  )) as { mailbox_id: string; seq: string; task_id: string }[];
  const known = new Set(found.map((row) => row.task_id));
  const missing = taskIds.find((taskId) => !known.has(taskId));
  if (missing) throw new NotYet(`task ${missing}`);
  return found.map((row) => ({ mailboxId: Number(row.mailbox_id), seq: Number(row.seq) }));
}

/**
 * Locks rows in (mailbox, seq) order, which everybody who changes several rows keeps to. Answers the task rows among them. A
 * transaction that also writes rows locks its mailboxes first. With `callDueAt`, only rows whose call is still due then.
 */
export async function lockRows(tx: EntityManager, keys: readonly RowKey[], callDueAt: Date | null = null): Promise<TaskRow[]> {
  const rows = (await tx.query(
    `SELECT r.* FROM notification.mailbox_row r
     JOIN unnest($1::bigint[], $2::bigint[]) AS k(mailbox_id, seq) USING (mailbox_id, seq)
     WHERE $3::timestamptz IS NULL OR r.next_call_at <= $3
     ORDER BY r.mailbox_id, r.seq FOR UPDATE OF r`,
    [keys.map((key) => key.mailboxId), keys.map((key) => key.seq), callDueAt],
  )) as LockedRow[];
  return rows
    .filter((row) => row.kind === 'task')
    .map((row) => ({
      mailboxId: Number(row.mailbox_id),
      seq: Number(row.seq),
      taskId: row.task_id,
      cause: row.cause,
      activationId: row.activation_id,
      unitId: row.unit_id,
      exercise: row.exercise,
      state: row.state,
      unfilled: row.unfilled,
      startedAt: row.started_at,
      acknowledgeDueAt: row.acknowledge_due_at,
      doneDueAt: row.done_due_at,
      acknowledgedAt: row.acknowledged_at,
      escalatedAt: row.escalated_at,
      notedAt: row.noted_at,
      checkedInAt: row.checked_in_at,
      reopenedAt: row.reopened_at,
      calls: row.calls,
      said: row.said,
    }));
}

type LockedRow = {
  mailbox_id: string;
  seq: string;
  kind: string;
  cause: Cause;
  task_id: string;
  activation_id: string;
  unit_id: string;
  exercise: boolean;
  state: TaskState;
  unfilled: boolean;
  started_at: Date | null;
  acknowledge_due_at: Date | null;
  done_due_at: Date | null;
  acknowledged_at: Date | null;
  escalated_at: Date | null;
  noted_at: Date | null;
  checked_in_at: Date | null;
  reopened_at: Date | null;
  calls: number;
  said: Said;
};
