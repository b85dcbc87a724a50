import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { OnBehalf } from '#contracts/task.js';
import { Refused } from '#service-kit/refused.js';
import { EscalationService } from '../escalation/escalation.service.js';
import { lockBrief } from '../obligation/claim.queries.js';
import { ClaimService } from '../obligation/claim.service.js';
import { StartService } from './start.service.js';
import type { Right, TappableTask } from './task-lock.queries.js';
import { findTask, lockPlanTask, lockTask } from './task-lock.queries.js';
import type { Tap } from './task.rules.js';
import type { Tapped } from './whistle-taps.js';
import { WhistleTaps } from './whistle-taps.js';

/** Who has a say in a tap, before it and after it: the whistle it belongs to, the other recipients, what waits for it, who is above. */
@Injectable()
export class TaskWatchService {
  constructor(
    private readonly whistles: WhistleTaps,
    private readonly claims: ClaimService,
    private readonly starts: StartService,
    private readonly escalations: EscalationService,
  ) {}

  /**
   * Locks a task that the caller may tap, and before it what must be locked before it: its whistle, then its brief. Missing and foreign
   * tasks answer alike (`not-found`). A plan's task costs one round trip.
   */
  async lock(
    tx: EntityManager,
    caller: SessionClaims,
    taskId: string,
    tap: Tap,
    right: Right,
    onBehalf: OnBehalf | null,
  ): Promise<TappableTask> {
    if (right === 'own') {
      const plain = await lockPlanTask(tx, caller, taskId);
      if (plain) return plain;
    }
    const found = await findTask(tx, caller, taskId, right);
    if (!found) throw new Refused('not-found');
    if (found.cause === 'whistle') await this.whistles.allow(tx, { ...found, whistleId: found.activationId }, tap, caller, onBehalf);
    if (hasOthers(found)) await lockBrief(tx, found);
    const task = await lockTask(tx, caller, taskId, right);
    if (!task) throw new Refused('not-found');
    if (tap === 'acknowledge' && task.state === 'issued') await this.claims.allow(tx, task);
    return task;
  }

  /** What follows for others, before anything is written to the outbox: after that, everybody who taps under the same key waits. */
  async follow(tx: EntityManager, task: TappableTask, tapped: Tapped): Promise<void> {
    if (task.cause === 'whistle') await this.whistles.follow(tx, tapped);
    if (hasOthers(task)) await this.claims.follow(tx, task, tapped);
  }

  /** What follows from a plan's task for other tasks and for who is above. */
  async followPlan(tx: EntityManager, task: TappableTask, { tap, at }: Tapped): Promise<void> {
    if (task.cause !== 'activation') return;
    if (tap === 'finish') await this.starts.startAfter(tx, task.activationId, task.taskNo, task.unitId, at);
    // A refusal counts at once: the next post up is told now, not when the limit passes.
    if (tap === 'decline') await this.escalations.climb(tx, [task.taskId], at);
  }
}

/** Whether what one recipient does matters to the others, so that the brief is locked first. */
function hasOthers({ cause, need }: TappableTask): boolean {
  return cause === 'assignment' || need !== null;
}
