import type { Limit } from '#contracts/limit.js';
import type { WhistleKind } from '#contracts/matter.js';
import { whistleKinds } from '#contracts/matter.js';
import type { TaskState } from '#contracts/task.js';
import type { KindLimits } from '#contracts/whistle-rules.js';
import { dueAt } from '#work-calendar/due-at.js';

/** The clocks of a call, as they run now. */
export type CallClocks = {
  state: TaskState;
  role: 'lead' | 'assist';
  notes: number;
  acknowledgeDueAt: Date | null;
  arriveDueAt: Date | null;
  feedbackDueAt: Date | null;
  finishDueAt: Date | null;
};

/** Whether one kind is more urgent than another: kinds stand in the order in which they are raised. */
export function isRaise(from: WhistleKind, to: WhistleKind): boolean {
  return whistleKinds.indexOf(to) > whistleKinds.indexOf(from);
}

/** The earlier of two moments; one that is not set comes last. */
export function earlier(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one < other ? one : other;
}

/**
 * The clocks of a call when its whistle is raised at this moment: the new limits run from now, and no clock that runs is ever loosened. A leg
 * that is over stays as it was.
 */
export function raisedClocks(call: CallClocks, limits: KindLimits, at: Date): CallClocks {
  const from = (limit: Limit | null): Date | null => (limit ? dueAt(limit, at) : null);
  const tightened = (runs: boolean, due: Date | null, limit: Limit | null): Date | null => (runs ? earlier(due, from(limit)) : due);
  const lead = call.role === 'lead';
  const feedback = call.notes > 0 ? (limits.thenEvery ?? limits.firstFeedback) : limits.firstFeedback;
  return {
    ...call,
    acknowledgeDueAt: tightened(call.state === 'issued', call.acknowledgeDueAt, limits.acknowledge),
    arriveDueAt: tightened(call.state === 'issued' || call.state === 'acknowledged', call.arriveDueAt, limits.arrive),
    feedbackDueAt: tightened(lead, call.feedbackDueAt, feedback),
    finishDueAt: tightened(lead, call.finishDueAt, limits.close),
  };
}

/** The leg whose clock runs next, for the words of a reminder. */
export function nextLeg({ state, arriveDueAt, feedbackDueAt }: CallClocks): 'acknowledge' | 'arrive' | 'feedback' | 'finish' {
  if (state === 'issued') return 'acknowledge';
  if (state === 'acknowledged' && arriveDueAt) return 'arrive';
  return feedbackDueAt ? 'feedback' : 'finish';
}
