import type { RefusalCode } from '#contracts/problem.js';
import type { Cause, TaskCancelReason, TaskState } from '#contracts/task.js';

/** What a person can do to a task with one tap. One word from route to event. */
export const taps = ['acknowledge', 'arrive', 'finish', 'decline', 'take-back', 'note', 'hand-over', 'check-in'] as const;
export type Tap = (typeof taps)[number];

/** The part of a task that decides what a tap may do. */
export type TaskFacts = {
  cause: Cause;
  state: TaskState;
  /** False while it waits for its start. */
  started: boolean;
  /** Why it was taken back, if it was. */
  cancelReason: TaskCancelReason | null;
  /** It asks for being on the scene. */
  mustArrive: boolean;
  /** The org is on the scene already, and another of its posts is asked to go on. */
  isThere: boolean;
  /** A note, evidence or a check-in came after the acknowledgement. */
  followed: boolean;
  /** It asks again and again whether the person is safe. */
  checksIn: boolean;
};

/** `already`: somebody has done this or gone beyond it; the answer is the task as it is, not a refusal. */
export type TapDecision = { ok: true; state: TaskState; already: boolean } | { ok: false; refusal: RefusalCode };

type Row = Record<Tap, TaskState | 'already' | RefusalCode>;

const closed = {
  acknowledge: 'task-not-open',
  arrive: 'task-not-open',
  finish: 'task-not-open',
  decline: 'task-not-open',
  'take-back': 'task-not-open',
  note: 'task-not-open',
  'hand-over': 'task-not-open',
  'check-in': 'task-not-open',
} as const satisfies Row;

/** From each state, what each tap leads to: a state, `already`, or a refusal. */
const table: Record<TaskState, Row> = {
  issued: {
    acknowledge: 'acknowledged',
    arrive: 'task-not-acknowledged',
    finish: 'task-not-acknowledged',
    decline: 'declined',
    'take-back': 'task-not-acknowledged',
    note: 'task-not-acknowledged',
    'hand-over': 'issued',
    'check-in': 'task-not-acknowledged',
  },
  acknowledged: {
    acknowledge: 'already',
    arrive: 'arrived',
    finish: 'done',
    decline: 'declined',
    'take-back': 'issued',
    note: 'acknowledged',
    'hand-over': 'issued',
    'check-in': 'acknowledged',
  },
  arrived: {
    acknowledge: 'already',
    arrive: 'already',
    finish: 'done',
    decline: 'task-followed',
    'take-back': 'task-followed',
    note: 'arrived',
    'hand-over': 'issued',
    'check-in': 'arrived',
  },
  done: { ...closed, acknowledge: 'already', arrive: 'already', finish: 'already' },
  declined: { ...closed, decline: 'already' },
  cancelled: closed,
};

const states = new Set<string>(Object.keys(table));

/** What refuses a tap that the table lets pass. A task that waits may be acknowledged in advance, but not worked on. */
const guards: readonly { taps: readonly Tap[]; refuses: (task: TaskFacts) => boolean; refusal: RefusalCode }[] = [
  { taps: ['arrive', 'finish', 'check-in'], refuses: (task) => !task.started, refusal: 'task-waiting' },
  { taps: ['finish'], refuses: (task) => task.mustArrive && task.state !== 'arrived', refusal: 'task-not-arrived' },
  { taps: ['take-back'], refuses: (task) => task.followed, refusal: 'task-followed' },
  { taps: ['check-in'], refuses: (task) => !task.checksIn, refusal: 'no-check-in' },
];

/** Decides a tap by the table of states. A call of a whistle is returned with a reason, not declined; who was released hears that others have it. */
export function tapTask(task: TaskFacts, tap: Tap): TapDecision {
  if (tap === 'decline' && task.cause === 'whistle') return { ok: false, refusal: 'return-instead' };
  const outcome = table[task.state][tap];
  if (outcome === 'already') return { ok: true, state: task.state, already: true };
  if (task.state === 'cancelled' && task.cancelReason === 'enough') return { ok: false, refusal: 'task-taken' };
  if (!states.has(outcome)) return { ok: false, refusal: outcome as RefusalCode };
  const guard = guards.find((each) => each.taps.includes(tap) && each.refuses(task));
  if (guard) return { ok: false, refusal: guard.refusal };
  return { ok: true, state: outcome === 'acknowledged' && task.isThere ? 'arrived' : (outcome as TaskState), already: false };
}

/** The word of the timeline for what a tap did. */
export const toldOfTap = {
  acknowledge: 'task.acknowledged',
  arrive: 'task.arrived',
  finish: 'task.done',
  decline: 'task.declined',
  'take-back': 'task.taken-back',
  note: 'task.noted',
  'hand-over': 'task.handed-over',
  'check-in': 'task.checked-in',
} as const satisfies Record<Tap, string>;

/** What of a task's row the rules look at. `evidence`: files were added that matter to the tap. */
type TaskRow = Pick<TaskFacts, 'cause' | 'state' | 'cancelReason'> & {
  startedAt: Date | null;
  acknowledgedAt: Date | null;
  arrivedAt: Date | null;
  notedAt: Date | null;
  checkedInAt: Date | null;
  limits: { arrive?: unknown; 'check-in'?: unknown };
};

/** The facts of a task's row. What came before the present acknowledgement (a former recipient's notes) has not followed from it. */
export function factsOf(task: TaskRow, evidence: boolean): TaskFacts {
  const { cause, state, cancelReason, startedAt, acknowledgedAt, limits } = task;
  const since = (at: Date | null): boolean => at !== null && acknowledgedAt !== null && at >= acknowledgedAt;
  return {
    cause,
    state,
    cancelReason,
    started: startedAt !== null,
    mustArrive: limits.arrive !== undefined,
    isThere: task.arrivedAt !== null,
    followed: evidence || since(task.notedAt) || since(task.checkedInAt),
    checksIn: limits['check-in'] !== undefined,
  };
}
