import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import { SweepDatabase } from '#service-kit/sweep-database.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { CommitBell } from '../desk/commit.bell.js';
import { MailboxService } from '../mailbox/mailbox.service.js';
import type { TaskRow } from '../task/task-row.js';
import { lockRows } from '../task/task-row.js';
import type { CallDecision } from './call.rules.js';
import { callRows, decideCall } from './call.rules.js';
import { CallTimes } from './call.times.js';

const rowsPerSweep = 1_000;

type Decided = { task: TaskRow; decision: CallDecision };

/** Calls 叫应 until somebody answers, and says who was not reached. */
@Injectable()
export class CallService {
  constructor(
    private readonly database: SweepDatabase,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly clock: Clock,
    private readonly times: CallTimes,
  ) {}

  /** Takes up to 1,000 tasks whose wait is over: one bell per mailbox and activation, however many tasks. Answers how many it took. */
  async callDue(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const due = (await tx.query(
        'SELECT mailbox_id, seq FROM notification.mailbox_row WHERE next_call_at <= $1 ORDER BY next_call_at, mailbox_id, seq LIMIT $2',
        [now, rowsPerSweep],
      )) as { mailbox_id: string; seq: string }[];
      if (due.length === 0) return 0;
      const keys = due.map((row) => ({ mailboxId: Number(row.mailbox_id), seq: Number(row.seq) }));
      await this.mailboxes.lock(
        tx,
        keys.map((key) => key.mailboxId),
      );
      // Another node may have called them while this one waited for the mailboxes: only what is still due counts.
      const tasks = await lockRows(tx, keys, now);
      const decided = tasks.map((task) => ({ task, decision: decideCall(task, now, this.times.policy) }));
      await this.keep(tx, decided, now);
      const called = decided.filter(({ decision }) => decision.next === 'call').map(({ task }) => task);
      await this.mailboxes.write(tx, callRows(called), now);
      await this.tell(tx, decided, now);
      return tasks.length;
    });
  }

  private async keep(tx: EntityManager, decided: readonly Decided[], now: Date): Promise<void> {
    this.times.setBells(decided.map(({ decision }) => (decision.next === 'call' ? decision.nextCallAt : null)));
    await tx.query(
      `UPDATE notification.mailbox_row r SET calls = d.calls, next_call_at = d.next_call_at, not_reached_at = coalesce(r.not_reached_at, d.not_reached_at)
       FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::timestamptz[], $5::timestamptz[])
         AS d(mailbox_id, seq, calls, next_call_at, not_reached_at)
       WHERE r.mailbox_id = d.mailbox_id AND r.seq = d.seq`,
      [
        decided.map(({ task }) => task.mailboxId),
        decided.map(({ task }) => task.seq),
        decided.map(({ task, decision }) => (decision.next === 'call' ? decision.call : task.calls)),
        decided.map(({ decision }) => (decision.next === 'call' ? decision.nextCallAt : null)),
        decided.map(({ decision }) => (decision.next === 'not-reached' ? now : null)),
      ],
    );
  }

  private async tell(tx: EntityManager, decided: readonly Decided[], now: Date): Promise<void> {
    const changed = decided.filter(({ decision }) => decision.next !== 'none');
    await appendTimeline(
      tx,
      'notification',
      changed.map(({ task, decision }) => ({
        at: now,
        what: decision.next === 'call' ? 'task.called' : 'task.not-reached',
        by: { kind: 'clock', id: 'notification' },
        activationId: task.activationId,
        unitId: task.unitId,
        taskId: task.taskId,
        facts: decision.next === 'call' ? { call: decision.call } : { calls: task.calls },
      })),
    );
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(changed.map(({ task }) => task.activationId))] });
  }
}
