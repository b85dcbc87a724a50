import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import type { Actor, TaskCancelReason } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { ladderBell } from '../escalation/ladder.rules.js';
import { clocksFrom, nextRungAt } from '../task/clock.rules.js';
import { readRecipients } from '../task/issue.queries.js';
import { chunksOf, tasksPerEvent } from '../task/issue.rules.js';
import type { TappableTask } from '../task/task-lock.queries.js';
import { reopenTasks } from './claim.queries.js';
import type { Owed, OwedFor, OwedTask } from './obligation.rules.js';
import { owedTasks } from './obligation.rules.js';

const dispatchActor = { kind: 'service', id: 'dispatch' } as const;
/** At most this many tasks in one event that takes tasks back or opens them again. */
const tasksPerChange = 1000;

/** Issues what is owed outside a plan, on the path of every task: brief, tasks, outbox; mailboxes and desks follow from the event. */
@Injectable()
export class ObligationService {
  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly alarms: AlarmClock,
  ) {}

  /** Issues what is owed for one cause to all its recipients, together and in the caller's transaction; answers their tasks. */
  async issue(tx: EntityManager, owedFor: OwedFor, owed: readonly Owed[], by: Actor): Promise<OwedTask[]> {
    const now = this.clock.now();
    const { cause, causeId, causeTitle, unitId, exercise } = owedFor;
    const posts = owed.flatMap(({ recipients }) => recipients);
    const tasks = owedTasks(owed, await readRecipients(tx, posts, now));
    await keepBriefs(tx, owedFor, owed, now);
    await insertTasks(tx, owedFor, tasks, now);
    this.alarms.setBells(
      ladderBell,
      tasks.map((task) => task.nextRungAt),
    );
    await appendTimeline(
      tx,
      'dispatch',
      tasks.map((task) => ({
        at: now,
        what: task.unfilled ? 'task.unfilled' : 'task.issued',
        by,
        activationId: causeId,
        unitId,
        taskId: task.taskId,
        facts: { holding: task.holding, personId: task.personId, orgId: task.orgId },
      })),
    );
    await this.outbox.append(
      tx,
      chunksOf(tasks, tasksPerEvent).map((chunk) => ({
        type: 'task.issued.v1' as const,
        key: activationKey(causeId, unitId),
        exercise,
        data: {
          cause,
          activationId: causeId,
          incidentTitle: causeTitle,
          unitId,
          level: null,
          issuedAt: now.toISOString(),
          tasks: chunk.map(({ personId: _person, holding: _holding, nextRungAt: _next, ...issued }) => issued),
        },
      })),
    );
    return tasks;
  }

  /** Takes back these tasks of a cause, whose locks the caller holds; those that are closed already stay as they are. */
  async cancel(
    tx: EntityManager,
    cause: { activationId: string; unitId: string; exercise: boolean },
    taskIds: readonly string[],
    reason: TaskCancelReason,
    by: Actor,
    at: Date,
  ): Promise<void> {
    const { activationId, unitId, exercise } = cause;
    const [cancelled] = (await tx.query(
      `UPDATE dispatch.task SET state = 'cancelled', cancel_reason = $2, closed_at = $3, next_rung_at = NULL
       WHERE id = ANY($1::uuid[]) AND closed_at IS NULL RETURNING id`,
      [taskIds, reason, at],
    )) as [{ id: string }[], number];
    await appendTimeline(
      tx,
      'dispatch',
      cancelled.map(({ id }) => ({ at, what: 'task.cancelled', by, activationId, unitId, taskId: id, facts: { reason } })),
    );
    await this.outbox.append(
      tx,
      chunksOf(cancelled, tasksPerChange).map((chunk) => ({
        type: 'task.cancelled.v1' as const,
        key: activationKey(activationId, unitId),
        exercise,
        data: { activationId, unitId, at: at.toISOString(), reason, taskIds: chunk.map(({ id }) => id) },
      })),
    );
  }

  /** Asks released recipients of a brief again, with fresh clocks where it has started; the caller holds their locks and the brief's. */
  async reopen(tx: EntityManager, task: TappableTask, taskIds: readonly string[], at: Date): Promise<void> {
    const { activationId, unitId, exercise, limits, ladder, startedAt, doneDueAt } = task;
    const { acknowledgeDueAt, arriveDueAt, feedbackDueAt } = clocksFrom(startedAt ? limits : {}, 'issued', at);
    const clocks = { acknowledgeDueAt, arriveDueAt, feedbackDueAt, doneDueAt, checkInDueAt: null };
    const next = nextRungAt({ ...clocks, state: 'issued', startedAt, notedAt: null, checkedInAt: null, limits, ladder, climbed: [] });
    await reopenTasks(tx, taskIds, { ...clocks, nextRungAt: next });
    this.alarms.setBells(ladderBell, [next]);
    const facts = { reason: 'one-fewer' };
    await appendTimeline(
      tx,
      'dispatch',
      taskIds.map((taskId) => ({ at, what: 'task.reopened', by: dispatchActor, activationId, unitId, taskId, facts })),
    );
    const due = acknowledgeDueAt?.toISOString() ?? null;
    await this.outbox.append(
      tx,
      chunksOf(taskIds, tasksPerChange).map((chunk) => ({
        type: 'task.reopened.v1' as const,
        key: activationKey(activationId, unitId),
        exercise,
        data: {
          activationId,
          unitId,
          at: at.toISOString(),
          tasks: chunk.map((taskId) => ({ taskId, acknowledgeDueAt: due, reason: 'one-fewer' as const })),
        },
      })),
    );
  }
}

async function keepBriefs(tx: EntityManager, owedFor: OwedFor, owed: readonly Owed[], now: Date): Promise<void> {
  const { cause, causeId, causeTitle, unitId, exercise } = owedFor;
  await tx.query(
    `INSERT INTO dispatch.response (cause, activation_id, unit_id, exercise, incident_title, started_at, part_total)
     VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING`,
    [cause, causeId, unitId, exercise, causeTitle, now],
  );
  const rows = owed.map(({ taskNo, title, titleEn, what, whatEn, evidenceKinds, need, limits, ladder, startsAt }) => ({
    ...{ task_no: taskNo, title, title_en: titleEn, starts: startsAt ? 'atStart' : 'afterTask', need, limits, ladder },
    composed: { taskNo, title, titleEn, what, whatEn, evidenceKinds, level: null },
  }));
  await tx.query(
    `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes,
                                 composed, need, limits, ladder)
     SELECT $1, $2, b.task_no, b.title, b.title_en, b.starts, '{}', 0, 0, b.composed, b.need, b.limits, b.ladder
     FROM jsonb_to_recordset($3::jsonb)
       AS b(task_no text, title text, title_en text, starts text, composed jsonb, need integer, limits jsonb, ladder jsonb)`,
    [causeId, unitId, JSON.stringify(rows)],
  );
}

async function insertTasks(
  tx: EntityManager,
  { causeId, unitId, exercise }: OwedFor,
  tasks: readonly OwedTask[],
  now: Date,
): Promise<void> {
  const column = <Value>(of: (task: OwedTask) => Value): Value[] => tasks.map(of);
  await tx.query(
    `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, person_id, unfilled, exercise, state, issued_at, started_at,
                                acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at)
     SELECT id, $1, $2, task_no, org_id, post_id, person_id, person_id IS NULL, $3, 'issued', $4::timestamptz, started_at,
            acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at
     FROM unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[],
                 $13::timestamptz[], $14::timestamptz[], $15::timestamptz[])
       AS t(id, task_no, org_id, post_id, person_id, started_at, acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at)`,
    [
      causeId,
      unitId,
      exercise,
      now,
      column((task) => task.taskId),
      column((task) => task.taskNo),
      column((task) => task.orgId),
      column((task) => task.postId),
      column((task) => task.personId),
      column((task) => task.startedAt),
      column((task) => task.acknowledgeDueAt),
      column((task) => task.arriveDueAt ?? null),
      column((task) => task.feedbackDueAt ?? null),
      column((task) => task.doneDueAt),
      column((task) => task.nextRungAt),
    ],
  );
}
