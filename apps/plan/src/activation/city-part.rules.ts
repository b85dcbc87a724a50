import type { ComposedTask, Reason } from '#contracts/activation.js';
import type { ComposedUnit } from './compose.rules.js';
import type { RunningTask } from './merge.rules.js';
import { byLevelPlanNumber, composedOf, withStrictestLimits } from './merge.rules.js';
import { settleWaits } from './wait.rules.js';

type Recipient = { orgId: string; postId: string; because: Reason['code'] };

/** Gathers what the units' tasks ask of the city's centre and departments: each (task, org, post) once, however many units ask. */
export class CityPart {
  private readonly tasks = new Map<string, RunningTask>();
  private readonly known = new Map<string, ComposedTask>();
  private readonly recipients = new Map<string, Map<string, Recipient>>();

  constructor(private readonly cityId: string) {}

  add(
    task: RunningTask,
    known: ReadonlyMap<string, ComposedTask>,
    orgIds: readonly string[],
    postId: string,
    because: Reason['code'],
  ): void {
    const former = this.tasks.get(task.taskNo);
    this.tasks.set(task.taskNo, former ? withStrictestLimits(former, task) : this.asOfCity(task));
    if (!former) for (const no of task.dependsOn) this.remember(no, known);
    const recipients = this.recipients.get(task.taskNo) ?? new Map<string, Recipient>();
    this.recipients.set(task.taskNo, recipients);
    for (const orgId of orgIds) {
      const key = `${orgId} ${postId}`;
      if (!recipients.has(key)) recipients.set(key, { orgId, postId, because });
    }
  }

  compose(nextId: () => string): ComposedUnit {
    const tasks = [...this.tasks.values()].sort(byLevelPlanNumber);
    const held = new Set(this.tasks.keys());
    const rows = tasks.flatMap((task) =>
      [...(this.recipients.get(task.taskNo)?.values() ?? [])].map((to) => ({ id: nextId(), taskNo: task.taskNo, ...to })),
    );
    return { unitId: this.cityId, tasks: tasks.map((task) => composedOf(settleWaits(task, this.known, held))), rows };
  }

  /** Sources of a thousand units would be the same line a thousand times: the city's own stand for them, where the city has any. */
  private asOfCity(task: RunningTask): RunningTask {
    const own = task.sources.filter((source) => source.holderOrgId === this.cityId);
    return own.length > 0 ? { ...task, sources: own } : task;
  }

  private remember(no: string, known: ReadonlyMap<string, ComposedTask>): void {
    const task = known.get(no);
    if (!task || this.known.has(no)) return;
    this.known.set(no, task);
    for (const before of task.dependsOn) this.remember(before, known);
  }
}
