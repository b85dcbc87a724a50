import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Preview, PreviewActivation } from '#contracts/activation.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { KnownIncidentService } from '../incident/known-incident.service.js';
import { readLibrary } from '../library/plan-library.files.js';
import { readRunningCityResponses } from './activation.queries.js';
import { actingFor, authorityOf, decideStart, floorOf } from './activation.rules.js';
import { CompositionService } from './composition.service.js';
import { readDuties, readNames, unitsInScope } from './directory.queries.js';
import { dutyKey } from './duty.rules.js';
import { shapePreview } from './preview.rules.js';
import { refuseStart } from './refusal.js';

/** Says what a click would do, and does nothing. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly database: DataSource,
    private readonly incidents: KnownIncidentService,
    private readonly compositions: CompositionService,
    private readonly clock: Clock,
  ) {}

  /** Which plans, which tasks, who gets them and why, and who is missing. `linesOfUnit` adds each row of that unit with its reasons. */
  async previewActivation(caller: SessionClaims, asked: PreviewActivation): Promise<Preview> {
    const tx = this.database.manager;
    const incident = await this.incidents.findIncident(asked.incidentId);
    const inScope = await unitsInScope(tx, caller, [...new Set(asked.unitIds)]);
    const { triggers } = readLibrary();
    const acting = actingFor(caller);
    const facts = {
      acting,
      incident,
      unitsInScope: inScope,
      knownTriggers: new Set(triggers.map((trigger) => trigger.id)),
      alreadyActive: [],
    };
    refuseStart(decideStart(facts, { ...asked, exercise: incident.exercise }));

    const composed = await this.compositions.compose(tx, incident, { level: asked.level, unitIds: inScope, reports: asked.reports });
    const { composition, orgs } = composed;
    if (asked.linesOfUnit !== null && !composition.units.some((unit) => unit.unitId === asked.linesOfUnit))
      throw new Refused('unknown-org');
    const now = this.clock.now();
    const authority = authorityOf(composition.main.document, acting, asked.level, [...orgs.values()]);
    if (!authority) throw new Error(`plan ${composition.main.no} names no approver for ${acting.side} at ${asked.level}`);
    const duties = await readDuties(tx, now, [
      ...new Set([authority.orgId, ...composition.units.flatMap((unit) => unit.rows.map((row) => row.orgId))]),
    ]);
    const lines = composition.units.find((unit) => unit.unitId === asked.linesOfUnit)?.rows ?? [];
    const shown = [authority, ...lines].map((each) => duties.get(dutyKey(each.orgId, each.postId))?.personId ?? null);
    const names = await readNames(tx, [...new Set(shown.filter((personId) => personId !== null))]);
    const running = await readRunningCityResponses(tx, inScope, incident.exercise);
    const planNos = composition.plans.map((plan) => plan.no);
    // The city's level is the floor of its towns, not of the city itself.
    const floor = acting.side === 'town' ? floorOf(running, incident.incidentId, planNos) : null;
    return shapePreview(composed, { asked, incident, now, authority, duties, names, triggers, floor });
  }
}
