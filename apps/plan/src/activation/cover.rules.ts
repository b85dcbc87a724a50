import type { RunningTask } from './merge.rules.js';
import { withStrictestLimits } from './merge.rules.js';

/**
 * Replaces each task by the running tasks that cover it, so that nobody is told twice. What covers takes over the covered task's sources
 * and the stricter of both limits (its own interval stays: its text names it); a dependency on a covered task means those in its
 * place. A task whose covering tasks do not run here at this level stays.
 */
export function coverTasks(tasks: readonly RunningTask[]): RunningTask[] {
  const running = new Map(tasks.map((task) => [task.taskNo, task]));
  const covering = new Map<string, string[]>();
  for (const task of tasks) {
    // What is covered already covers nothing, so that two tasks never remove each other.
    const by = task.coveredBy.filter((no) => no !== task.taskNo && running.has(no) && !covering.has(no));
    if (by.length > 0) covering.set(task.taskNo, by);
  }
  const inPlaceOf = (no: string): string[] => covering.get(no)?.flatMap(inPlaceOf) ?? [no];

  for (const coveredNo of covering.keys()) {
    const covered = running.get(coveredNo) as RunningTask;
    const taken = covered.sources.map((source) => ({ ...source, as: 'covers' as const }));
    for (const no of new Set(inPlaceOf(coveredNo))) {
      const task = running.get(no) as RunningTask;
      running.set(no, { ...withStrictestLimits(task, covered), sources: [...task.sources, ...taken] });
    }
  }
  return [...running.values()]
    .filter((task) => !covering.has(task.taskNo))
    .map((task) => {
      if (!task.dependsOn.some((no) => covering.has(no))) return task;
      return { ...task, dependsOn: [...new Set(task.dependsOn.flatMap(inPlaceOf))].filter((no) => no !== task.taskNo) };
    });
}
