import type { ComposedTask, ExpectedRow, Reason } from '#contracts/activation.js';
import type { OrgKind, Tier } from '#contracts/org.js';
import type { PlanVersion } from '#contracts/plan-library.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { AddressContext, OrgFact, OrgMap, Scene } from './address.rules.js';
import { address, mapOrgs, sceneOf } from './address.rules.js';
import { CityPart } from './city-part.rules.js';
import { coverTasks } from './cover.rules.js';
import type { MatchedPlan } from './match.rules.js';
import { indexVersions, mainPlan, matchPlans } from './match.rules.js';
import type { RunningTask } from './merge.rules.js';
import { byLevelPlanNumber, composedOf, runningTasks } from './merge.rules.js';
import { settleWaits } from './wait.rules.js';

/** Fires with the click when the incident has happened, not while it only threatens. */
export const hazardReported = 'hazard-reported';

/** Everything that a composition is made of: plain data, read before. */
export type CompositionInput = {
  incident: { category: string; hasHappened: boolean; sceneOrgId: string | null };
  level: ResponseLevel;
  unitIds: readonly string[];
  /** Triggers that the operator says hold already. */
  reports: readonly string[];
  cityId: string;
  /** Published versions of the city and of the units. */
  versions: readonly PlanVersion[];
  /** Orgs of the units, the departments and the city's centre. */
  orgs: readonly OrgFact[];
  orgKindOfPost: ReadonlyMap<string, OrgKind>;
};

/** A row and what made its org a recipient. */
export type AddressedRow = ExpectedRow & { because: Reason['code'] };

/** What one unit gets. The last one may be the city itself (`unitId` = the city): its centre and its departments. */
export type ComposedUnit = { unitId: string; tasks: ComposedTask[]; rows: AddressedRow[] };

/** A task that reaches nobody in a unit, and why: shown before the click, never dropped in silence. */
export type Gap = {
  unitId: string;
  taskNo: string;
  tier: Tier;
  postId: string;
  orgId: string | null;
  code: 'scene-unknown' | 'no-such-org';
};

export type Composition = { plans: MatchedPlan[]; main: MatchedPlan; units: ComposedUnit[]; reports: string[]; gaps: Gap[] };

export type CompositionDecision = { ok: true; composition: Composition } | { ok: false; refusal: 'no-plan-matches' };

/**
 * Composes a response: per unit the matching plans of the city and the unit, their tasks merged, covered, additive up to the level, addressed
 * to orgs, in the order level, plan, number. One row per (task, org, post). Rows of the city's centre and departments go under the
 * city, whoever starts, once for all units. The same input gives the same answer; `nextId` gives the ids of rows in order.
 */
export function composeActivation(input: CompositionInput, nextId: () => string): CompositionDecision {
  const map = mapOrgs(input.orgs);
  const scene = sceneOf(map, input.incident.sceneOrgId);
  const index = indexVersions(input.versions);
  const plans = new Map<string, MatchedPlan>();
  const gaps: Gap[] = [];
  const city = new CityPart(input.cityId);
  const units = input.unitIds.map((unitId) => {
    const matched = matchPlans(index, input.cityId, unitId, input.incident.category, scene.org);
    for (const plan of matched) noteHolders(plans, plan);
    const tasks = tasksOfUnit(matched, input);
    return addressUnit(map, unitId, tasks, { scene, formedGroups: groupsOf(matched), input, city, gaps, nextId });
  });
  const all = [...plans.values()].sort((a, b) => (a.no < b.no ? -1 : 1));
  const main = mainPlan(all);
  if (!main) return { ok: false, refusal: 'no-plan-matches' };
  const ofCity = city.compose(nextId);
  const reports = [...new Set([...input.reports, ...(input.incident.hasHappened ? [hazardReported] : [])])];
  return { ok: true, composition: { plans: all, main, units: ofCity.rows.length > 0 ? [...units, ofCity] : units, reports, gaps } };
}

/** Whether a task's clock runs from the click: it starts at once, or its trigger already holds and it waits for nothing else. */
export function startsNow(task: ComposedTask, reports: readonly string[]): boolean {
  return task.starts === 'atStart' || (task.starts === 'onReport' && task.dependsOn.length === 0 && reports.includes(task.onReport ?? ''));
}

/** The tasks of one unit, merged and covered, in the order level (weakest first), plan, number. */
function tasksOfUnit(matched: readonly MatchedPlan[], input: CompositionInput): RunningTask[] {
  // The overall plan names no lead of its own for an incident: the responsibility list of the plan that leads does.
  const leadOfIncident = mainPlan(matched)?.document.leadDepartments[0] ?? null;
  const tasks = matched.flatMap((plan) => {
    const lead = plan.document.kind === 'overall' ? leadOfIncident : (plan.document.leadDepartments[0] ?? leadOfIncident);
    return runningTasks(plan, input.level, input.incident.category, lead);
  });
  return coverTasks(tasks).sort(byLevelPlanNumber);
}

type Addressing = {
  scene: Scene;
  formedGroups: readonly string[];
  input: CompositionInput;
  city: CityPart;
  gaps: Gap[];
  nextId: () => string;
};

function addressUnit(map: OrgMap, unitId: string, tasks: readonly RunningTask[], addressing: Addressing): ComposedUnit {
  const rows: AddressedRow[] = [];
  const held = new Set<string>();
  const known = new Map(tasks.map((task) => [task.taskNo, task]));
  for (const task of tasks) {
    const taken = new Set<string>();
    const context: AddressContext = {
      unitId,
      scene: addressing.scene,
      orgKindOfPost: addressing.input.orgKindOfPost,
      formedGroups: addressing.formedGroups,
      leadDepartment: task.leadDepartment,
    };
    for (const target of task.targets) {
      const to = address(map, target, context);
      if (to.at === 'nobody') {
        if (to.gap)
          addressing.gaps.push({ unitId, taskNo: task.taskNo, tier: target.tier, postId: target.post, orgId: target.org, code: to.gap });
        continue;
      }
      if (to.at === 'city') addressing.city.add(task, known, to.orgIds, target.post, to.because);
      for (const orgId of to.at === 'unit' ? to.orgIds : []) {
        const key = `${orgId} ${target.post}`;
        if (taken.has(key)) continue;
        taken.add(key);
        held.add(task.taskNo);
        rows.push({ id: addressing.nextId(), taskNo: task.taskNo, orgId, postId: target.post, because: to.because });
      }
    }
  }
  const composed = tasks.filter((task) => held.has(task.taskNo)).map((task) => composedOf(settleWaits(task, known, held)));
  return { unitId, tasks: composed, rows };
}

function groupsOf(matched: readonly MatchedPlan[]): string[] {
  return [...new Set(matched.flatMap((plan) => plan.versions.flatMap((version) => version.document.groupIds)))];
}

/** Adds the versions of one unit's plan to what was matched before; the city's version is the same object in every unit. */
function noteHolders(plans: Map<string, MatchedPlan>, plan: MatchedPlan): void {
  const former = plans.get(plan.no);
  if (!former) {
    plans.set(plan.no, { ...plan, versions: [...plan.versions] });
    return;
  }
  const own = plan.versions.at(-1);
  if (own && own !== former.versions[0]) former.versions.push(own);
}
