import type { ResponseLevel } from '#contracts/scales.js';
import type { TaskEscalated } from '#contracts/task.js';

/** A task whose acknowledge limit passed, with the next post up (null at the top of the chain). */
export type ClimbingTask = {
  taskId: string;
  activationId: string;
  unitId: string;
  incidentTitle: string;
  level: ResponseLevel;
  exercise: boolean;
  title: string;
  titleEn: string;
  orgId: string;
  postId: string;
  superior: { orgId: string; postId: string; commandPointId: string } | null;
};

export type Digest = { exercise: boolean; data: TaskEscalated };

/** At most this many tasks in one digest event. */
const tasksPerDigest = 1000;

/**
 * Escalates by one rung: one digest per superior, activation and unit instead of a message per task. Tasks at the top of the chain have
 * nobody above; they stay in the not-reached list.
 */
export function escalateTasks(tasks: readonly ClimbingTask[], rung: number, at: Date): Digest[] {
  const groups = new Map<string, Digest[]>();
  for (const task of tasks) {
    if (!task.superior) continue;
    const key = [task.activationId, task.unitId, task.superior.orgId, task.superior.postId].join('|');
    const digests = groups.get(key) ?? [];
    groups.set(key, digests);
    let digest = digests[digests.length - 1];
    if (!digest || digest.data.tasks.length >= tasksPerDigest) digests.push((digest = digestFor(task, task.superior, rung, at)));
    const { taskId, title, titleEn, orgId, postId } = task;
    digest.data.tasks.push({ taskId, title, titleEn, orgId, postId });
  }
  return [...groups.values()].flat();
}

function digestFor(task: ClimbingTask, superior: NonNullable<ClimbingTask['superior']>, rung: number, at: Date): Digest {
  const { activationId, incidentTitle, unitId, level, exercise } = task;
  const cause = 'activation' as const;
  const climbed = { leg: 'acknowledge' as const, tell: 'superior' as const, rung, superior };
  return { exercise, data: { cause, activationId, incidentTitle, unitId, level, at: at.toISOString(), ...climbed, tasks: [] } };
}
