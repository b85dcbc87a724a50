import type { OnBehalf, TaskState } from '#contracts/task.js';
import type { Whereabouts } from './arrival.rules.js';
import { legDueAt } from './clock.rules.js';
import type { TappableTask } from './task-lock.queries.js';
import type { Tap } from './task.rules.js';

/** What a person says with a tap. */
export type Said = { note: string; count: number | null; whereabouts: Whereabouts | null; onBehalf: OnBehalf | null };

/** The present recipient of a task that is handed over. */
export type NewRecipient = Pick<TappableTask, 'orgId' | 'postId' | 'personId' | 'unfilled'>;

type Change = Partial<TappableTask>;

/** Nobody has it any more: whatever the former recipient did to get there is undone, whatever was found out stays. */
const unclaimed: Change = { acknowledgedAt: null, onBehalf: false, checkInDueAt: null, checkedInAt: null, checkedInPosition: null };

const changes: Record<Exclude<Tap, 'hand-over'>, (task: TappableTask, said: Said, at: Date) => Change> = {
  acknowledge: (task, { onBehalf }, at) => ({
    acknowledgedAt: at,
    onBehalf: onBehalf !== null,
    checkInDueAt: task.startedAt ? legDueAt(task.limits['check-in'], at) : null,
  }),
  arrive: (_, { whereabouts }, at) => ({
    arrivedAt: at,
    arrivedPosition: whereabouts?.position ?? null,
    arrivedAccuracyMetres: whereabouts?.accuracyMetres ?? null,
    withoutPosition: whereabouts?.withoutPosition ?? null,
  }),
  finish: (task, { note, count }, at) => ({ closedAt: at, note: note || task.note, count }),
  decline: (task, { note }, at) => ({ closedAt: at, note: note || task.note }),
  // The clock of the acknowledgement runs on from where it was: an acknowledgement that was taken back is none.
  'take-back': () => unclaimed,
  note: (task, { note }, at) => ({
    notedAt: at,
    lastNote: note,
    notes: task.notes + 1,
    feedbackDueAt: task.startedAt ? legDueAt(task.limits.feedbackEvery ?? task.limits.feedback, at) : null,
  }),
  'check-in': (task, { whereabouts }, at) => ({
    checkedInAt: at,
    checkedInPosition: whereabouts?.position ?? null,
    checkInDueAt: legDueAt(task.limits['check-in'], at),
  }),
};

/** The task after a tap that its rules let pass. */
export function tapped(task: TappableTask, tap: Exclude<Tap, 'hand-over'>, state: TaskState, said: Said, at: Date): TappableTask {
  return { ...task, ...changes[tap](task, said, at), state };
}

/**
 * The task with its new recipient, who is asked afresh; the other clocks run on, so that handing over wins no time. An org that is on the
 * scene stays there when one of its posts takes over from another; another org has still to come.
 */
export function handedOver(task: TappableTask, to: NewRecipient, at: Date): TappableTask {
  const acknowledgeDueAt = task.startedAt ? legDueAt(task.limits.acknowledge, at) : null;
  const elsewhere: Change = { arrivedAt: null, arrivedPosition: null, arrivedAccuracyMetres: null, withoutPosition: null };
  const there = to.orgId === task.orgId ? {} : elsewhere;
  return { ...task, ...unclaimed, ...there, ...to, state: 'issued', acknowledgeDueAt, rung: 0, escalatedAt: null };
}
