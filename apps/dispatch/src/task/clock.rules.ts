import type { Limit } from '#contracts/limit.js';
import { dueAt } from '#work-calendar/due-at.js';
import type { ClimbableTask, LegLimits } from '../escalation/ladder.rules.js';
import { nextRung } from '../escalation/ladder.rules.js';

/** The limits of a brief, wherever they stand: a plan's two columns of minutes (0: none), or per leg. */
export function limitsOf(brief: { acknowledgeMinutes: number; doneMinutes: number; limits: LegLimits }): LegLimits {
  const minutes = (value: number): Limit | undefined => (value > 0 ? { value, unit: 'minutes' } : undefined);
  const [acknowledge, finish] = [minutes(brief.acknowledgeMinutes), minutes(brief.doneMinutes)];
  return { ...(acknowledge ? { acknowledge } : {}), ...(finish ? { finish } : {}), ...brief.limits };
}

/** When a leg falls due that runs from `since`; null where nothing limits it. */
export function legDueAt(limit: Limit | undefined, since: Date): Date | null {
  return limit ? dueAt(limit, since) : null;
}

/** The clocks of a task that starts at this moment. Whoever acknowledged it while it waited is asked for check-ins from its start. */
export function clocksFrom(limits: LegLimits, state: 'issued' | 'acknowledged', at: Date): TaskClocks {
  return {
    acknowledgeDueAt: state === 'issued' ? legDueAt(limits.acknowledge, at) : null,
    arriveDueAt: legDueAt(limits.arrive, at),
    feedbackDueAt: legDueAt(limits.feedback, at),
    doneDueAt: legDueAt(limits.finish, at),
    checkInDueAt: state === 'acknowledged' ? legDueAt(limits['check-in'], at) : null,
  };
}

export type TaskClocks = Pick<ClimbableTask, 'acknowledgeDueAt' | 'arriveDueAt' | 'feedbackDueAt' | 'doneDueAt' | 'checkInDueAt'>;

/** When the ladder is looked at next; null: never. */
export function nextRungAt(task: ClimbableTask): Date | null {
  return nextRung(task)?.at ?? null;
}
