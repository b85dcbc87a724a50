import type { PlanDocument, TaskTarget, TaskTemplate } from '#contracts/plan-library.js';

/** A category to which only the overall plan answers. */
export const benchCategory = '11D01';
export const benchLevel = 'IV';

/**
 * A synthetic county gets a version of the overall plan that says one thing to each command point: the shift of the city's centre and of
 * every town's, every village, every department. The library's own plans send several tasks to each village; the model city measures those.
 */
export function benchPlan(overall: PlanDocument, departmentIds: readonly string[]): PlanDocument {
  const template = overall.tasks.find((task) => task.starts === 'atStart' && task.dependsOn.length === 0)!;
  const target = (tier: TaskTarget['tier'], post: string, org: string | null, mode: TaskTarget['mode']): TaskTarget => ({
    tier,
    post,
    org,
    unitKind: null,
    mode,
  });
  const task: TaskTemplate = {
    ...template,
    level: benchLevel,
    onlyCategories: [],
    coveredBy: [],
    targets: [
      target('city', 'city-shift-chief', null, 'one'),
      ...departmentIds.map((id) => target('department', 'dept-duty-officer', id, 'one')),
      target('town', 'town-shift-chief', null, 'each'),
      target('village', 'village-dispatcher', null, 'each'),
    ],
  };
  return { ...overall, tasks: [task] };
}
