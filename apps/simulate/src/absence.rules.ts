import { drawFrom } from '#desk-client/draw.rules.js';

/** When the line of a desk drops and when it comes back, in milliseconds after the click; a negative moment lies before it. */
export type Absence = { orgId: string; fromMs: number; untilMs: number };

/** Of a hundred desks so many drop off; every other of them is off at the click. */
const dropPerHundred = 8;
const beforeClickMs = 500;

/** Which desks drop off in the time in which people answer; all are back before it is over. At least one of two. */
export function planAbsences(seed: number, orgIds: readonly string[], windowMs: number): Absence[] {
  const count = orgIds.length < 2 ? 0 : Math.ceil((orgIds.length * dropPerHundred) / 100);
  return chooseSome('absent', seed, orgIds, count).map((orgId, nth) => {
    const draw = drawFrom('absence', seed, orgId);
    const lastsMs = Math.round(windowMs * (0.1 + 0.3 * draw.part()));
    const fromMs = nth % 2 === 0 ? -beforeClickMs : Math.round(windowMs * (0.02 + 0.4 * draw.part()));
    return { orgId, fromMs, untilMs: Math.max(0, fromMs) + lastsMs };
  });
}

/** Some of the orgs, the same for the same seed. */
export function chooseSome(what: string, seed: number, orgIds: readonly string[], count: number): string[] {
  return orgIds
    .map((orgId) => ({ orgId, lot: drawFrom(what, seed, orgId).part() }))
    .sort((one, other) => one.lot - other.lot)
    .slice(0, count)
    .map(({ orgId }) => orgId);
}
