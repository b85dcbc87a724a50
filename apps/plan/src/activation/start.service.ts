import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Activation, StartActivation } from '#contracts/activation.js';
import { activationKey } from '#contracts/events.js';
import { Outbox } from '#messaging/ports.js';
import type { OutgoingEvent } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import type { KnownIncident } from '../incident/known-incident.service.js';
import { KnownIncidentService } from '../incident/known-incident.service.js';
import { readLibrary } from '../library/plan-library.files.js';
import { ActivationEntity } from './activation.entity.js';
import { readActivation, readAlreadyActive, readRunningCityResponses } from './activation.queries.js';
import { actingFor, authorityOf, decideStart, floorOf, isBelowFloor } from './activation.rules.js';
import { CompositionService } from './composition.service.js';
import { unitsInScope } from './directory.queries.js';
import type { Composed } from './duty.rules.js';
import { partsOf } from './part.rules.js';
import type { Part } from './part.rules.js';
import { refuseStart } from './refusal.js';
import { keepSnapshot } from './snapshot.queries.js';

/** The click. */
@Injectable()
export class StartService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly incidents: KnownIncidentService,
    private readonly compositions: CompositionService,
  ) {}

  /**
   * Starts a response in one transaction: the activation with its frozen snapshot, the expected rows, and one event per part. A repeat with
   * the same request id gets the first answer. Two starts for one incident happen one after the other, so that a unit has one at most.
   */
  async startActivation(caller: SessionClaims, command: StartActivation): Promise<Activation> {
    await this.incidents.findIncident(command.incidentId);
    const activation = await this.database.transaction((tx) =>
      answerOnce(tx, 'plan', { subjectId: caller.sub, name: 'activation.start', body: command }, async () => {
        const incident = await this.incidents.lockIncident(tx, command.incidentId);
        const unitIds = await this.decide(tx, caller, command, incident);
        const composed = await this.compositions.compose(tx, incident, {
          level: command.statements.level,
          unitIds,
          reports: command.reports,
        });
        await this.refuseBelowFloor(tx, caller, command, incident, composed);
        const id = await this.keepAndAnnounce(tx, caller, command, incident, unitIds, composed);
        const started = await readActivation(tx, caller, id);
        if (!started) throw new Error(`activation ${id} is not visible to who started it`);
        // The stored answer keeps ids only: names of people are looked up when it is given (Art. 85).
        return { ...started, startedBy: { ...started.startedBy, name: '' } };
      }),
    );
    return { ...activation, startedBy: { ...activation.startedBy, name: await this.nameOf(caller.sub) } };
  }

  private async decide(tx: EntityManager, caller: SessionClaims, command: StartActivation, incident: KnownIncident): Promise<string[]> {
    const asked = [...new Set(command.unitIds)];
    const inScope = await unitsInScope(tx, caller, asked);
    const facts = {
      acting: actingFor(caller),
      incident,
      unitsInScope: inScope,
      knownTriggers: new Set(readLibrary().triggers.map((trigger) => trigger.id)),
      alreadyActive: await readAlreadyActive(tx, incident.incidentId, asked),
    };
    refuseStart(decideStart(facts, { unitIds: asked, exercise: command.exercise, reports: command.reports }));
    return inScope;
  }

  private async refuseBelowFloor(
    tx: EntityManager,
    caller: SessionClaims,
    command: StartActivation,
    incident: KnownIncident,
    { composition }: Composed,
  ): Promise<void> {
    const running = await readRunningCityResponses(tx, command.unitIds, incident.exercise);
    const planNos = composition.plans.map((plan) => plan.no);
    const floor = floorOf(running, incident.incidentId, planNos);
    if (isBelowFloor(actingFor(caller), command.statements.level, floor)) throw new Refused('level-below-floor');
  }

  private async keepAndAnnounce(
    tx: EntityManager,
    caller: SessionClaims,
    command: StartActivation,
    incident: KnownIncident,
    unitIds: string[],
    { composition, orgs }: Composed,
  ): Promise<string> {
    const now = this.clock.now();
    const acting = actingFor(caller);
    const { level } = command.statements;
    const authority = authorityOf(composition.main.document, acting, level, [...orgs.values()]);
    if (!authority) throw new Error(`plan ${composition.main.no} names no approver for ${acting.side} at ${level}`);
    const parts = partsOf(composition.units);
    const activation: ActivationEntity = {
      id: uuidv7(),
      incidentId: incident.incidentId,
      exercise: incident.exercise,
      state: 'running',
      level,
      statements: command.statements,
      unitIds,
      planNos: composition.plans.map((plan) => plan.no),
      planVersionIds: composition.plans.flatMap((plan) => plan.versions.map((version) => version.planVersionId)),
      authorityOrgId: authority.orgId,
      authorityPostId: authority.postId,
      authorityUnitId: acting.side === 'town' ? acting.unitId : null,
      approval: command.approval,
      reports: composition.reports,
      startedAt: now,
      startedBy: caller.sub,
      expectedUntil: new Date(now.getTime() + command.statements.expectedHours * 3_600_000),
      endedAt: null,
      endedBy: null,
      endReason: null,
      expectedRows: composition.units.reduce((sum, unit) => sum + unit.rows.length, 0),
      parts: parts.length,
    };
    await tx.insert(ActivationEntity, activation);
    await keepSnapshot(tx, activation, composition);
    await appendTimeline(tx, 'plan', [
      {
        at: now,
        what: 'activation.started',
        by: { kind: caller.kind, id: caller.sub },
        activationId: activation.id,
        incidentId: activation.incidentId,
        facts: {
          level,
          units: unitIds.length,
          rows: activation.expectedRows,
          parts: parts.length,
          planNos: activation.planNos,
          authority,
          reports: activation.reports,
        },
      },
    ]);
    await this.outbox.append(tx, startedEvents(activation, incident.title, parts));
    return activation.id;
  }

  private async nameOf(accountId: string): Promise<string> {
    const [actor] = (await this.database.query('SELECT name FROM directory_read.actor WHERE id = $1', [accountId])) as { name: string }[];
    return actor?.name ?? '';
  }
}

/** One event per part, part i of n over the whole activation. */
function startedEvents(activation: ActivationEntity, incidentTitle: string, parts: readonly Part[]): OutgoingEvent[] {
  return parts.map((part, index) => ({
    type: 'activation.started.v1',
    key: activationKey(activation.id, part.unitId),
    exercise: activation.exercise,
    part: { index: index + 1, total: parts.length },
    data: {
      activationId: activation.id,
      incidentId: activation.incidentId,
      incidentTitle,
      unitId: part.unitId,
      level: activation.level,
      startedAt: activation.startedAt.toISOString(),
      expectedUntil: activation.expectedUntil.toISOString(),
      authority: { orgId: activation.authorityOrgId, postId: activation.authorityPostId },
      reports: activation.reports,
      tasks: part.tasks,
      rows: part.rows,
    },
  }));
}
