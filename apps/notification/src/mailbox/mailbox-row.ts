import type { Leg } from '#contracts/ladder.js';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Cause, TaskState } from '#contracts/task.js';

/** What a row says in words, kept as it was said. */
export type Said = {
  incidentTitle: string;
  level: ResponseLevel | null;
  title: string;
  titleEn: string;
  taskIds?: string[];
  /** Digest: what of each task was not done in time. */
  missed?: Partial<Record<Leg, string[]>>;
  /** Of a whistle that the city centre must rule on: since when. */
  askedAt?: string;
};

/** A row before its mailbox numbers it. The fields from `state` on are those of a task, or of the task whose clock has started. */
export type NewRow = {
  mailboxId: number;
  kind: MailboxRow['kind'];
  cause: Cause;
  activationId: string;
  unitId: string;
  taskId: string | null;
  exercise: boolean;
  said: Said;
  state?: TaskState;
  unfilled?: boolean;
  startedAt?: string | Date | null;
  acknowledgeDueAt?: string | Date | null;
  doneDueAt?: string | Date | null;
  nextCallAt?: Date | null;
};

/** Where a row stands. */
export type RowKey = { mailboxId: number; seq: number };

/** A stored row as `rowColumns` select it. */
export type StoredRow = {
  mailbox_id: string;
  seq: string;
  kind: MailboxRow['kind'];
  written_at: Date;
  cause: Cause;
  activation_id: string;
  said: Said;
  exercise: boolean;
  unit_id: string;
  org_id: string;
  post_id: string;
  task_id: string | null;
  state: TaskState | null;
  unfilled: boolean;
  started_at: Date | null;
  acknowledge_due_at: Date | null;
  done_due_at: Date | null;
};

/** The columns of a row as it travels; `r` is the row, `m` its mailbox. */
export const rowColumns = `r.mailbox_id, r.seq, r.kind, r.written_at, r.cause, r.activation_id, r.said, r.exercise, r.unit_id, m.org_id, m.post_id,
  r.task_id, r.state, r.unfilled, r.started_at, r.acknowledge_due_at, r.done_due_at`;

/** A row as it travels to a desk; a task row carries the state it has now, not the one it was issued with. */
export function travellingRow(row: StoredRow): MailboxRow {
  return {
    mailboxId: Number(row.mailbox_id),
    seq: Number(row.seq),
    kind: row.kind,
    at: row.written_at.toISOString(),
    cause: row.cause,
    activationId: row.activation_id,
    incidentTitle: row.said.incidentTitle,
    level: row.said.level,
    exercise: row.exercise,
    unitId: row.unit_id,
    orgId: row.org_id,
    postId: row.post_id,
    taskId: row.task_id,
    title: row.said.title,
    titleEn: row.said.titleEn,
    state: row.state,
    unfilled: row.unfilled,
    startedAt: row.started_at?.toISOString() ?? null,
    acknowledgeDueAt: row.acknowledge_due_at?.toISOString() ?? null,
    doneDueAt: row.done_due_at?.toISOString() ?? null,
    taskIds: row.said.taskIds ?? null,
  };
}
