import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { activationKey } from '#contracts/events.js';
import type { Actor, Task, TaskState } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { askPrepared } from '#service-kit/prepared.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { EscalationService } from '../escalation/escalation.service.js';
import { StartService } from './start.service.js';
import { readTappedTask } from './task.queries.js';
import { eventOfTap, tapTask } from './task.rules.js';
import type { Tap } from './task.rules.js';

type LockedTask = {
  id: string;
  activation_id: string;
  unit_id: string;
  task_no: string;
  state: TaskState;
  exercise: boolean;
  started_at: Date | null;
};

/** What a tap changed. */
type Tapped = { task: LockedTask; tap: Tap; state: TaskState; at: Date; by: Actor; note: string };

/** One tap of a person or a command point: acknowledge, arrive, finish, decline. */
@Injectable()
export class TaskService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly starts: StartService,
    private readonly escalations: EscalationService,
  ) {}

  /**
   * Does a tap once per request id and answers the task. A second tap, by whoever, gets the task with who and when. Somebody else's task
   * and a missing one answer alike (`not-found`).
   */
  async tap(caller: SessionClaims, taskId: string, tap: Tap, body: { requestId: string; note?: string; reason?: string }): Promise<Task> {
    const command = { subjectId: caller.sub, name: `task.${tap}`, target: taskId, body: { ...body } };
    return this.database.transaction(async (tx) => {
      let tapped: Tapped | null = null;
      const answer = await answerOnce(tx, 'dispatch', command, async () => {
        tapped = await this.applyTap(tx, caller, taskId, tap, body.note ?? body.reason ?? '');
        return readTappedTask(tx, taskId);
      });
      // Last, because everybody who taps in the same unit waits from here to the commit.
      if (tapped) await this.announce(tx, tapped);
      return answer;
    });
  }

  /** Changes the task; null if that had happened before. */
  private async applyTap(tx: EntityManager, caller: SessionClaims, taskId: string, tap: Tap, note: string): Promise<Tapped | null> {
    const task = await this.lockOwnTask(tx, caller, taskId);
    const decision = tapTask({ state: task.state, started: task.started_at !== null }, tap);
    if (!decision.ok) throw new Refused(decision.refusal);
    if (decision.already) return null;
    const at = this.clock.now();
    const by: Actor = { kind: caller.kind, id: caller.sub };
    await askPrepared(
      tx,
      `UPDATE dispatch.task SET state = $2, last_actor_kind = $4, last_actor_id = $5, note = CASE WHEN $6 = '' THEN note ELSE $6 END,
         acknowledged_at = CASE WHEN $2 = 'acknowledged' THEN $3 ELSE acknowledged_at END,
         arrived_at = CASE WHEN $2 = 'arrived' THEN $3 ELSE arrived_at END,
         closed_at = CASE WHEN $2 IN ('done', 'declined') THEN $3 ELSE closed_at END
       WHERE id = $1`,
      [taskId, decision.state, at, by.kind, by.id, note],
    );
    const { activation_id: activationId, unit_id: unitId } = task;
    await appendTimeline(tx, 'dispatch', [
      { at, what: `task.${decision.state}`, by, activationId, unitId, taskId, facts: note ? { note } : {} },
    ]);
    return { task, tap, state: decision.state, at, by, note };
  }

  /** Says what was tapped, and does what follows from it. */
  private async announce(tx: EntityManager, { task, tap, state, at, by, note }: Tapped): Promise<void> {
    const { id: taskId, activation_id: activationId, unit_id: unitId, exercise } = task;
    await this.outbox.append(tx, [
      {
        type: eventOfTap[tap],
        key: activationKey(activationId, unitId),
        exercise,
        data: { activationId, unitId, taskId, state, at: at.toISOString(), by, note },
      },
    ]);
    if (state === 'done') await this.starts.startAfter(tx, activationId, task.task_no, unitId, at);
    // A refusal counts at once: the next post up is told now, not when the limit passes.
    if (state === 'declined') await this.escalations.climb(tx, [taskId], at);
  }

  private async lockOwnTask(tx: EntityManager, caller: SessionClaims, taskId: string): Promise<LockedTask> {
    const [task] = await askPrepared<LockedTask>(
      tx,
      `SELECT t.id, t.activation_id, t.unit_id, t.task_no, t.state, t.exercise, t.started_at
       FROM dispatch.task t
       WHERE t.id = $1 AND EXISTS (
         SELECT 1 FROM directory_read.mailbox_access m WHERE m.subject_id = $2 AND m.org_id = t.org_id AND m.post_id = t.post_id)
       FOR UPDATE OF t`,
      [taskId, caller.sub],
    );
    if (!task) throw new Refused('not-found');
    return task;
  }
}
