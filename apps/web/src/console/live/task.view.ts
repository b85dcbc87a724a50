import type { Task } from '#contracts/task.js';

/** The mark of a task: its state, unless something over it needs a human. Waiting tasks have no running clock. */
export type TaskMark = 'overdue' | 'not-reached' | 'shortfall' | 'waiting' | Task['state'] | 'delivered';

/** Which limit a task has passed at `now`: the acknowledge limit before the done limit; null = none. Closed tasks are never overdue. */
export function overdueOf(task: Task, now: number): { limit: 'acknowledge' | 'done'; dueAt: string } | null {
  if (task.state === 'issued' && task.acknowledgeDueAt && Date.parse(task.acknowledgeDueAt) <= now)
    return { limit: 'acknowledge', dueAt: task.acknowledgeDueAt };
  const open = task.state === 'issued' || task.state === 'acknowledged' || task.state === 'arrived';
  return open && task.doneDueAt && Date.parse(task.doneDueAt) <= now ? { limit: 'done', dueAt: task.doneDueAt } : null;
}

/** The limit that runs now: to acknowledge while it is only issued, then to be done; null when no clock runs. */
export function runningLimit(task: Task): { limit: 'acknowledge' | 'done'; from: string; dueAt: string } | null {
  if (!task.startedAt) return null;
  if (task.state === 'issued' && task.acknowledgeDueAt) return { limit: 'acknowledge', from: task.startedAt, dueAt: task.acknowledgeDueAt };
  const open = task.state === 'issued' || task.state === 'acknowledged' || task.state === 'arrived';
  return open && task.doneDueAt ? { limit: 'done', from: task.startedAt, dueAt: task.doneDueAt } : null;
}

/** The one mark to show, most urgent first. `notReached` names the tasks whose people three calls did not reach. */
export function markOf(task: Task, now: number, notReached: ReadonlySet<string>): TaskMark {
  if (task.state === 'issued' && notReached.has(task.id)) return 'not-reached';
  if (overdueOf(task, now)) return 'overdue';
  if (task.unfilled && task.state === 'issued') return 'shortfall';
  return task.state === 'issued' && !task.startedAt ? 'waiting' : task.state;
}

const urgency: Record<TaskMark, number> = {
  'not-reached': 0,
  overdue: 1,
  declined: 2,
  shortfall: 3,
  issued: 4,
  delivered: 4,
  acknowledged: 5,
  arrived: 6,
  waiting: 7,
  done: 8,
  cancelled: 9,
};

/** Tasks with who needs a human now first, then by their next limit, then by number and org. */
export function sortTasks(tasks: readonly Task[], now: number, notReached: ReadonlySet<string>): Task[] {
  const keyed = tasks.map((task) => ({ task, rank: urgency[markOf(task, now, notReached)], due: runningLimit(task)?.dueAt ?? '9' }));
  keyed.sort(
    (a, b) =>
      a.rank - b.rank ||
      a.due.localeCompare(b.due) ||
      a.task.taskNo.localeCompare(b.task.taskNo) ||
      a.task.orgId.localeCompare(b.task.orgId),
  );
  return keyed.map(({ task }) => task);
}

/** One org of a unit with its tasks counted; who needs a human first. */
export type OrgCounts = {
  orgId: string;
  orgName: string;
  tasks: number;
  acknowledged: number;
  done: number;
  overdue: number;
  notReached: number;
  unfilled: number;
};

const isVillage = (orgId: string) => /^\d{12}$/.test(orgId);

/** Counts a unit's tasks by org: trouble first, then villages before bureaus and groups, then by name. */
export function countByOrg(tasks: readonly Task[], now: number, notReached: ReadonlySet<string>): OrgCounts[] {
  const orgs = new Map<string, OrgCounts>();
  for (const task of tasks) {
    const org = orgs.get(task.orgId) ?? {
      orgId: task.orgId,
      orgName: task.orgName,
      tasks: 0,
      acknowledged: 0,
      done: 0,
      overdue: 0,
      notReached: 0,
      unfilled: 0,
    };
    const mark = markOf(task, now, notReached);
    org.tasks += 1;
    org.acknowledged += task.acknowledgedAt ? 1 : 0;
    org.done += task.state === 'done' ? 1 : 0;
    org.overdue += overdueOf(task, now) ? 1 : 0;
    org.notReached += mark === 'not-reached' ? 1 : 0;
    org.unfilled += task.unfilled ? 1 : 0;
    orgs.set(task.orgId, org);
  }
  return [...orgs.values()].sort(
    (a, b) =>
      b.notReached + b.overdue - (a.notReached + a.overdue) ||
      b.unfilled - a.unfilled ||
      Number(isVillage(b.orgId)) - Number(isVillage(a.orgId)) ||
      a.orgName.localeCompare(b.orgName, 'zh-CN'),
  );
}
