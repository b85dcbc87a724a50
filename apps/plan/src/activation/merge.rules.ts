import type { ComposedTask, TaskSource } from '#contracts/activation.js';
import type { PlanVersion, TaskTarget, TaskTemplate } from '#contracts/plan-library.js';
import { runsAt, strengthOf } from '#contracts/scales.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { coversCategory } from '../library/category.rules.js';
import type { MatchedPlan } from './match.rules.js';

/** A task that runs in a unit, before it is known who gets it. `leadDepartment` stands for a department target without an org. */
export type RunningTask = ComposedTask & { targets: TaskTarget[]; coveredBy: string[]; leadDepartment: string | null };

/**
 * The tasks of one plan that run at this level (additive: those of weaker levels run too) for this category. The same task in the city's
 * and the unit's version becomes one: the unit's words, every target, the strictest limits, the weakest level, all sources.
 */
export function runningTasks(plan: MatchedPlan, level: ResponseLevel, category: string, leadDepartment: string | null): RunningTask[] {
  const merged = new Map<string, RunningTask>();
  for (const version of plan.versions) {
    for (const template of version.document.tasks) {
      if (!runsAt(template.level, level)) continue;
      if (template.onlyCategories.length > 0 && !template.onlyCategories.some((code) => coversCategory(code, category))) continue;
      const task = taskOf(version, template, level, leadDepartment);
      const former = merged.get(task.taskNo);
      merged.set(task.taskNo, former ? mergeTask(task, former) : task);
    }
  }
  return [...merged.values()];
}

/** `task` with the strictest of both limits; a done limit of 0 means none and never wins over minutes. */
export function withStrictestLimits<Task extends ComposedTask>(task: Task, other: ComposedTask): Task {
  return {
    ...task,
    acknowledgeMinutes: Math.min(task.acknowledgeMinutes, other.acknowledgeMinutes),
    doneMinutes:
      task.doneMinutes === 0 || other.doneMinutes === 0
        ? task.doneMinutes + other.doneMinutes
        : Math.min(task.doneMinutes, other.doneMinutes),
  };
}

function mergeTask(own: RunningTask, former: RunningTask): RunningTask {
  const strict = withStrictestLimits(own, former);
  return {
    ...strict,
    level: strengthOf(own.level) <= strengthOf(former.level) ? own.level : former.level,
    repeatMinutes: strictestRepeat(own.repeatMinutes, former.repeatMinutes),
    evidenceKinds: [...new Set([...former.evidenceKinds, ...own.evidenceKinds])],
    targets: [...former.targets, ...own.targets],
    coveredBy: [...new Set([...former.coveredBy, ...own.coveredBy])],
    sources: [...former.sources, ...own.sources],
  };
}

function strictestRepeat(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function taskOf(version: PlanVersion, template: TaskTemplate, level: ResponseLevel, leadDepartment: string | null): RunningTask {
  const { document } = version;
  const source: TaskSource = {
    planNo: document.no,
    planName: document.name,
    planNameEn: document.nameEn,
    planVersionId: version.planVersionId,
    version: version.version,
    holderOrgId: version.holderOrgId,
    taskNo: template.no,
    as: 'own',
  };
  return {
    taskNo: template.no,
    title: template.title,
    titleEn: template.titleEn,
    what: template.what,
    whatEn: template.whatEn,
    who: template.who,
    level: template.level,
    starts: template.starts,
    onReport: template.onReport,
    dependsOn: template.dependsOn,
    acknowledgeMinutes: (template.acknowledgeMinutes ?? document.acknowledgeMinutes)[level],
    doneMinutes: template.doneMinutes,
    repeatMinutes: template.repeatMinutes?.[level] ?? null,
    evidenceKinds: template.evidenceKinds,
    sources: [source],
    targets: template.targets,
    coveredBy: template.coveredBy,
    leadDepartment,
  };
}

/** The order of a composition: level (weakest first), plan, number. Numbers have a fixed width, so that their text order is plan, then number. */
export function byLevelPlanNumber(a: ComposedTask, b: ComposedTask): number {
  return strengthOf(a.level) - strengthOf(b.level) || (a.taskNo < b.taskNo ? -1 : a.taskNo > b.taskNo ? 1 : 0);
}

/** The task as the contract has it, without what was needed to compose it. */
export function composedOf(task: RunningTask): ComposedTask {
  const { targets: _targets, coveredBy: _coveredBy, leadDepartment: _leadDepartment, ...composed } = task;
  return composed;
}
