import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { AssignmentOutcomeService } from '../assignment/assignment-outcome.service.js';
import { ladderBell } from '../escalation/ladder.rules.js';
import { clocksFrom, nextRungAt } from '../task/clock.rules.js';
import type { TappableTask } from '../task/task-lock.queries.js';
import type { Tapped } from '../task/whistle-taps.js';
import { lockTasksOf, readClaims, reopenTasks } from './claim.queries.js';
import { mayClaim, outcomeOfClaim } from './claim.rules.js';
import { ObligationService } from './obligation.service.js';

const dispatchActor = { kind: 'service', id: 'dispatch' } as const;

/** One of several recipients taps: whether there is still room, and what follows for the others and for who asked. The brief is locked. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly obligations: ObligationService,
    private readonly outcomes: AssignmentOutcomeService,
    private readonly outbox: Outbox,
    private readonly alarms: AlarmClock,
  ) {}

  /** Refuses an acknowledgement that comes when enough others have it (`task-taken`). */
  async allow(tx: EntityManager, task: TappableTask): Promise<void> {
    if (task.need === null) return;
    const refusal = mayClaim(await readClaims(tx, task));
    if (refusal) throw new Refused(refusal);
  }

  /** Releases or asks the others, and says what has become of it as a whole. */
  async follow(tx: EntityManager, task: TappableTask, { tap, at }: Tapped): Promise<void> {
    const outcome = outcomeOfClaim(await readClaims(tx, task), tap);
    if (outcome.release) await this.release(tx, task, at);
    if (outcome.reopen) await this.reopen(tx, task, at);
    if (task.cause !== 'assignment') return;
    if (outcome.met) await this.outcomes.meet(tx, task.activationId, at);
    if (outcome.unreachable) await this.outcomes.lose(tx, task.activationId, at);
  }

  private async release(tx: EntityManager, task: TappableTask, at: Date): Promise<void> {
    await this.obligations.cancel(tx, task, await lockTasksOf(tx, task, 'issued'), 'enough', dispatchActor, at);
  }

  private async reopen(tx: EntityManager, task: TappableTask, at: Date): Promise<void> {
    const taskIds = await lockTasksOf(tx, task, 'released');
    const { activationId, unitId, exercise, limits, ladder } = task;
    // What waits for its start has no clocks to begin again.
    const { acknowledgeDueAt, arriveDueAt, feedbackDueAt } = clocksFrom(task.startedAt ? limits : {}, 'issued', at);
    const clocks = { acknowledgeDueAt, arriveDueAt, feedbackDueAt, doneDueAt: task.doneDueAt, checkInDueAt: null };
    const startedAt = task.startedAt;
    const next = nextRungAt({ ...clocks, state: 'issued', startedAt, notedAt: null, checkedInAt: null, limits, ladder, climbed: [] });
    await reopenTasks(tx, taskIds, { acknowledgeDueAt, arriveDueAt, feedbackDueAt, nextRungAt: next });
    this.alarms.setBells(ladderBell, [next]);
    await appendTimeline(
      tx,
      'dispatch',
      taskIds.map((taskId) => ({
        at,
        what: 'task.reopened',
        by: dispatchActor,
        activationId,
        unitId,
        taskId,
        facts: { reason: 'one-fewer' },
      })),
    );
    const tasks = taskIds.map((taskId) => ({
      taskId,
      acknowledgeDueAt: acknowledgeDueAt?.toISOString() ?? null,
      reason: 'one-fewer' as const,
    }));
    await this.outbox.append(tx, [
      {
        type: 'task.reopened.v1',
        key: activationKey(activationId, unitId),
        exercise,
        data: { activationId, unitId, at: at.toISOString(), tasks },
      },
    ]);
  }
}
