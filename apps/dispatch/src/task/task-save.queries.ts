import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor, OnBehalf } from '#contracts/task.js';
import { askPrepared } from '#service-kit/prepared.js';
import { nextRungAt } from './clock.rules.js';
import type { TappableTask } from './task-lock.queries.js';
import type { Tap } from './task.rules.js';

/** Writes a changed task, whose lock the caller holds, and when its ladder is looked at next. Answers that moment. */
export async function saveTask(tx: EntityManager, task: TappableTask, by: Actor): Promise<Date | null> {
  const next = nextRungAt(task);
  await askPrepared(
    tx,
    `UPDATE dispatch.task SET state = $2, last_actor_kind = $3, last_actor_id = $4, note = $5, acknowledged_at = $6, on_behalf = $7, arrived_at = $8,
       arrived_position = $9::jsonb, arrived_accuracy_metres = $10, without_position = $11, noted_at = $12, notes = $13, last_note = $14,
       checked_in_at = $15, checked_in_position = $16::jsonb, count = $17, closed_at = $18, acknowledge_due_at = $19, feedback_due_at = $20,
       check_in_due_at = $21, next_rung_at = $22, org_id = $23, post_id = $24, person_id = $25, unfilled = $26, rung = $27, escalated_at = $28
     WHERE id = $1`,
    [
      task.taskId,
      task.state,
      by.kind,
      by.id,
      task.note,
      task.acknowledgedAt,
      task.onBehalf,
      task.arrivedAt,
      json(task.arrivedPosition),
      task.arrivedAccuracyMetres,
      task.withoutPosition,
      task.notedAt,
      task.notes,
      task.lastNote,
      task.checkedInAt,
      json(task.checkedInPosition),
      task.count,
      task.closedAt,
      task.acknowledgeDueAt,
      task.feedbackDueAt,
      task.checkInDueAt,
      next,
      task.orgId,
      task.postId,
      task.personId,
      task.unfilled,
      task.rung,
      task.escalatedAt,
    ],
  );
  return next;
}

/** Keeps who told an operator and in which words, where it can be erased; answers the id that the timeline keeps. */
export async function keepOnBehalf(tx: EntityManager, task: TappableTask, tap: Tap, told: OnBehalf, at: Date): Promise<string> {
  const id = uuidv7();
  await tx.query(
    'INSERT INTO dispatch.on_behalf (id, task_id, exercise, tap, channel, speaker, words, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    [id, task.taskId, task.exercise, tap, told.channel, told.speaker, told.words, at],
  );
  return id;
}

/** Kinds of the files that were added to a task since a moment (or ever). */
export async function readEvidenceKinds(tx: EntityManager, taskId: string, since: Date | null): Promise<string[]> {
  const rows = (await tx.query(
    'SELECT DISTINCT kind FROM dispatch.evidence WHERE task_id = $1 AND ($2::timestamptz IS NULL OR added_at >= $2)',
    [taskId, since],
  )) as { kind: string }[];
  return rows.map(({ kind }) => kind);
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
