import type { Ladder, Leg, WhoIsTold } from '#contracts/ladder.js';
import type { Limit } from '#contracts/limit.js';
import type { TaskState } from '#contracts/task.js';
import { dueAt } from '#work-calendar/due-at.js';

/** The ladder of plan tasks: nobody acknowledged in time, so the next post up is told. The recipients themselves are called 叫应 meanwhile. */
export const planLadder: Ladder = [{ leg: 'acknowledge', afterPercent: 100, tell: 'superior' }];

/** How long each leg may take; feedback is due first after `feedback`, then again every `feedbackEvery`. */
export type LegLimits = Partial<Record<Leg | 'feedbackEvery', Limit>>;

/** What of a task decides when its ladder is climbed. */
export type ClimbableTask = {
  state: TaskState;
  startedAt: Date | null;
  acknowledgeDueAt: Date | null;
  arriveDueAt: Date | null;
  feedbackDueAt: Date | null;
  doneDueAt: Date | null;
  checkInDueAt: Date | null;
  notedAt: Date | null;
  checkedInAt: Date | null;
  limits: LegLimits;
  ladder: Ladder;
  /** The rungs that were climbed, by the moment that was due. */
  climbed: readonly { leg: Leg; dueAt: Date; rung: number }[];
};

/** A clock that runs: the leg, since when, and when it falls due. */
export type RunningClock = { leg: Leg; since: Date; dueAt: Date; limit: Limit | null };

/** The rung that is climbed next, counted from 1 within its leg. */
export type NextRung = { leg: Leg; rung: number; tell: WhoIsTold; at: Date; dueAt: Date };

/** Which legs still run in each state: acknowledging stops the acknowledge leg and nothing else, arriving those two, the end all of them. */
const runningLegs: Record<TaskState, readonly Leg[]> = {
  issued: ['acknowledge', 'arrive', 'feedback', 'finish'],
  acknowledged: ['arrive', 'feedback', 'finish', 'check-in'],
  arrived: ['feedback', 'finish', 'check-in'],
  done: [],
  declined: [],
  cancelled: [],
};

/** The clocks of a task that run now. A waiting task has none. */
export function clocksOf(task: ClimbableTask): RunningClock[] {
  const { startedAt, limits } = task;
  if (startedAt === null) return [];
  const clocks: Record<Leg, { since: Date; dueAt: Date | null; limit: Limit | undefined }> = {
    acknowledge: { since: startedAt, dueAt: task.acknowledgeDueAt, limit: limits.acknowledge },
    arrive: { since: startedAt, dueAt: task.arriveDueAt, limit: limits.arrive },
    feedback: {
      since: task.notedAt ?? startedAt,
      dueAt: task.feedbackDueAt,
      limit: task.notedAt ? (limits.feedbackEvery ?? limits.feedback) : limits.feedback,
    },
    finish: { since: startedAt, dueAt: task.doneDueAt, limit: limits.finish },
    'check-in': { since: task.checkedInAt ?? startedAt, dueAt: task.checkInDueAt, limit: limits['check-in'] },
  };
  return runningLegs[task.state].flatMap((leg) => {
    const clock = clocks[leg];
    return clock.dueAt ? [{ leg, since: clock.since, dueAt: clock.dueAt, limit: clock.limit ?? null }] : [];
  });
}

/** The earliest rung of a running clock that was not climbed for the moment at which it falls due; null: nothing to wait for. */
export function nextRung(task: ClimbableTask): NextRung | null {
  const next = clocksOf(task).flatMap((clock) => {
    const rungs = task.ladder.filter((rung) => rung.leg === clock.leg).sort((one, other) => one.afterPercent - other.afterPercent);
    const climbed = task.climbed.filter((one) => one.leg === clock.leg && one.dueAt.getTime() === clock.dueAt.getTime());
    const done = Math.max(0, ...climbed.map((one) => one.rung));
    const rung = rungs[done];
    return rung ? [{ leg: clock.leg, rung: done + 1, tell: rung.tell, at: rungAt(clock, rung.afterPercent), dueAt: clock.dueAt }] : [];
  });
  return next.sort((one, other) => one.at.getTime() - other.at.getTime())[0] ?? null;
}

/** Without a known limit the span from the start of the clock to its end stands for it. */
function rungAt(clock: RunningClock, percent: number): Date {
  if (percent === 100) return clock.dueAt;
  const limit: Limit = clock.limit ?? { value: (clock.dueAt.getTime() - clock.since.getTime()) / 60_000, unit: 'minutes' };
  return dueAt(limit, clock.since, percent);
}
