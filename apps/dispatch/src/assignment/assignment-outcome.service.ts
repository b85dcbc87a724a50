import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Outbox } from '#messaging/ports.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { noteClimbed, setStandings } from '../escalation/escalation.queries.js';
import type { Climbed } from '../escalation/escalation.rules.js';
import { tellSuperiors } from '../escalation/escalation.rules.js';
import { readLadders } from '../escalation/ladder.queries.js';
import { readTold } from '../escalation/told.queries.js';
import { lockBrief } from '../obligation/claim.queries.js';
import { StartService } from '../task/start.service.js';
import type { KnownAssignment } from './assignment.queries.js';
import { markAssignment, readAssignment, readDependents, readLost } from './assignment.queries.js';
import { assignmentTaskNo } from './assignment.rules.js';

const dispatchActor = { kind: 'service', id: 'dispatch' } as const;

/** What becomes of an assignment as a whole, in the transaction that decides it; its brief is locked by the caller. */
@Injectable()
export class AssignmentOutcomeService {
  constructor(
    private readonly starts: StartService,
    private readonly outbox: Outbox,
  ) {}

  /** Enough have done it: whatever waited for it alone starts now. */
  async meet(tx: EntityManager, assignmentId: string, at: Date): Promise<void> {
    const met = await readAssignment(tx, assignmentId);
    await markAssignment(tx, assignmentId, 'met', at);
    await this.tellStory(tx, met, 'assignment.met', at);
    for (const waiting of await readDependents(tx, assignmentId)) {
      await lockBrief(tx, briefOf(waiting));
      const now = await readAssignment(tx, waiting.id);
      if (now.state !== 'waiting' || now.unmet > 0) continue;
      await markAssignment(tx, waiting.id, 'running', at);
      await this.tellStory(tx, now, 'assignment.started', at);
      await this.starts.startTasks(tx, waiting.id, waiting.unitId, [assignmentTaskNo], at);
    }
  }

  /** It cannot be met any more: who asked hears it now, not at the deadline; what waits for it cannot be met either. */
  async lose(tx: EntityManager, assignmentId: string, at: Date): Promise<void> {
    const lost = await readAssignment(tx, assignmentId);
    await markAssignment(tx, assignmentId, 'unreachable', at);
    await this.tellStory(tx, lost, 'assignment.unreachable', at);
    await this.tellWhoAsked(tx, lost, at);
    await this.loseDependents(tx, assignmentId, at);
  }

  /** What waits for an assignment that will not be met hears so, whatever the reason. */
  async loseDependents(tx: EntityManager, assignmentId: string, at: Date): Promise<void> {
    for (const waiting of await readDependents(tx, assignmentId)) {
      await lockBrief(tx, briefOf(waiting));
      const now = await readAssignment(tx, waiting.id);
      if (now.state === 'waiting') await this.lose(tx, waiting.id, at);
    }
  }

  private async tellWhoAsked(tx: EntityManager, lost: KnownAssignment, at: Date): Promise<void> {
    const tasks = await readLadders(tx, await readLost(tx, lost.id));
    const tell = lost.givenByCity ? ('city-centre' as const) : ('town-duty-officer' as const);
    const [told] = await readTold(tx, [{ orgId: lost.givenByOrgId, postId: '', unitId: lost.unitId, tell }], at);
    const climbed = tasks.map((task): Climbed => ({ task, told: told ?? null, rung: { leg: 'finish', rung: 1, tell, at, dueAt: at } }));
    await noteClimbed(tx, climbed, at);
    // None of them has a clock that runs: they were declined, or have not started.
    const standings = climbed.map(({ task, rung }) => ({ taskId: task.taskId, next: null, rung: rung.rung }));
    await setStandings(tx, standings, at);
    await this.outbox.append(
      tx,
      tellSuperiors(climbed, at).map((digest) => ({ type: 'task.escalated.v1' as const, ...digest })),
    );
  }

  private async tellStory(tx: EntityManager, { id, unitId, incidentId }: KnownAssignment, what: string, at: Date): Promise<void> {
    await appendTimeline(tx, 'dispatch', [{ at, what, by: dispatchActor, activationId: id, unitId, incidentId }]);
  }
}

function briefOf({ id, unitId }: { id: string; unitId: string }): { activationId: string; unitId: string; taskNo: string } {
  return { activationId: id, unitId, taskNo: assignmentTaskNo };
}
