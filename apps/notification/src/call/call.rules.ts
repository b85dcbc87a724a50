import type { MailboxRow } from '#contracts/mailbox.js';
import type { TaskState } from '#contracts/task.js';
import type { NewRow, Said } from '../mailbox/mailbox-row.js';
import type { TaskRow } from '../task/task-row.js';

/** How calls 叫应 go: three within 5 minutes, the first of them the push. */
export type CallPolicy = { calls: number; callEveryMs: number };

export type CallDecision =
  | { next: 'call'; call: number; nextCallAt: Date }
  /** All calls are used up: the duty officer sends somebody to the door. */
  | { next: 'not-reached' }
  | { next: 'none' };

/** What follows when the wait after a call is over. Whoever answered in any way is left alone. */
export function decideCall(task: { state: TaskState; calls: number }, now: Date, policy: CallPolicy): CallDecision {
  if (task.state !== 'issued') return { next: 'none' };
  if (task.calls >= policy.calls) return { next: 'not-reached' };
  return { next: 'call', call: task.calls + 1, nextCallAt: new Date(now.getTime() + policy.callEveryMs) };
}

/** The words of a call: the most urgent task by name, and how many more. */
export function sayCall(tasks: readonly { taskId: string; said: Said }[]): Said {
  const [first] = tasks as [{ taskId: string; said: Said }];
  const more = tasks.length - 1;
  return {
    incidentTitle: first.said.incidentTitle,
    level: first.said.level,
    title: more === 0 ? first.said.title : `${first.said.title} 等 ${tasks.length} 项`,
    titleEn: more === 0 ? first.said.titleEn : `${first.said.titleEn} and ${more} more`,
    taskIds: tasks.map((task) => task.taskId),
  };
}

/** Most urgent first: the earliest acknowledge limit, then the order of the mailbox. */
export function byUrgency(one: { acknowledgeDueAt: Date | null; seq: MailboxRow['seq'] }, other: typeof one): number {
  return (one.acknowledgeDueAt?.getTime() ?? Infinity) - (other.acknowledgeDueAt?.getTime() ?? Infinity) || one.seq - other.seq;
}

/** One call per mailbox and cause, however many tasks are called for. */
export function callRows(tasks: readonly TaskRow[]): NewRow[] {
  const groups = new Map<string, TaskRow[]>();
  for (const task of [...tasks].sort(byUrgency)) {
    const key = `${task.mailboxId}:${task.activationId}`;
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [TaskRow];
    return {
      mailboxId: first.mailboxId,
      kind: 'call',
      cause: first.cause,
      activationId: first.activationId,
      unitId: first.unitId,
      taskId: first.taskId,
      exercise: first.exercise,
      unfilled: first.unfilled,
      said: sayCall(group),
      startedAt: first.startedAt,
      acknowledgeDueAt: first.acknowledgeDueAt,
      doneDueAt: first.doneDueAt,
    };
  });
}
