import type { RefusalCode } from '#contracts/problem.js';
import type { PlanDocument } from '#contracts/plan-library.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { strengthOf } from '#contracts/scales.js';
import type { OrgFact } from './address.rules.js';

/** For whom a caller starts, reports or ends: the city, one area unit, or nobody (a department's people). */
export type ActingFor = { side: 'city' } | { side: 'town'; unitId: string } | { side: 'nobody' };

/** For whom these claims act: the path of the org tree has one part for the city, two for an area unit; deeper orgs direct nobody. */
export function actingFor(caller: { orgPath: string; unitId: string | null }): ActingFor {
  const path = caller.orgPath.split('/');
  if (path.length === 1) return { side: 'city' };
  return path.length === 2 && path[1] !== undefined && path[1] === caller.unitId ? { side: 'town', unitId: path[1] } : { side: 'nobody' };
}

/** What is known when somebody asks to preview or start. */
export type StartFacts = {
  acting: ActingFor;
  incident: { exercise: boolean; unitIds: readonly string[] };
  /** Of the asked units, those that exist in the caller's scope. */
  unitsInScope: readonly string[];
  knownTriggers: ReadonlySet<string>;
  /** Of the asked units, those in which a response for this incident runs. */
  alreadyActive: readonly string[];
};
export type StartAsked = { unitIds: readonly string[]; exercise: boolean; reports: readonly string[] };

export type Decision = { ok: true } | { ok: false; refusal: RefusalCode; unitIds?: readonly string[] };

/**
 * Whether a response may be started for these units. The first reason against it wins. An incident that does not touch the caller's unit
 * answers like a missing one, and so do units that the caller may not see.
 */
export function decideStart(facts: StartFacts, asked: StartAsked): Decision {
  if (!isIncidentVisible(facts)) return { ok: false, refusal: 'not-found' };
  const inScope = new Set(facts.unitsInScope);
  if (asked.unitIds.some((unitId) => !inScope.has(unitId))) return { ok: false, refusal: 'unknown-org' };
  if (asked.reports.some((trigger) => !facts.knownTriggers.has(trigger))) return { ok: false, refusal: 'unknown-trigger' };
  if (asked.exercise !== facts.incident.exercise) return { ok: false, refusal: 'exercise-differs' };
  const affected = new Set(facts.incident.unitIds);
  const outside = asked.unitIds.filter((unitId) => !affected.has(unitId));
  if (outside.length > 0) return { ok: false, refusal: 'units-outside-incident', unitIds: outside };
  if (facts.alreadyActive.length > 0) return { ok: false, refusal: 'already-active', unitIds: facts.alreadyActive };
  return { ok: true };
}

function isIncidentVisible({ acting, incident }: StartFacts): boolean {
  return acting.side === 'city' || (acting.side === 'town' && incident.unitIds.includes(acting.unitId));
}

/** A response of the city that runs in some of the asked units. */
export type RunningCityResponse = { activationId: string; incidentId: string; level: ResponseLevel; planNos: readonly string[] };

/**
 * The floor for towns (the city's level may not be undercut in its scope, Nanjing flood plan 2020): the strongest running response of the
 * city to the same incident or with the same plan. A fire in a town is not lifted to the level of a typhoon: the overall plan,
 * which runs in every response, does not count.
 */
export function floorOf(
  running: readonly RunningCityResponse[],
  incidentId: string,
  planNos: readonly string[],
): RunningCityResponse | null {
  const ofHazard = new Set(planNos.filter((no) => !no.startsWith('O')));
  const relevant = running.filter((response) => response.incidentId === incidentId || response.planNos.some((no) => ofHazard.has(no)));
  return relevant.reduce<RunningCityResponse | null>(
    (strongest, each) => (strongest === null || strengthOf(each.level) > strengthOf(strongest.level) ? each : strongest),
    null,
  );
}

/** Whether this level may be started above this floor. The city is bound by no floor but its own decision. */
export function isBelowFloor(acting: ActingFor, level: ResponseLevel, floor: { level: ResponseLevel } | null): boolean {
  return acting.side === 'town' && floor !== null && strengthOf(level) < strengthOf(floor.level);
}

/** The post that approves this level, at its org: the starting authority (谁启动谁终止). Null where the plan or the org tree has none. */
export function authorityOf(
  plan: PlanDocument,
  acting: ActingFor,
  level: ResponseLevel,
  orgs: readonly OrgFact[],
): { orgId: string; postId: string } | null {
  if (acting.side === 'nobody' || !plan.approvers) return null;
  const approver = plan.approvers[acting.side][level];
  const org =
    acting.side === 'town'
      ? orgs.find((each) => each.kind === 'town-leadership' && each.unitId === acting.unitId)
      : orgs.find((each) => (approver.org === null ? each.kind === 'city-centre' : each.id === approver.org));
  return org ? { orgId: org.id, postId: approver.post } : null;
}

/** Whether the caller acts for the authority that started it: the city for the city's, the same unit for a town's; nobody else may end it. */
export function isStartingAuthority(acting: ActingFor, startedForUnitId: string | null): boolean {
  if (acting.side === 'nobody') return false;
  return startedForUnitId === null ? acting.side === 'city' : acting.side === 'town' && acting.unitId === startedForUnitId;
}
