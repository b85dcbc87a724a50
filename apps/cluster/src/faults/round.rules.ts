import type { PlannedTap } from '#desk-client/answer.rules.js';
import { drawFrom } from '#desk-client/draw.rules.js';
import type { Fault, Targets } from './fault.rules.js';
import { drawFault, lastsMs } from './fault.rules.js';

/** What happens in one round, in milliseconds after its incident was opened. The seed and the number of the round repeat it. */
export type RoundPlan = {
  round: number;
  /** The units of the click; null for the whole city. */
  unitIds: readonly string[] | null;
  clickAtMs: number;
  /** A trigger is reported, the response is ended; null where not. */
  reportAtMs: number | null;
  endAtMs: number | null;
  faults: readonly { atMs: number; fault: Fault }[];
};

/** How often the whole city is started, a trigger reported, the response ended, and Kafka away at the click. */
const chances = { wholeCity: 0.05, secondUnit: 0.3, report: 0.4, end: 0.25, kafkaAway: 0.08 };
const latestFaultMs = 5_000;

/** Plans a round over some of these units. */
export function planRound(seed: number, round: number, targets: Targets, unitIds: readonly string[]): RoundPlan {
  const draw = drawFrom('round', seed, round);
  const clickAtMs = draw.whole(200, 1_500);
  const faults = Array.from({ length: Number(draw.weighted({ 1: 50, 2: 35, 3: 15 })) }, () => ({
    atMs: draw.whole(0, latestFaultMs),
    fault: drawFault(draw, targets),
  })).sort((one, other) => one.atMs - other.atMs);
  return {
    round,
    unitIds: draw.chance(chances.wholeCity) ? null : drawUnits(draw.oneOf(unitIds), draw.oneOf(unitIds), draw.chance(chances.secondUnit)),
    clickAtMs,
    reportAtMs: draw.chance(chances.report) ? clickAtMs + draw.whole(1_000, 4_000) : null,
    endAtMs: draw.chance(chances.end) ? clickAtMs + draw.whole(2_500, 5_500) : null,
    // The click falls into the outage, which nothing else disturbs: what is seen is how it goes on.
    faults: draw.chance(chances.kafkaAway) ? [{ atMs: 0, fault: { kind: 'kafka-away', forMs: draw.whole(6_000, 15_000) } }] : faults,
  };
}

/** When the last of its faults is over and its last command was given. */
export function activeMs({ clickAtMs, reportAtMs, endAtMs, faults }: RoundPlan): number {
  const ends = faults.map(({ atMs, fault }) => atMs + lastsMs(fault));
  return Math.max(clickAtMs + 3_000, reportAtMs ?? 0, endAtMs ?? 0, ...ends);
}

/** How a desk answers a task: not at all, or as far as it comes. Each desk and task answers alike whenever the round is repeated. */
export function planTaps(seed: number, round: number, task: { title: string; orgId: string; postId: string }): PlannedTap[] {
  const draw = drawFrom('tap', seed, round, task.title, task.orgId, task.postId);
  const taps: PlannedTap[] = [
    { tap: 'acknowledge', afterMs: draw.whole(50, 2_000) },
    { tap: 'arrive', afterMs: draw.whole(50, 800) },
    { tap: 'finish', afterMs: draw.whole(50, 800) },
  ];
  return taps.slice(0, Number(draw.weighted({ 0: 45, 1: 25, 2: 12, 3: 18 })));
}

function drawUnits(one: string, other: string, both: boolean): string[] {
  return both && other !== one ? [one, other] : [one];
}
