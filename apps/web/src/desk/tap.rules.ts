import type { Task, TaskState } from '#contracts/task.js';

/** What a person does to a task with one tap; the word is the same in route, rule and event. */
export type TapVerb = 'acknowledge' | 'arrive' | 'finish' | 'decline';

/** A tap that this device keeps until the server has answered it. `at` is the server's time of the tap, milliseconds. */
export type Tap = {
  requestId: string;
  taskId: string;
  verb: TapVerb;
  note: string;
  at: number;
  title: string;
  titleEn: string;
  tries: number;
};

type TapFacts = Pick<Task, 'state' | 'startedAt'>;

const leadsTo: Record<TapVerb, TaskState> = { acknowledge: 'acknowledged', arrive: 'arrived', finish: 'done', decline: 'declined' };
const allowed: Record<TaskState, readonly TapVerb[]> = {
  issued: ['acknowledge', 'decline'],
  acknowledged: ['arrive', 'finish', 'decline'],
  arrived: ['finish'],
  done: [],
  declined: [],
  cancelled: [],
};

/** What may be tapped now, the one next action first. A task that waits may be acknowledged in advance, but not worked on. */
export function tapsFor(task: TapFacts): readonly TapVerb[] {
  return allowed[task.state].filter((verb) => task.startedAt !== null || verb === 'acknowledge' || verb === 'decline');
}

/** The one next action of a task, or null: it waits, or is closed. A waiting task asks for nothing. */
export function nextTap(task: TapFacts): TapVerb | null {
  if (task.startedAt === null) return null;
  const [first] = tapsFor(task);
  return first === undefined || first === 'decline' ? null : first;
}

/** The task as it will be once its queued taps are sent; times are those of the taps. */
export function withTaps(task: Task, taps: readonly Tap[]): Task {
  let shown = task;
  for (const tap of taps) {
    if (tap.taskId !== task.id || !tapsFor(shown).includes(tap.verb)) continue;
    const at = new Date(tap.at).toISOString();
    const state = leadsTo[tap.verb];
    shown = {
      ...shown,
      state,
      note: tap.note || shown.note,
      acknowledgedAt: state === 'acknowledged' ? at : shown.acknowledgedAt,
      arrivedAt: state === 'arrived' ? at : shown.arrivedAt,
      doneAt: state === 'done' ? at : shown.doneAt,
      closedAt: state === 'done' || state === 'declined' ? at : shown.closedAt,
    };
  }
  return shown;
}

/** Adds a tap to the queue; the same tap on the same task is there only once. */
export function enqueueTap(queue: readonly Tap[], tap: Tap): readonly Tap[] {
  return queue.some((other) => other.taskId === tap.taskId && other.verb === tap.verb) ? queue : [...queue, tap];
}

/** Route and body of a tap: `POST /api/tasks/:id/<verb>`. */
export function requestOf(tap: Tap): { path: string; body: { requestId: string; note?: string; reason?: string } } {
  const words = tap.verb === 'finish' ? { note: tap.note } : tap.verb === 'decline' ? { reason: tap.note } : {};
  return { path: `/api/tasks/${tap.taskId}/${tap.verb}`, body: { requestId: tap.requestId, ...words } };
}

/** How long to wait before the next try, milliseconds: 1 s, then longer, at most 15 s. */
export function retryAfterMs(tries: number): number {
  return Math.min(15_000, 1000 * 2 ** Math.max(0, tries - 1));
}
