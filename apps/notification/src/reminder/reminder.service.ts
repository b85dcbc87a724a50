import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskCheckedIn, TaskNoted, TaskReminded } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { CommitBell } from '../desk/commit.bell.js';
import { MailboxService } from '../mailbox/mailbox.service.js';
import { ResponseService } from '../response/response.service.js';
import type { TaskRow } from '../task/task-row.js';
import { lockRows, requireSameExercise, taskRowKeys } from '../task/task-row.js';
import { sayReminder } from './reminder.rules.js';

/** Tells recipients again that a clock of theirs runs, and keeps what stops the clocks of feedback and check-ins. */
@Injectable()
export class ReminderService {
  constructor(
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly clock: Clock,
  ) {}

  /** One row per mailbox, cause and leg, which rings; a task that was handed over meanwhile is reminded of where it is now. */
  async remind(tx: EntityManager, events: readonly Envelope<TaskReminded>[]): Promise<void> {
    await this.responses.parentsOf(tx, events);
    const keys = await taskRowKeys(tx, [...new Set(events.flatMap(({ data }) => data.tasks.map(({ taskId }) => taskId)))]);
    await this.mailboxes.lock(
      tx,
      keys.map((key) => key.mailboxId),
    );
    const rowOf = new Map((await lockRows(tx, keys)).map((row) => [row.taskId, row]));
    const rows = events.flatMap((event) => {
      const tasks = event.data.tasks.map((task) => ({ ...task, row: rowOf.get(task.taskId)! }));
      for (const { row } of tasks) requireSameExercise(row, event);
      return [...new Set(tasks.map(({ row }) => row.mailboxId))].map((mailboxId) => {
        const here = tasks.filter(({ row }) => row.mailboxId === mailboxId);
        const { cause, activationId, unitId, taskId, exercise, said } = here[0]!.row;
        return {
          mailboxId,
          kind: 'remind' as const,
          cause,
          activationId,
          unitId,
          taskId,
          exercise,
          said: sayReminder(said, event.data.leg, here),
        };
      });
    });
    await this.mailboxes.write(tx, rows, this.clock.now());
  }

  /** Somebody said how far it is: the feedback clock begins anew. */
  async note(tx: EntityManager, events: readonly Envelope<TaskNoted>[]): Promise<void> {
    await this.keep(tx, events, 'noted_at');
  }

  /** A person in danger is safe. */
  async checkIn(tx: EntityManager, events: readonly Envelope<TaskCheckedIn>[]): Promise<void> {
    await this.keep(tx, events, 'checked_in_at');
  }

  /** Keeps the latest moment, and lets the desks that show the task look again. */
  private async keep(
    tx: EntityManager,
    events: readonly Envelope<TaskNoted | TaskCheckedIn>[],
    column: 'noted_at' | 'checked_in_at',
  ): Promise<void> {
    const rows = await lockRows(tx, await taskRowKeys(tx, [...new Set(events.map(({ data }) => data.taskId))]));
    const rowOf = new Map(rows.map((row) => [row.taskId, row]));
    const changes = events.map(({ exercise, data: { taskId, at } }) => {
      const row: TaskRow = rowOf.get(taskId)!;
      requireSameExercise(row, { exercise });
      return { mailboxId: row.mailboxId, taskId, state: row.state, at };
    });
    await tx.query(
      `UPDATE notification.mailbox_row r SET ${column} = greatest(r.${column}, n.at)
       FROM (SELECT task_id, max(at) AS at FROM unnest($1::uuid[], $2::timestamptz[]) AS t(task_id, at) GROUP BY task_id) n
       WHERE r.task_id = n.task_id AND r.kind = 'task'`,
      [changes.map(({ taskId }) => taskId), changes.map(({ at }) => at)],
    );
    this.bell.announce(tx, 'tasks', { changes });
  }
}
