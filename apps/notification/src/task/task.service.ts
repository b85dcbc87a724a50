import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskCancelled, TaskIssued, TaskStarted, TaskState, TaskTapped } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { CallTimes } from '../call/call.times.js';
import { CommitBell } from '../desk/commit.bell.js';
import type { NewRow } from '../mailbox/mailbox-row.js';
import { addressKey, MailboxService } from '../mailbox/mailbox.service.js';
import { ResponseService } from '../response/response.service.js';
import { lockRows, requireSameExercise, taskRowKeys } from './task-row.js';
import { goesBeyond, isAcknowledged, isOpen, isOvertaken, needsCalls } from './task.rules.js';

/** A state that was announced for a task. */
type Announced = { taskId: string; exercise: boolean; state: TaskState; at: string };

/** What dispatch says about tasks becomes rows in mailboxes and facts on those rows. Every story may be told twice. */
@Injectable()
export class TaskService {
  constructor(
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly clock: Clock,
    private readonly calls: CallTimes,
  ) {}

  /** Puts issued tasks into their mailboxes, all of a batch together. */
  async putIntoMailboxes(tx: EntityManager, events: readonly Envelope<TaskIssued>[]): Promise<void> {
    await this.responses.openCauses(tx, events);
    const parents = await this.responses.parentsOf(tx, events);
    const mailboxIds = await this.mailboxes.open(
      tx,
      events.flatMap(({ data }) => data.tasks),
    );
    const now = this.clock.now();
    const rows = new Map<string, NewRow>();
    for (const { exercise, data } of events) {
      for (const task of data.tasks) {
        rows.set(task.taskId, {
          ...task,
          mailboxId: mailboxIds.get(addressKey(task)) as number,
          kind: 'task',
          cause: data.cause,
          activationId: data.activationId,
          unitId: data.unitId,
          exercise,
          said: { incidentTitle: data.incidentTitle, level: data.level, title: task.title, titleEn: task.titleEn },
          nextCallAt: needsCalls(task) ? this.calls.nextCallAt(now) : null,
        });
      }
    }
    const written = await this.mailboxes.write(tx, [...rows.values()], now);
    this.calls.setBells([...rows.values()].map((row) => row.nextCallAt ?? null));
    await this.responses.countIssued(tx, written);
    const ended = [...parents.values()].filter((parent) => parent.endedAt !== null);
    if (ended.length > 0) await this.responses.tellEnd(tx, ended);
  }

  /** The clocks of waiting tasks have started: their due times are set and their mailboxes hear of it. */
  async startClocks(tx: EntityManager, events: readonly Envelope<TaskStarted>[]): Promise<void> {
    await this.responses.parentsOf(tx, events);
    const starts = new Map(
      events.flatMap(({ exercise, data }) => data.tasks.map((task) => [task.taskId, { ...task, exercise, startedAt: data.startedAt }])),
    );
    const keys = await taskRowKeys(tx, [...starts.keys()]);
    await this.mailboxes.lock(
      tx,
      keys.map((key) => key.mailboxId),
    );
    const now = this.clock.now();
    const waiting = (await lockRows(tx, keys))
      .filter((row) => row.startedAt === null)
      .map((row) => ({ row, start: starts.get(row.taskId)! }));
    for (const { row, start } of waiting) requireSameExercise(row, start);
    const nextCalls = waiting.map(({ row }) => (row.state === 'issued' ? this.calls.nextCallAt(now) : null));
    this.calls.setBells(nextCalls);
    await tx.query(
      `UPDATE notification.mailbox_row r SET started_at = s.started_at, acknowledge_due_at = s.acknowledge_due_at, done_due_at = s.done_due_at,
         next_call_at = s.next_call_at, calls = CASE WHEN s.next_call_at IS NULL THEN r.calls ELSE 1 END
       FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
         AS s(mailbox_id, seq, started_at, acknowledge_due_at, done_due_at, next_call_at)
       WHERE r.mailbox_id = s.mailbox_id AND r.seq = s.seq`,
      [
        waiting.map(({ row }) => row.mailboxId),
        waiting.map(({ row }) => row.seq),
        waiting.map(({ start }) => start.startedAt),
        waiting.map(({ start }) => start.acknowledgeDueAt),
        waiting.map(({ start }) => start.doneDueAt),
        nextCalls,
      ],
    );
    const open = waiting.filter(({ row }) => isOpen(row.state));
    await this.mailboxes.write(
      tx,
      open.map(({ row, start }) => ({ ...row, ...start, kind: 'start' as const, state: undefined })),
      now,
    );
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(waiting.map(({ row }) => row.activationId))] });
  }

  /** Somebody tapped. */
  async noteTaps(tx: EntityManager, events: readonly Envelope<TaskTapped>[]): Promise<void> {
    await this.noteStates(
      tx,
      events.map(({ exercise, data }) => ({ taskId: data.taskId, exercise, state: data.state, at: data.at })),
    );
  }

  /** Tasks were taken back: the response ended, enough others have it, who asked withdrew it, another took its place. */
  async noteCancellations(tx: EntityManager, events: readonly Envelope<TaskCancelled>[]): Promise<void> {
    await this.noteStates(
      tx,
      events.flatMap(({ exercise, data }) =>
        data.taskIds.map((taskId) => ({ taskId, exercise, state: 'cancelled' as const, at: data.at })),
      ),
    );
  }

  /** Whoever answered in any way is not called again; the desks that show the task hear of it after the commit. */
  private async noteStates(tx: EntityManager, announced: readonly Announced[]): Promise<void> {
    const rows = await lockRows(tx, await taskRowKeys(tx, [...new Set(announced.map((one) => one.taskId))]));
    const states = new Map(rows.map((row) => [row.taskId, { row, state: row.state, at: '', acknowledgedAt: null as string | null }]));
    for (const { taskId, exercise, state, at } of announced) {
      const known = states.get(taskId)!;
      requireSameExercise(known.row, { exercise });
      if (!goesBeyond(known.state, state) || isOvertaken(at, known.row.reopenedAt)) continue;
      states.set(taskId, { ...known, state, at, acknowledgedAt: known.acknowledgedAt ?? (isAcknowledged(state) ? at : null) });
    }
    const changed = [...states.values()].filter(({ row, state }) => state !== row.state);
    if (changed.length === 0) return;
    await tx.query(
      `UPDATE notification.mailbox_row r SET state = s.state, acknowledged_at = coalesce(r.acknowledged_at, s.acknowledged_at), next_call_at = NULL
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[]) AS s(mailbox_id, seq, state, acknowledged_at)
       WHERE r.mailbox_id = s.mailbox_id AND r.seq = s.seq`,
      [
        changed.map(({ row }) => row.mailboxId),
        changed.map(({ row }) => row.seq),
        changed.map(({ state }) => state),
        changed.map(({ acknowledgedAt }) => acknowledgedAt),
      ],
    );
    this.bell.announce(tx, 'tasks', {
      changes: changed.map(({ row, state, at }) => ({ mailboxId: row.mailboxId, taskId: row.taskId, state, at })),
    });
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(changed.map(({ row }) => row.activationId))] });
  }
}
