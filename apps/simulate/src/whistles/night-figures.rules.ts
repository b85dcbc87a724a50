import type { Whistle } from '#contracts/whistle.js';
import type { Finding } from '../verdict.rules.js';
import { countOf } from '../verdict.rules.js';
import { isOpen } from './night-verdict.rules.js';

/** A rate is never shown without its counts. */
export type NightRate = { count: number; of: number; percent: number | null };

/** What a night came to, as `--json` writes it. `closed` are over for good, withdrawn ones among them. Times are null where no deadline fell due. */
export type NightFigures = {
  blown: number;
  closed: number;
  open: number;
  lost: number;
  doubled: number;
  unowned: number;
  latenessP50Ms: number | null;
  latenessP99Ms: number | null;
  latenessMaxMs: number | null;
  withdrawn: number;
  calls: number;
  returned: number;
  replaced: number;
  ruled: number;
  escalatedCalls: number;
  deadlinesFellDue: number;
  responseRate: NightRate;
  resolutionRate: NightRate;
  satisfactionRate: NightRate;
};

/** Sums up the whistles of a night, what was found, and how late each rung was climbed (shortest first). */
export function nightFigures(
  whistles: readonly Whistle[],
  findings: readonly Finding[],
  lateness: readonly number[],
  now: Date,
): NightFigures {
  const calls = whistles.flatMap((whistle) => whistle.calls);
  const open = whistles.filter(isOpen);
  return {
    blown: whistles.length,
    closed: whistles.length - open.length,
    open: open.length,
    lost: countOf(findings, 'lost'),
    doubled: countOf(findings, 'doubled'),
    unowned: countOf(findings, 'unowned'),
    latenessP50Ms: partOf(lateness, 0.5),
    latenessP99Ms: partOf(lateness, 0.99),
    latenessMaxMs: partOf(lateness, 1),
    withdrawn: whistles.filter(({ state }) => state === 'withdrawn').length,
    calls: calls.length,
    returned: calls.filter(({ returnedAt }) => returnedAt !== null).length,
    replaced: calls.filter(({ replacedAt }) => replacedAt !== null).length,
    ruled: whistles.filter(({ ruledAt }) => ruledAt !== null).length,
    escalatedCalls: calls.filter(({ escalatedAt }) => escalatedAt !== null).length,
    deadlinesFellDue: lateness.length,
    responseRate: responseOf(whistles, now),
    resolutionRate: resolutionOf(whistles, now),
    satisfactionRate: satisfactionOf(whistles),
  };
}

/** Of the calls whose time to arrive was over before they were: those who arrived in time. Exercises are in no score, so it is counted here. */
function responseOf(whistles: readonly Whistle[], now: Date): NightRate {
  const outcomes = standing(whistles).flatMap(({ calls, closedAt }) =>
    calls.flatMap(({ arriveDueAt, arrivedAt, replacedAt, returnedAt, finishedAt, role }) => {
      if (!arriveDueAt) return [];
      const overAt = [replacedAt, role === 'assist' ? returnedAt : null, finishedAt, closedAt].find((at) => at !== null);
      if (arrivedAt) return [isBy(arrivedAt, arriveDueAt)];
      const end = overAt ?? now.toISOString();
      return isBy(end, arriveDueAt) ? [] : [false];
    }),
  );
  return rateOf(outcomes);
}

/** Of the whistles that are closed or whose close limit is over: those that were closed in time. */
function resolutionOf(whistles: readonly Whistle[], now: Date): NightRate {
  return rateOf(
    standing(whistles).flatMap(({ closedAt, closeDueAt }) => {
      if (closedAt) return [closeDueAt === null || isBy(closedAt, closeDueAt)];
      return closeDueAt !== null && !isBy(now.toISOString(), closeDueAt) ? [false] : [];
    }),
  );
}

/** Of the whistles that a town closed: those with which it is satisfied. */
function satisfactionOf(whistles: readonly Whistle[]): NightRate {
  return rateOf(whistles.flatMap(({ satisfaction }) => (satisfaction ? [satisfaction === 'satisfied'] : [])));
}

function standing(whistles: readonly Whistle[]): Whistle[] {
  return whistles.filter(({ state }) => state !== 'withdrawn');
}

function isBy(at: string, dueAt: string): boolean {
  return Date.parse(at) <= Date.parse(dueAt);
}

function rateOf(outcomes: readonly boolean[]): NightRate {
  const count = outcomes.filter(Boolean).length;
  return { count, of: outcomes.length, percent: outcomes.length === 0 ? null : Math.round((count / outcomes.length) * 1_000) / 10 };
}

/** The value below which this part of the sorted values lies (nearest rank). */
function partOf(sorted: readonly number[], part: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value);
}
