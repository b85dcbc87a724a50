import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail, GiveAssignment, withdrawAssignment } from '#contracts/assignment.js';
import type { Actor } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { lockBrief } from '../obligation/claim.queries.js';
import { ObligationService } from '../obligation/obligation.service.js';
import { AssignmentOutcomeService } from './assignment-outcome.service.js';
import { readAssignmentDetail } from './assignment-view.queries.js';
import { readAssignmentDefaults } from './assignment.data.js';
import {
  findGiven,
  insertAssignment,
  lockOpenTasks,
  lockPrerequisites,
  markAssignment,
  markWithdrawn,
  readAssignment,
  readIncident,
  readUnit,
} from './assignment.queries.js';
import { assignmentTaskNo, owedOf, refusalOfGiving } from './assignment.rules.js';
import { readDirectory } from './recipient.queries.js';
import type { Target } from './recipient.rules.js';
import { addressRecipients } from './recipient.rules.js';

type Withdrawal = z.infer<typeof withdrawAssignment>;

/** Gives what is owed outside any plan, and withdraws it. */
@Injectable()
export class AssignmentService {
  private readonly defaults = readAssignmentDefaults();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly obligations: ObligationService,
    private readonly outcomes: AssignmentOutcomeService,
  ) {}

  /**
   * Gives an assignment, once per request id: a town within its unit, the city everywhere. Its prerequisites are held while it is written, so that
   * one which is met at this very moment is either seen as met, or sees what waits for it.
   */
  async give(caller: SessionClaims, order: GiveAssignment): Promise<AssignmentDetail> {
    const command = { subjectId: caller.sub, name: 'assignment.give', body: { ...order } };
    return this.database.transaction((tx) =>
      answerOnce(tx, 'dispatch', command, async () => {
        const id = await this.issue(tx, caller, order);
        return readAssignmentDetail(tx, caller, id);
      }),
    );
  }

  /** Withdraws an assignment: what is open of it is taken back, what waits for it hears so. Only who gave it, or who is above them, may do so. */
  async withdraw(caller: SessionClaims, assignmentId: string, body: Withdrawal): Promise<AssignmentDetail> {
    const command = { subjectId: caller.sub, name: 'assignment.withdraw', target: assignmentId, body: { ...body } };
    return this.database.transaction((tx) =>
      answerOnce(tx, 'dispatch', command, async () => {
        const found = await findGiven(tx, caller, assignmentId);
        if (!found) throw new Refused('not-found');
        if (!found.givenInScope) throw new Refused('not-the-starting-authority');
        await lockBrief(tx, { activationId: assignmentId, unitId: found.unitId, taskNo: assignmentTaskNo });
        const { state, unitId, exercise, incidentId } = await readAssignment(tx, assignmentId);
        if (state === 'met' || state === 'withdrawn') throw new Refused('assignment-ended');
        const at = this.clock.now();
        const by: Actor = { kind: caller.kind, id: caller.sub };
        const taskIds = await lockOpenTasks(tx, assignmentId);
        await markAssignment(tx, assignmentId, 'withdrawn', at);
        await markWithdrawn(tx, assignmentId, body.reason);
        const story = { at, by, activationId: assignmentId, unitId, incidentId };
        await appendTimeline(tx, 'dispatch', [{ ...story, what: 'assignment.withdrawn', facts: { note: body.reason } }]);
        await this.obligations.cancel(tx, { activationId: assignmentId, unitId, exercise }, taskIds, 'withdrawn', by, at);
        await this.outcomes.loseDependents(tx, assignmentId, at);
        return readAssignmentDetail(tx, caller, assignmentId);
      }),
    );
  }

  private async issue(tx: EntityManager, caller: SessionClaims, order: GiveAssignment): Promise<string> {
    const at = this.clock.now();
    const unit = await readUnit(tx, caller, order.unitId);
    if (!unit) throw new Refused('unknown-org', undefined, [unknownUnit]);
    const targets = await this.address(tx, caller, order, at);
    const after = await lockPrerequisites(tx, caller, order.after);
    const incident = order.incidentId === null ? null : await readIncident(tx, order.incidentId);
    const refusal = refusalOfGiving(order, { incident, after }, targets.length, unit.city);
    if (refusal) throw new Refused(refusal.refusal, undefined, refusal.fields);
    const startsAt = after.every(({ state }) => state === 'met') ? at : null;
    const by: Actor = { kind: caller.kind, id: caller.sub };
    const id = uuidv7();
    await insertAssignment(tx, caller, { ...order, id, state: startsAt ? 'running' : 'waiting', at });
    const { unitId, incidentId, need } = order;
    const facts = { recipients: targets.length, need, after: order.after };
    await appendTimeline(tx, 'dispatch', [{ at, what: 'assignment.given', by, activationId: id, unitId, incidentId, facts }]);
    const recipients = targets.map((target) => ({ ...target, taskId: uuidv7() }));
    const owedFor = { cause: 'assignment' as const, causeId: id, causeTitle: order.title, unitId, exercise: order.exercise };
    await this.obligations.issue(tx, owedFor, [owedOf(order, recipients, this.defaults.ladder, startsAt)], by);
    return id;
  }

  private async address(tx: EntityManager, caller: SessionClaims, order: GiveAssignment, at: Date): Promise<Target[]> {
    const directory = await readDirectory(tx, caller, order.recipients, at);
    const addressed = addressRecipients(order.recipients, directory, this.defaults.answeringPosts);
    if (!addressed.ok) throw new Refused(addressed.refusal, undefined, addressed.fields);
    return addressed.targets;
  }
}

const unknownUnit = { field: 'unitId', reason: '没有这个区镇，或不在管辖范围', reasonEn: 'Unknown area unit, or outside your scope' };
