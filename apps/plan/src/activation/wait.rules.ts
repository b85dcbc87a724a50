import type { ComposedTask } from '#contracts/activation.js';

/** What a task waits for, once predecessors that nobody holds here were followed to what they wait for themselves. */
type Wait = { tasks: string[]; trigger: string | null; minutes: number };

/**
 * A dependency is done when its recipients in the same unit are. Where nobody in this unit holds the predecessor (a department does, or the
 * scene is not known), waiting would never end: the clock then starts when the predecessor's would have, and the predecessor's minutes
 * are added, which restores the plan's figure from the start. `held` are the tasks that have rows in this unit.
 */
export function settleWaits<Task extends ComposedTask>(
  task: Task,
  known: ReadonlyMap<string, ComposedTask>,
  held: ReadonlySet<string>,
): Task {
  if (task.dependsOn.every((no) => held.has(no))) return task;
  const wait = waitOf(task.dependsOn, known, held, new Set([task.taskNo]));
  if (task.starts === 'onReport') return { ...task, dependsOn: wait.tasks };
  return {
    ...task,
    starts: wait.trigger !== null ? 'onReport' : wait.tasks.length > 0 ? 'afterTask' : 'atStart',
    onReport: wait.trigger,
    dependsOn: wait.tasks,
    doneMinutes: task.doneMinutes === 0 ? 0 : task.doneMinutes + wait.minutes,
  };
}

function waitOf(
  dependsOn: readonly string[],
  known: ReadonlyMap<string, ComposedTask>,
  held: ReadonlySet<string>,
  seen: Set<string>,
): Wait {
  const wait: Wait = { tasks: [], trigger: null, minutes: 0 };
  for (const no of dependsOn) {
    if (seen.has(no)) continue;
    seen.add(no);
    if (held.has(no)) {
      wait.tasks.push(no);
      continue;
    }
    const predecessor = known.get(no);
    if (!predecessor) continue;
    const before = waitOf(predecessor.dependsOn, known, held, seen);
    wait.tasks.push(...before.tasks);
    wait.trigger ??= predecessor.onReport ?? before.trigger;
    wait.minutes = Math.max(wait.minutes, before.minutes + predecessor.doneMinutes);
  }
  return wait;
}
