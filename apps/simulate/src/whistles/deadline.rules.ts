import type { Ladder, Leg } from '#contracts/ladder.js';
import type { Limit } from '#contracts/limit.js';
import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import type { KindLimits } from '#contracts/whistle-rules.js';
import { limitMs } from './short-limits.rules.js';

/** A rung that was climbed, as the story of a whistle tells it; moments in epoch milliseconds. */
export type Climb = {
  taskId: string;
  leg: Leg;
  rung: number;
  tell: string;
  dueAtMs: number;
  atMs: number;
  /** Who was told; null where nobody is above. */
  told: { orgId: string; postId: string } | null;
};

/** What a call was issued under. */
export type Terms = { ladder: Ladder; limits: KindLimits };

/** Whoever did what stops a clock within this time may have been quicker than the sweep that looks for it. */
export const graceMs = 5_000;

/**
 * How late each rung was climbed, in milliseconds after the moment that the ladder names, shortest first. A rung that came before its time, because
 * nobody holds the post below, is no deadline that fell due.
 */
export function latenessOf(climbs: readonly Climb[], termsOf: (taskId: string) => Terms): number[] {
  return climbs
    .flatMap((climb) => {
      const rules = termsOf(climb.taskId);
      const percent = percentsOf(rules, climb.leg)[climb.rung - 1];
      if (percent === undefined) return [];
      const late = climb.atMs - rungMoment(climb.dueAtMs, percent, limitOf(rules, climb.leg));
      return late < 0 ? [] : [late];
    })
    .sort((one, other) => one - other);
}

/** Deadlines that fell due before this moment while their clock ran, and of which nobody was told. */
export function missedDeadlines(whistle: Whistle, rules: Terms, climbs: readonly Climb[], nowMs: number): string[] {
  return whistle.calls.flatMap((call) =>
    clocksOf(call, whistle).flatMap(({ leg, dueAtMs, untilMs }) => {
      const climbed = new Set(climbs.filter((climb) => climb.taskId === call.taskId && climb.leg === leg).map(({ rung }) => rung));
      return percentsOf(rules, leg).flatMap((percent, index) => {
        const moment = rungMoment(dueAtMs, percent, limitOf(rules, leg));
        const wasDue = moment + graceMs < Math.min(nowMs, untilMs);
        return wasDue && !climbed.has(index + 1) ? [`${whistle.number} ${call.orgId} ${leg} ${percent} %`] : [];
      });
    }),
  );
}

/** The clocks of a call with one moment each, and until when they ran; feedback is left out, whose moment moves with every word. */
function clocksOf(call: WhistleCall, whistle: Whistle): { leg: Leg; dueAtMs: number; untilMs: number }[] {
  const over = [call.replacedAt, call.role === 'assist' ? call.returnedAt : null, call.finishedAt, whistle.closedAt];
  const clock = (leg: Leg, dueAt: string | null, ...stops: (string | null)[]): { leg: Leg; dueAtMs: number; untilMs: number }[] =>
    dueAt === null
      ? []
      : [{ leg, dueAtMs: Date.parse(dueAt), untilMs: Math.min(...[...stops, ...over].map((at) => (at ? Date.parse(at) : Infinity))) }];
  return [
    ...clock('acknowledge', call.acknowledgeDueAt, call.acknowledgedAt, call.arrivedAt),
    ...clock('arrive', call.arriveDueAt, call.arrivedAt),
  ];
}

/** When a rung is due whose leg's limit ends at `dueAtMs`. The night's limits run by the clock. */
function rungMoment(dueAtMs: number, percent: number, limit: Limit | null): number {
  return limit === null ? dueAtMs : dueAtMs + (limitMs(limit) * (percent - 100)) / 100;
}

function percentsOf({ ladder }: Terms, leg: Leg): number[] {
  return ladder
    .filter((rung) => rung.leg === leg)
    .map(({ afterPercent }) => afterPercent)
    .sort((one, other) => one - other);
}

function limitOf({ limits }: Terms, leg: Leg): Limit | null {
  const limitOfLeg: Partial<Record<Leg, Limit | null>> = {
    acknowledge: limits.acknowledge,
    arrive: limits.arrive,
    // An emergency's first feedback and those that follow have the same limit.
    feedback: limits.thenEvery ?? limits.firstFeedback,
    finish: limits.close,
  };
  return limitOfLeg[leg] ?? null;
}
