import { activationKey } from '#contracts/events.js';
import type { TaskTapped } from '#contracts/task.js';
import type { OutgoingEvent } from '#messaging/ports.js';
import type { TappableTask } from './task-lock.queries.js';
import type { Tap } from './task.rules.js';
import type { Tapped } from './whistle-taps.js';

const tapEvents = {
  acknowledge: 'task.acknowledged.v1',
  arrive: 'task.arrived.v1',
  finish: 'task.done.v1',
  decline: 'task.declined.v1',
} as const;

/** The event that a tap announces, with the clocks as they are after it. Handing over is told by who knows from whom to whom. */
export function eventOfTap(task: TappableTask, tapped: Tapped): OutgoingEvent {
  const { tap, at, by, note } = tapped;
  const { activationId, unitId, taskId, exercise } = task;
  const common = { key: activationKey(activationId, unitId), exercise };
  const where = { activationId, unitId, at: at.toISOString() };
  switch (tap as Exclude<Tap, 'hand-over'>) {
    case 'note':
      return { ...common, type: 'task.noted.v1', data: { ...where, taskId, by, words: note, feedbackDueAt: iso(task.feedbackDueAt) } };
    case 'check-in':
      return { ...common, type: 'task.checked-in.v1', data: { ...where, taskId, by, checkInDueAt: iso(task.checkInDueAt) } };
    case 'take-back': {
      const tasks = [{ taskId, acknowledgeDueAt: iso(task.acknowledgeDueAt), reason: 'taken-back' as const }];
      return { ...common, type: 'task.reopened.v1', data: { ...where, tasks } };
    }
    default: {
      const data: TaskTapped = { ...where, taskId, state: task.state, by, note };
      return { ...common, type: tapEvents[tap as keyof typeof tapEvents], data };
    }
  }
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
