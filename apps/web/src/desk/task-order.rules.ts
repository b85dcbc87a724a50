import type { MailboxRow } from '#contracts/mailbox.js';
import { levelsWeakestFirst } from '../kit/scales.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { Task } from '#contracts/task.js';

type Clocks = Pick<Task, 'state' | 'startedAt' | 'acknowledgeDueAt' | 'doneDueAt' | 'arriveDueAt' | 'feedbackDueAt' | 'checkInDueAt'>;
type Ordered = Pick<Task, 'id' | 'exercise'> & Clocks;

const nearest = (moments: readonly (string | null)[]): string | null =>
  moments.filter((one) => one !== null).sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;

/** The limit that runs now: to acknowledge, then to arrive where that is asked, then the nearer of the next feedback and the end. Null = none runs. */
export function runningLimit(task: Clocks): string | null {
  if (task.startedAt === null) return null;
  if (task.state === 'issued') return task.acknowledgeDueAt;
  if (task.state === 'acknowledged' && task.arriveDueAt !== null) return task.arriveDueAt;
  return nearest([task.feedbackDueAt, task.doneDueAt]);
}

const isOpen = (task: Clocks) => task.state === 'issued' || task.state === 'acknowledged' || task.state === 'arrived';

/** Whether a person in danger was to say that they are safe, and has not. */
export function missedCheckIn(task: Clocks, nowMs: number): boolean {
  return isOpen(task) && task.state !== 'issued' && task.checkInDueAt !== null && Date.parse(task.checkInDueAt) < nowMs;
}

/** Whether the running limit has passed. */
export function isOverdue(task: Ordered, nowMs: number): boolean {
  const limit = runningLimit(task);
  return isOpen(task) && ((limit !== null && Date.parse(limit) < nowMs) || missedCheckIn(task, nowMs));
}

/** What a task needs of a human here, most first. */
export const needs = ['check-in', 'acknowledge', 'work', 'wait'] as const;
export type Need = (typeof needs)[number];

/** Whether somebody in danger is to be heard of, a task is to be acknowledged, is in hand, or has not started. */
export function needOf(task: Pick<Task, 'state' | 'startedAt' | 'checkInDueAt'>): Need {
  if (task.startedAt === null) return 'wait';
  if (task.state === 'issued') return 'acknowledge';
  return task.checkInDueAt === null ? 'work' : 'check-in';
}

const urgency = (task: Ordered) => {
  const limit = nearest([
    runningLimit(task) ?? (task.startedAt === null ? task.doneDueAt : null),
    task.state === 'issued' ? null : task.checkInDueAt,
  ]);
  return limit === null ? Number.MAX_SAFE_INTEGER : Date.parse(limit);
};

/** Who needs a human first: real before drill, who is in danger before what is to be acknowledged before what is in hand before what waits, and in each the nearest limit first. */
export function byNeed(a: Ordered, b: Ordered): number {
  return (
    Number(a.exercise) - Number(b.exercise) ||
    needs.indexOf(needOf(a)) - needs.indexOf(needOf(b)) ||
    urgency(a) - urgency(b) ||
    (a.id < b.id ? -1 : 1)
  );
}

export type NeedGroup<T> = { key: string; need: Need; orgId: string; orgName: string; tasks: T[] };

/**
 * Tasks by need, then by org in the order of each org's most urgent task; they come sorted by `byNeed` and stay so, real before drill. An org's waiting tasks never stand
 * before another org's task that is to be acknowledged.
 */
export function groupByNeed<T extends Pick<Task, 'orgId' | 'orgName' | 'state' | 'startedAt' | 'checkInDueAt' | 'exercise'>>(
  tasks: readonly T[],
): NeedGroup<T>[] {
  const groups = new Map<string, NeedGroup<T>>();
  for (const task of tasks) {
    const need = needOf(task);
    const key = `${task.exercise}:${need}:${task.orgId}`;
    const found = groups.get(key) ?? { key, need, orgId: task.orgId, orgName: task.orgName, tasks: [] };
    found.tasks.push(task);
    groups.set(key, found);
  }
  return [...groups.values()];
}

export type RunningResponse = {
  activationId: string;
  incidentTitle: string;
  level: ResponseLevel | null;
  exercise: boolean;
  open: number;
  overdue: number;
};

const stronger = (a: ResponseLevel | null, b: ResponseLevel | null = null) =>
  a === null || (b !== null && levelsWeakestFirst.indexOf(b) > levelsWeakestFirst.indexOf(a)) ? b : a;

/**
 * The responses that these open tasks belong to, real first; whistles and assignments belong to none. Levels are additive, so a response is at least as strong as its strongest task;
 * `said` is the level that the mailbox named last.
 */
export function responsesOf(
  tasks: readonly Task[],
  said: Readonly<Record<string, ResponseLevel | null>>,
  nowMs: number,
): RunningResponse[] {
  const found = new Map<string, RunningResponse>();
  for (const task of tasks.filter((one) => one.cause === 'activation')) {
    const before = found.get(task.activationId);
    found.set(task.activationId, {
      activationId: task.activationId,
      incidentTitle: task.incidentTitle,
      level: said[task.activationId] ?? stronger(task.level, before?.level),
      exercise: task.exercise,
      open: (before?.open ?? 0) + 1,
      overdue: (before?.overdue ?? 0) + Number(isOverdue(task, nowMs)),
    });
  }
  return [...found.values()].sort((a, b) => Number(a.exercise) - Number(b.exercise));
}

/** A task as far as a mailbox row tells it, shown until the whole task is fetched. */
export function taskOfRow(row: MailboxRow, names: { orgName: string; postName: string; postNameEn: string }): Task | null {
  if (row.taskId === null || row.state === null) return null;
  return {
    id: row.taskId,
    cause: row.cause,
    activationId: row.activationId,
    incidentTitle: row.incidentTitle,
    unitId: row.unitId,
    taskNo: '',
    title: row.title,
    titleEn: row.titleEn,
    what: '',
    whatEn: '',
    level: row.level,
    orgId: row.orgId,
    postId: row.postId,
    ...names,
    personName: null,
    unfilled: row.unfilled,
    exercise: row.exercise,
    state: row.state,
    starts: 'atStart',
    evidenceKinds: [],
    issuedAt: row.at,
    startedAt: row.startedAt,
    acknowledgeDueAt: row.acknowledgeDueAt,
    doneDueAt: row.doneDueAt,
    acknowledgedAt: null,
    arrivedAt: null,
    doneAt: null,
    closedAt: null,
    escalatedAt: null,
    note: '',
    need: null,
    arriveDueAt: null,
    arrivedPosition: null,
    feedbackDueAt: null,
    lastNotedAt: null,
    checkInDueAt: null,
    checkedInAt: null,
    acknowledgedOnBehalf: false,
  };
}
