import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Refused } from '#service-kit/refused.js';
import { AssignmentOutcomeService } from '../assignment/assignment-outcome.service.js';
import { StartService } from '../task/start.service.js';
import type { TappableTask } from '../task/task-lock.queries.js';
import type { Tapped } from '../task/whistle-taps.js';
import { lockTasksOf, readClaims } from './claim.queries.js';
import { mayClaim, outcomeOfClaim } from './claim.rules.js';
import { ObligationService } from './obligation.service.js';

const dispatchActor = { kind: 'service', id: 'dispatch' } as const;

/** One of several recipients taps: whether there is still room, and what follows for the others and for who asked. The brief is locked. */
@Injectable()
export class ClaimService {
  constructor(
    private readonly obligations: ObligationService,
    private readonly outcomes: AssignmentOutcomeService,
    private readonly starts: StartService,
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
    if (outcome.release) await this.obligations.cancel(tx, task, await lockTasksOf(tx, task, 'issued'), 'enough', dispatchActor, at);
    if (outcome.reopen) await this.reopen(tx, task, at);
    if (task.cause !== 'assignment') return;
    if (outcome.met) await this.outcomes.meet(tx, task.activationId, at);
    if (outcome.unreachable) await this.outcomes.lose(tx, task.activationId, at);
  }

  /** Asks the released ones again. Whoever was released while it waited has not heard that it has started since. */
  private async reopen(tx: EntityManager, task: TappableTask, at: Date): Promise<void> {
    await this.obligations.reopen(tx, task, await lockTasksOf(tx, task, 'released'), at);
    if (task.startedAt) await this.starts.startTasks(tx, task.activationId, task.unitId, [task.taskNo], at);
  }
}
