import type { Draw } from './draw.rules.js';
import { drawFrom } from './draw.rules.js';

/** A tap of whoever sits at a desk, so long after the task came or after the tap before was answered. */
export type PlannedTap = { tap: 'acknowledge' | 'arrive' | 'finish'; afterMs: number };

/** How many in a thousand desks never answer, and how many tasks of the others nobody gets to. */
const silentDesksPerThousand = 25;
const forgottenTasksPerThousand = 15;

/** Whoever taps at all has tapped after this long; nobody reads a task in less than the other. */
const longestMs = 90_000;
const readingMs = 1_500;

/** Whether nobody sits at this desk tonight. The same seed gives the same desks. */
export function isSilentDesk(orgId: string, seed: number): boolean {
  return drawFrom('silent', seed, orgId).chance(silentDesksPerThousand / 1000);
}

/**
 * How a task is answered: most people tap within a minute, some take one and a half, a few never; most go there, and some are done soon.
 * `hurryMs`: all acknowledgements fall into this time if it is shorter, and the rest is hurried alike.
 */
export function drawAnswer(draw: Draw, hurryMs = longestMs): PlannedTap[] {
  if (draw.chance(forgottenTasksPerThousand / 1000)) return [];
  const hurried = (ms: number): number => Math.round((ms * Math.min(hurryMs, longestMs)) / longestMs);
  const readMs = Math.min(readingMs, hurryMs / 2);
  const taps: PlannedTap[] = [
    { tap: 'acknowledge', afterMs: Math.round(readMs + (Math.min(hurryMs, longestMs) - readMs) * draw.part() ** 1.5) },
    { tap: 'arrive', afterMs: hurried(15_000 + 150_000 * draw.part()) },
  ];
  return draw.chance(0.7) ? [...taps, { tap: 'finish', afterMs: hurried(30_000 + 400_000 * draw.part()) }] : taps;
}
