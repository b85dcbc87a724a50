import type { Arrival, Task, TaskState } from '#contracts/task.js';

/** What a person does to a task with one tap; the word is the same in route, rule and event. */
export const tapVerbs = ['acknowledge', 'arrive', 'note', 'check-in', 'finish', 'take-back', 'hand-over', 'decline'] as const;
export type TapVerb = (typeof tapVerbs)[number];

/** What goes with a tap besides words: where somebody is, how many, to whom. */
export type TapFacts = Arrival & { count?: number | null; orgId?: string; postId?: string };

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
  facts?: TapFacts;
};

type Tapped = Pick<
  Task,
  'state' | 'startedAt' | 'cause' | 'arriveDueAt' | 'feedbackDueAt' | 'lastNotedAt' | 'checkInDueAt' | 'checkedInAt' | 'acknowledgedAt'
>;

/** What each tap leads to; one that is not here leaves the state as it is. */
const leadsTo: Partial<Record<TapVerb, TaskState>> = {
  acknowledge: 'acknowledged',
  arrive: 'arrived',
  finish: 'done',
  decline: 'declined',
  'take-back': 'issued',
};
const allowed: Record<TaskState, readonly TapVerb[]> = {
  issued: ['acknowledge', 'hand-over', 'decline'],
  acknowledged: ['arrive', 'finish', 'note', 'check-in', 'take-back', 'hand-over', 'decline'],
  arrived: ['finish', 'note', 'check-in', 'hand-over'],
  done: [],
  declined: [],
  cancelled: [],
};

/** What keeps a tap from being offered though the state has it: the same reasons for which the server refuses it. */
const hidden: Partial<Record<TapVerb, (task: Tapped) => boolean>> = {
  arrive: (task) => task.startedAt === null,
  finish: (task) => task.startedAt === null || (task.arriveDueAt !== null && task.state !== 'arrived'),
  note: (task) => task.startedAt === null,
  'check-in': (task) => task.startedAt === null || task.checkInDueAt === null,
  'take-back': (task) => task.lastNotedAt !== null || task.checkedInAt !== null,
  // A call of a whistle is returned with a reason code, not declined.
  decline: (task) => task.cause === 'whistle',
};

/** Where feedback is asked again and again, it is what comes next on the scene; finishing stands beside it. */
const asksFeedback = (task: Tapped) => task.state === 'arrived' && task.feedbackDueAt !== null;

/** What may be tapped now, the one next action first. A task that waits may be acknowledged in advance, but not worked on. */
export function tapsFor(task: Tapped): readonly TapVerb[] {
  const verbs = allowed[task.state].filter((verb) => !hidden[verb]?.(task));
  return asksFeedback(task) ? ['note', ...verbs.filter((verb) => verb !== 'note')] : verbs;
}

/** The one next action of a task, or null: it waits, or is closed. A waiting task asks for nothing. */
export function nextTap(task: Tapped): TapVerb | null {
  if (task.startedAt === null) return null;
  const [first] = tapsFor(task);
  return first === undefined || first === 'decline' || first === 'hand-over' ? null : first;
}

/** A clock that starts anew with a tap: as long from the tap as it ran from what it ran from before. */
function anew(dueAt: string | null, since: string | null, atMs: number): string | null {
  if (dueAt === null || since === null) return dueAt;
  return new Date(atMs + Math.max(0, Date.parse(dueAt) - Date.parse(since))).toISOString();
}

function withTap(task: Task, tap: Tap): Task {
  const at = new Date(tap.at).toISOString();
  const state = leadsTo[tap.verb] ?? task.state;
  const shown = { ...task, state };
  if (tap.verb === 'acknowledge') return { ...shown, acknowledgedAt: at };
  if (tap.verb === 'arrive') return { ...shown, arrivedAt: at };
  if (tap.verb === 'take-back') return { ...shown, acknowledgedAt: null };
  if (tap.verb === 'note')
    return {
      ...shown,
      lastNotedAt: at,
      lastNote: tap.note,
      feedbackDueAt: anew(task.feedbackDueAt, task.lastNotedAt ?? task.startedAt, tap.at),
    };
  if (tap.verb === 'check-in')
    return { ...shown, checkedInAt: at, checkInDueAt: anew(task.checkInDueAt, task.checkedInAt ?? task.acknowledgedAt, tap.at) };
  if (tap.verb === 'finish') return { ...shown, note: tap.note || task.note, doneAt: at, closedAt: at };
  return tap.verb === 'decline' ? { ...shown, note: tap.note || task.note, closedAt: at } : shown;
}

/** The task as it will be once its queued taps are sent; times are those of the taps. */
export function withTaps(task: Task, taps: readonly Tap[]): Task {
  return taps.reduce((shown, tap) => (tap.taskId === task.id && tapsFor(shown).includes(tap.verb) ? withTap(shown, tap) : shown), task);
}

/** Adds a tap to the queue; pressing twice adds it once. The same words again are the same note, other words another one. */
export function enqueueTap(queue: readonly Tap[], tap: Tap): readonly Tap[] {
  const before = queue.filter((other) => other.taskId === tap.taskId).at(-1);
  return before?.verb === tap.verb && before.note === tap.note ? queue : [...queue, tap];
}

type TapBody = { requestId: string } & Record<string, unknown>;
const bodies: Record<TapVerb, (note: string, facts: TapFacts) => Record<string, unknown>> = {
  acknowledge: () => ({}),
  arrive: (_, { position = null, accuracyMetres = null, withoutPosition = null }) => ({ position, accuracyMetres, withoutPosition }),
  note: (note) => ({ words: note }),
  'check-in': (_, { position = null, accuracyMetres = null, withoutPosition = null }) => ({ position, accuracyMetres, withoutPosition }),
  finish: (note, { count = null }) => ({ note, count }),
  'take-back': (note) => ({ reason: note }),
  'hand-over': (note, { orgId, postId }) => ({ orgId, postId, reason: note }),
  decline: (note) => ({ reason: note }),
};

/** Route and body of a tap: `POST /api/tasks/:id/<verb>`; a note is one of many. */
export function requestOf(tap: Tap): { path: string; body: TapBody } {
  return {
    path: `/api/tasks/${tap.taskId}/${tap.verb === 'note' ? 'notes' : tap.verb}`,
    body: { requestId: tap.requestId, ...bodies[tap.verb](tap.note, tap.facts ?? {}) },
  };
}

/** How long to wait before the next try, milliseconds: 1 s, then longer, at most 15 s. */
export function retryAfterMs(tries: number): number {
  return Math.min(15_000, 1000 * 2 ** Math.max(0, tries - 1));
}
