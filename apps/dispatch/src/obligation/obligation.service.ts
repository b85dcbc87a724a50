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
import type { Owed, OwedTask } from './obligation.rules.js';
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

  /** Issues an obligation to all its recipients in the caller's transaction; answers their tasks. */
  async issue(tx: EntityManager, owed: Owed, by: Actor): Promise<OwedTask[]> {
    const now = this.clock.now();
    const tasks = owedTasks(owed, await readRecipients(tx, owed.recipients, now));
    await keepBrief(tx, owed, now);
    await insertTasks(tx, owed, tasks, now);
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
        activationId: owed.causeId,
        unitId: owed.unitId,
        taskId: task.taskId,
        facts: { holding: task.holding, personId: task.personId, orgId: task.orgId },
      })),
    );
    await this.outbox.append(
      tx,
      chunksOf(tasks, tasksPerEvent).map((chunk) => ({
        type: 'task.issued.v1' as const,
        key: activationKey(owed.causeId, owed.unitId),
        exercise: owed.exercise,
        data: {
          cause: owed.cause,
          activationId: owed.causeId,
          incidentTitle: owed.causeTitle,
          unitId: owed.unitId,
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

async function keepBrief(tx: EntityManager, owed: Owed, now: Date): Promise<void> {
  const { causeId, unitId, taskNo, title, titleEn, what, whatEn, evidenceKinds, limits, ladder } = owed;
  await tx.query(
    `INSERT INTO dispatch.response (cause, activation_id, unit_id, exercise, incident_title, started_at, part_total)
     VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING`,
    [owed.cause, causeId, unitId, owed.exercise, owed.causeTitle, now],
  );
  await tx.query(
    `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes,
                                 composed, need, limits, ladder)
     VALUES ($1, $2, $3, $4, $5, $6, '{}', 0, 0, $7, $8, $9, $10)`,
    [
      causeId,
      unitId,
      taskNo,
      title,
      titleEn,
      owed.startsAt ? 'atStart' : 'afterTask',
      JSON.stringify({ taskNo, title, titleEn, what, whatEn, evidenceKinds, level: null }),
      owed.need,
      JSON.stringify(limits),
      JSON.stringify(ladder),
    ],
  );
}

async function insertTasks(tx: EntityManager, owed: Owed, tasks: readonly OwedTask[], now: Date): Promise<void> {
  const column = <Value>(of: (task: OwedTask) => Value): Value[] => tasks.map(of);
  await tx.query(
    `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, person_id, unfilled, exercise, state, issued_at, started_at,
                                acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at)
     SELECT id, $2, $3, $4, org_id, post_id, person_id, person_id IS NULL, $5, 'issued', $6::timestamptz, $7::timestamptz,
            acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at
     FROM unnest($1::uuid[], $8::text[], $9::text[], $10::uuid[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
                 $15::timestamptz[])
       AS t(id, org_id, post_id, person_id, acknowledge_due_at, arrive_due_at, feedback_due_at, done_due_at, next_rung_at)`,
    [
      column((task) => task.taskId),
      owed.causeId,
      owed.unitId,
      owed.taskNo,
      owed.exercise,
      now,
      owed.startsAt,
      column((task) => task.orgId),
      column((task) => task.postId),
      column((task) => task.personId),
      column((task) => task.acknowledgeDueAt),
      column((task) => task.arriveDueAt ?? null),
      column((task) => task.feedbackDueAt ?? null),
      column((task) => task.doneDueAt),
      column((task) => task.nextRungAt),
    ],
  );
}
