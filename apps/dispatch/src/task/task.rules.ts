import type { RefusalCode } from '#contracts/problem.js';
import type { TaskState } from '#contracts/task.js';

/** What a person can do to a task with one tap. One word from route to event. */
export const taps = ['acknowledge', 'arrive', 'finish', 'decline'] as const;
export type Tap = (typeof taps)[number];

/** The part of a task that decides what a tap may do. `started` is false while it waits for its start. */
export type TaskFacts = { state: TaskState; started: boolean };

/** `already`: somebody has done this or gone beyond it; the answer is the task as it is, not a refusal. */
export type TapDecision = { ok: true; state: TaskState; already: boolean } | { ok: false; refusal: RefusalCode };

type Row = Record<Tap, TaskState | 'already' | RefusalCode>;

/** From each state, what each tap leads to: a state, `already`, or a refusal. */
const table: Record<TaskState, Row> = {
  issued: { acknowledge: 'acknowledged', arrive: 'task-not-acknowledged', finish: 'task-not-acknowledged', decline: 'declined' },
  acknowledged: { acknowledge: 'already', arrive: 'arrived', finish: 'done', decline: 'declined' },
  arrived: { acknowledge: 'already', arrive: 'already', finish: 'done', decline: 'task-not-open' },
  done: { acknowledge: 'already', arrive: 'already', finish: 'already', decline: 'task-not-open' },
  declined: { acknowledge: 'task-not-open', arrive: 'task-not-open', finish: 'task-not-open', decline: 'already' },
  cancelled: { acknowledge: 'task-not-open', arrive: 'task-not-open', finish: 'task-not-open', decline: 'task-not-open' },
};

const states = new Set<string>(Object.keys(table));

/** A task that waits may be acknowledged in advance, but not worked on. */
const workTaps: readonly Tap[] = ['arrive', 'finish'];

/** Decides a tap by the table of states. */
export function tapTask(task: TaskFacts, tap: Tap): TapDecision {
  const outcome = table[task.state][tap];
  if (outcome === 'already') return { ok: true, state: task.state, already: true };
  if (!states.has(outcome)) return { ok: false, refusal: outcome as RefusalCode };
  if (!task.started && workTaps.includes(tap)) return { ok: false, refusal: 'task-waiting' };
  return { ok: true, state: outcome as TaskState, already: false };
}

/** The event that a tap announces. */
export const eventOfTap = {
  acknowledge: 'task.acknowledged.v1',
  arrive: 'task.arrived.v1',
  finish: 'task.done.v1',
  decline: 'task.declined.v1',
} as const satisfies Record<Tap, string>;
