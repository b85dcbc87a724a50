import type { Ladder, Leg, WhoIsTold } from '#contracts/ladder.js';
import type { Limit } from '#contracts/limit.js';
import type { TaskState } from '#contracts/task.js';
import { dueAt } from '#work-calendar/due-at.js';

/**
 * The ladder of plan tasks. Nobody acknowledged in time: the next post up is told, then the town's duty officer, then the city centre; the
 * recipients themselves are called 叫应 meanwhile. Not done in time: the recipient is reminded, then the next post up is told.
 */
export const planLadder: Ladder = [
  { leg: 'acknowledge', afterPercent: 100, tell: 'superior' },
  { leg: 'acknowledge', afterPercent: 200, tell: 'town-duty-officer' },
  { leg: 'acknowledge', afterPercent: 300, tell: 'city-centre' },
  { leg: 'finish', afterPercent: 100, tell: 'recipient' },
  { leg: 'finish', afterPercent: 150, tell: 'superior' },
];

/** The sweep of all ladders and its bells. */
export const ladderBell = 'dispatch.ladder';

/** How long each leg may take; feedback is due first after `feedback`, then again every `feedbackEvery`. */
export type LegLimits = Partial<Record<Leg | 'feedbackEvery', Limit>>;

/** A rung that was climbed, and the moment that was due then. `reached: false`: nobody held the post that was told, so the next is not waited for. */
export type ClimbedRung = { leg: Leg; dueAt: Date; rung: number; at: Date; reached?: boolean };

/** What of a task decides when its ladder is climbed. */
export type ClimbableTask = {
  state: TaskState;
  startedAt: Date | null;
  acknowledgeDueAt: Date | null;
  arriveDueAt: Date | null;
  feedbackDueAt: Date | null;
  doneDueAt: Date | null;
  checkInDueAt: Date | null;
  /** Set while it is asked anew of another post of an org that is on the scene already. */
  arrivedAt?: Date | null;
  notedAt: Date | null;
  checkedInAt: Date | null;
  limits: LegLimits;
  ladder: Ladder;
  climbed: readonly ClimbedRung[];
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
    arrive: { since: startedAt, dueAt: task.arrivedAt ? null : task.arriveDueAt, limit: limits.arrive },
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
    const last = lastClimbed(task, clock);
    const rung = rungsOf(task.ladder, clock.leg)[last?.rung ?? 0];
    if (!rung) return [];
    const at = last?.reached === false ? last.at : rungAt(clock, rung.afterPercent);
    return [{ leg: clock.leg, rung: (last?.rung ?? 0) + 1, tell: rung.tell, at, dueAt: clock.dueAt }];
  });
  return next.sort((one, other) => one.at.getTime() - other.at.getTime())[0] ?? null;
}

/**
 * A refusal counts at once: the next rung of the acknowledge leg that tells somebody else is climbed now, though no clock runs any more.
 * Null where the ladder has none left.
 */
export function rungOfRefusal(task: ClimbableTask, at: Date): NextRung | null {
  const due = task.acknowledgeDueAt ?? at;
  const last = lastClimbed(task, { leg: 'acknowledge', dueAt: due });
  const rungs = rungsOf(task.ladder, 'acknowledge');
  const index = rungs.findIndex(({ tell }, place) => place >= (last?.rung ?? 0) && tell !== 'recipient');
  return index < 0 ? null : { leg: 'acknowledge', rung: index + 1, tell: rungs[index]!.tell, at, dueAt: due };
}

function rungsOf(ladder: Ladder, leg: Leg): Ladder {
  return ladder.filter((rung) => rung.leg === leg).sort((one, other) => one.afterPercent - other.afterPercent);
}

function lastClimbed(task: ClimbableTask, clock: Pick<RunningClock, 'leg' | 'dueAt'>): ClimbedRung | null {
  const climbed = task.climbed.filter((one) => one.leg === clock.leg && one.dueAt.getTime() === clock.dueAt.getTime());
  return climbed.sort((one, other) => other.rung - one.rung)[0] ?? null;
}

/**
 * Counted from the end of the limit, not from its start: a clock that was set again (handed over, taken back) has its rungs where they belong.
 * Without a known limit the span from the start of the clock to its end stands for it.
 */
function rungAt(clock: RunningClock, percent: number): Date {
  if (percent === 100) return clock.dueAt;
  const limit: Limit = clock.limit ?? { value: (clock.dueAt.getTime() - clock.since.getTime()) / 60_000, unit: 'minutes' };
  return dueAt(limit, clock.dueAt, percent - 100);
}
