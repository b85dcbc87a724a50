import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskHandedOver, TaskReopened, TaskState } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { callRows } from '../call/call.rules.js';
import { CallTimes } from '../call/call.times.js';
import { CommitBell } from '../desk/commit.bell.js';
import type { NewRow } from '../mailbox/mailbox-row.js';
import { addressKey, MailboxService } from '../mailbox/mailbox.service.js';
import { ResponseService } from '../response/response.service.js';
import type { TaskRow } from './task-row.js';
import { lockRows, requireSameExercise, taskRowKeys } from './task-row.js';
import { comesBack, isOpen, isSentBack } from './task.rules.js';

type Handed = { row: TaskRow; event: Envelope<TaskHandedOver>; mailboxId: number };

/** Tasks that are somebody's turn again: taken back, needed after all, or handed over to another mailbox. Calls 叫应 start anew. */
@Injectable()
export class TaskTurnService {
  constructor(
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly clock: Clock,
    private readonly calls: CallTimes,
  ) {}

  /** Tasks are to be acknowledged again. Whoever took it back knows it; whoever is needed after all is called at once. */
  async reopen(tx: EntityManager, events: readonly Envelope<TaskReopened>[]): Promise<void> {
    await this.responses.parentsOf(tx, events);
    const reopened = new Map(
      events.flatMap(({ exercise, data }) => data.tasks.map((task) => [task.taskId, { ...task, exercise, at: data.at }])),
    );
    const keys = await taskRowKeys(tx, [...reopened.keys()]);
    await this.mailboxes.lock(
      tx,
      keys.map((key) => key.mailboxId),
    );
    const now = this.clock.now();
    const found = (await lockRows(tx, keys)).map((row) => ({ row, again: reopened.get(row.taskId)! }));
    for (const { row, again } of found) requireSameExercise(row, again);
    await this.sendBack(
      tx,
      found.filter(({ row, again }) => again.reason === 'sent-back' && isSentBack(row, again.at)),
    );
    const back = found.filter(({ row, again }) => again.reason !== 'sent-back' && comesBack(row, again.at));
    if (back.length === 0) return;
    const nextCallAt = this.calls.nextCallAt(now);
    this.calls.setBells([nextCallAt]);
    await tx.query(
      `UPDATE notification.mailbox_row r SET state = 'issued', acknowledged_at = NULL, reopened_at = b.at, acknowledge_due_at = b.due_at,
         not_reached_at = NULL, calls = CASE WHEN r.started_at IS NULL THEN 0 ELSE 1 END, next_call_at = CASE WHEN r.started_at IS NOT NULL THEN $5::timestamptz END
       FROM unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[]) AS b(mailbox_id, seq, at, due_at)
       WHERE r.mailbox_id = b.mailbox_id AND r.seq = b.seq`,
      [
        back.map(({ row }) => row.mailboxId),
        back.map(({ row }) => row.seq),
        back.map(({ again }) => again.at),
        back.map(({ again }) => again.acknowledgeDueAt),
        nextCallAt,
      ],
    );
    const needed = back.filter(({ row, again }) => again.reason === 'one-fewer' && row.startedAt !== null);
    await this.mailboxes.write(
      tx,
      callRows(
        needed.map(({ row, again }) => ({ ...row, acknowledgeDueAt: again.acknowledgeDueAt ? new Date(again.acknowledgeDueAt) : null })),
      ),
      now,
    );
    this.announce(
      tx,
      back.map(({ row, again }) => ({ row, mailboxId: row.mailboxId, state: 'issued' as const, at: again.at })),
    );
  }

  /** What was done is not: whoever had it goes on from where it was, and is told by the reminder that follows. Nobody is called for. */
  private async sendBack(
    tx: EntityManager,
    back: readonly { row: TaskRow; again: TaskReopened['tasks'][number] & { at: string } }[],
  ): Promise<void> {
    if (back.length === 0) return;
    const changes = back.map(({ row, again }) => ({ row, mailboxId: row.mailboxId, state: again.state ?? 'acknowledged', at: again.at }));
    await tx.query(
      `UPDATE notification.mailbox_row r SET state = b.state, reopened_at = b.at
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::timestamptz[]) AS b(mailbox_id, seq, state, at)
       WHERE r.mailbox_id = b.mailbox_id AND r.seq = b.seq`,
      [
        changes.map(({ mailboxId }) => mailboxId),
        changes.map(({ row }) => row.seq),
        changes.map(({ state }) => state),
        changes.map(({ at }) => at),
      ],
    );
    this.announce(tx, changes);
  }

  /** The row stays where it was, as one that moved; the new mailbox gets the task, pushed and called for like a new one. Both desks hear of it. */
  async handOver(tx: EntityManager, events: readonly Envelope<TaskHandedOver>[]): Promise<void> {
    await this.responses.parentsOf(tx, events);
    for (const round of eachTaskOnce(events)) await this.move(tx, round);
  }

  private async move(tx: EntityManager, events: ReadonlyMap<string, Envelope<TaskHandedOver>>): Promise<void> {
    const mailboxIds = await this.mailboxes.open(
      tx,
      [...events.values()].map(({ data }) => data.to),
    );
    const keys = await taskRowKeys(tx, [...events.keys()]);
    await this.mailboxes.lock(tx, [...keys.map((key) => key.mailboxId), ...mailboxIds.values()]);
    const now = this.clock.now();
    const handed: Handed[] = (await lockRows(tx, keys)).flatMap((row) => {
      const event = events.get(row.taskId)!;
      requireSameExercise(row, event);
      const mailboxId = mailboxIds.get(addressKey(event.data.to)) as number;
      const known = mailboxId === row.mailboxId || (row.reopenedAt !== null && row.reopenedAt.getTime() >= Date.parse(event.data.at));
      return known || !isOpen(row.state) ? [] : [{ row, event, mailboxId }];
    });
    if (handed.length === 0) return;
    await tx.query(
      `UPDATE notification.mailbox_row r SET kind = 'moved', next_call_at = NULL FROM unnest($1::bigint[], $2::bigint[]) AS m(mailbox_id, seq)
       WHERE r.mailbox_id = m.mailbox_id AND r.seq = m.seq`,
      [handed.map(({ row }) => row.mailboxId), handed.map(({ row }) => row.seq)],
    );
    const nextCallAt = this.calls.nextCallAt(now);
    this.calls.setBells([nextCallAt]);
    await this.mailboxes.write(
      tx,
      handed.flatMap((one) => [movedRow(one), takenRow(one, nextCallAt)]),
      now,
    );
    await tx.query(
      `UPDATE notification.mailbox_row r SET reopened_at = h.at, escalated_at = h.escalated_at FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[])
         AS h(task_id, at, escalated_at) WHERE r.task_id = h.task_id AND r.kind = 'task'`,
      [handed.map(({ row }) => row.taskId), handed.map(({ event }) => event.data.at), handed.map(({ row }) => row.escalatedAt)],
    );
    this.announce(
      tx,
      handed.flatMap(({ row, event, mailboxId }) =>
        [row.mailboxId, mailboxId].map((each) => ({ row, mailboxId: each, state: 'issued' as const, at: event.data.at })),
      ),
    );
  }

  private announce(tx: EntityManager, changed: readonly { row: TaskRow; mailboxId: number; state: TaskState; at: string }[]): void {
    this.bell.announce(tx, 'tasks', {
      changes: changed.map(({ row, mailboxId, state, at }) => ({ mailboxId, taskId: row.taskId, state, at })),
    });
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(changed.map(({ row }) => row.activationId))] });
  }
}

/** A task may have moved twice in a batch: its second move comes in the second round. */
function eachTaskOnce(events: readonly Envelope<TaskHandedOver>[]): Map<string, Envelope<TaskHandedOver>>[] {
  const rounds: Map<string, Envelope<TaskHandedOver>>[] = [];
  for (const event of events) {
    const free = rounds.find((round) => !round.has(event.data.taskId));
    if (free) free.set(event.data.taskId, event);
    else rounds.push(new Map([[event.data.taskId, event]]));
  }
  return rounds;
}

/** Says in the former mailbox that the task is somebody else's now; desks that have its row already learn it from this one. */
function movedRow({ row }: Handed): NewRow {
  const { mailboxId, cause, activationId, unitId, taskId, exercise, said } = row;
  return {
    mailboxId,
    kind: 'moved',
    cause,
    activationId,
    unitId,
    taskId,
    exercise,
    said: { ...said, title: `已移交：${said.title}`, titleEn: `Handed over: ${said.titleEn}` },
  };
}

function takenRow({ row, event, mailboxId }: Handed, nextCallAt: Date): NewRow {
  const { cause, activationId, unitId, taskId, exercise, said, startedAt, doneDueAt } = row;
  const { acknowledgeDueAt, to } = event.data;
  return {
    ...{ mailboxId, kind: 'task', cause, activationId, unitId, taskId, exercise, said, startedAt, doneDueAt, acknowledgeDueAt },
    state: 'issued',
    unfilled: to.unfilled,
    nextCallAt: startedAt === null ? null : nextCallAt,
  };
}
