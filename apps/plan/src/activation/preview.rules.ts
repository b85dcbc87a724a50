import type { ComposedTask, Preview, PreviewActivation, Shortfall } from '#contracts/activation.js';
import type { ReportTrigger } from '#contracts/plan-library.js';
import type { RunningCityResponse } from './activation.rules.js';
import type { AddressedRow, ComposedUnit } from './compose.rules.js';
import { startsNow } from './compose.rules.js';
import type { Composed, Duty } from './duty.rules.js';
import { dutyKey } from './duty.rules.js';
import { byLevelPlanNumber } from './merge.rules.js';
import { reasonsOfPlan, reasonsOfRow, reasonsOfTask } from './reason.rules.js';

/** What was read beside the composition, at one moment. */
export type PreviewFacts = {
  asked: PreviewActivation;
  incident: { incidentId: string; category: string; exercise: boolean };
  now: Date;
  authority: { orgId: string; postId: string };
  duties: ReadonlyMap<string, Duty>;
  names: ReadonlyMap<string, string>;
  triggers: readonly ReportTrigger[];
  floor: RunningCityResponse | null;
};

type Line = { unit: ComposedUnit; task: ComposedTask; row: AddressedRow; duty: Pick<Duty, 'personId' | 'holding'>; isVillage: boolean };

/** Counts and words a composition for people: each row is seen once, whatever is counted. */
export function shapePreview(composed: Composed, facts: PreviewFacts): Preview {
  const { composition, orgs, posts } = composed;
  const { asked, incident, authority, floor } = facts;
  const lines = linesOf(composed, facts);
  const ofUnit = groupBy(lines, (line) => line.unit.unitId);
  const ofTask = groupBy(lines, (line) => line.task.taskNo);
  const post = posts.get(authority.postId);
  const personId = facts.duties.get(dutyKey(authority.orgId, authority.postId))?.personId ?? null;
  return {
    incidentId: incident.incidentId,
    level: asked.level,
    exercise: incident.exercise,
    composedAt: facts.now.toISOString(),
    composeMs: composed.composeMs,
    floor: floor && { level: floor.level, activationId: floor.activationId },
    authority: {
      ...authority,
      orgName: orgs.get(authority.orgId)?.name ?? authority.orgId,
      postName: post?.name ?? authority.postId,
      postNameEn: post?.nameEn ?? authority.postId,
      personName: personId === null ? null : (facts.names.get(personId) ?? null),
    },
    plans: composition.plans.map((plan) => ({
      planNo: plan.no,
      kind: plan.document.kind,
      name: plan.document.name,
      nameEn: plan.document.nameEn,
      holders: plan.versions.map((version) => ({ orgId: version.holderOrgId, version: version.version })),
      trigger: plan.document.triggers[asked.level] ?? null,
      why: reasonsOfPlan(plan, incident.category),
    })),
    counts: {
      ...countsOf(lines, composition.reports),
      waiting: lines.filter((line) => line.task.starts !== 'byTheClick' && !startsNow(line.task, composition.reports)).length,
      byTheClick: lines.filter((line) => line.task.starts === 'byTheClick').length,
      units: composition.units.filter((unit) => unit.unitId !== composed.cityId).length,
      unfilled: lines.filter(isUnfilled).length,
    },
    tasks: [...ofTask.values()]
      .map((group) => {
        const { task } = group[0] as Line;
        const why = reasonsOfTask(task, incident.category, asked.level);
        return { ...task, rows: group.length, shortfalls: group.filter(isUnfilled).length, why };
      })
      .sort(byLevelPlanNumber),
    units: composition.units.map((unit) => {
      const group = ofUnit.get(unit.unitId) ?? [];
      return {
        unitId: unit.unitId,
        name: orgs.get(unit.unitId)?.name ?? unit.unitId,
        ...countsOf(group, composition.reports),
        shortfalls: group.filter(isUnfilled).length,
      };
    }),
    shortfalls: shortfallsOf(lines, composed),
    triggers: facts.triggers.map((trigger) => ({
      ...trigger,
      rows: lines.filter((line) => line.task.starts === 'onReport' && line.task.onReport === trigger.id).length,
      holds: composition.reports.includes(trigger.id),
    })),
    lines: asked.linesOfUnit === null ? null : (ofUnit.get(asked.linesOfUnit) ?? []).map((line) => previewLine(line, composed, facts)),
    gaps: composition.gaps,
  };
}

function linesOf(composed: Composed, facts: PreviewFacts): Line[] {
  return composed.composition.units.flatMap((unit) => {
    const tasks = new Map(unit.tasks.map((task) => [task.taskNo, task]));
    return unit.rows.map((row) => ({
      unit,
      row,
      task: tasks.get(row.taskNo) as ComposedTask,
      // A post that the directory does not have at this org is held by nobody; its tasks are shown as unfilled, never dropped.
      duty: facts.duties.get(dutyKey(row.orgId, row.postId)) ?? { personId: null, holding: 'vacant' as const },
      isVillage: composed.orgs.get(row.orgId)?.kind === 'village',
    }));
  });
}

function countsOf(lines: readonly Line[], reports: readonly string[]) {
  return {
    rows: lines.length,
    startNow: lines.filter((line) => startsNow(line.task, reports)).length,
    villages: new Set(lines.filter((line) => line.isVillage).map((line) => line.row.orgId)).size,
    people: new Set(lines.map((line) => line.duty.personId).filter((personId) => personId !== null)).size,
  };
}

function isUnfilled(line: Line): boolean {
  return line.duty.personId === null;
}

function shortfallsOf(lines: readonly Line[], composed: Composed): Shortfall[] {
  const unfilled = groupBy(lines.filter(isUnfilled), (line) => `${line.unit.unitId} ${dutyKey(line.row.orgId, line.row.postId)}`);
  return [...unfilled.values()].map((group) => {
    const { unit, row, duty } = group[0] as Line;
    const org = composed.orgs.get(row.orgId);
    const post = composed.posts.get(row.postId);
    return {
      unitId: unit.unitId,
      orgId: row.orgId,
      orgName: org?.name ?? row.orgId,
      postId: row.postId,
      postName: post?.name ?? row.postId,
      postNameEn: post?.nameEn ?? row.postId,
      holding: duty.holding,
      taskNos: group.map((line) => line.task.taskNo),
      commandPointId: org?.commandPointId ?? row.orgId,
    };
  });
}

function previewLine(line: Line, composed: Composed, facts: PreviewFacts): NonNullable<Preview['lines']>[number] {
  const { unit, task, row, duty } = line;
  const post = composed.posts.get(row.postId);
  return {
    taskNo: row.taskNo,
    unitId: unit.unitId,
    orgId: row.orgId,
    orgName: composed.orgs.get(row.orgId)?.name ?? row.orgId,
    postId: row.postId,
    postName: post?.name ?? row.postId,
    postNameEn: post?.nameEn ?? row.postId,
    personId: duty.personId,
    personName: duty.personId === null ? null : (facts.names.get(duty.personId) ?? null),
    holding: duty.holding,
    starts: task.starts,
    why: [
      ...reasonsOfTask(task, facts.incident.category, facts.asked.level),
      ...reasonsOfRow(row, unit.unitId, post?.onDutyRoster ?? false, duty.holding),
    ],
  };
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
