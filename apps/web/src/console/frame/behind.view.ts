import type { Activation } from '#contracts/activation.js';

/** After so long everything accepted should be issued. */
export const behindAfterMilliseconds = 5_000;

/**
 * A response that was accepted and is not issued in full in time. `issued` is null while nobody can say it. `bus-away`: started parts have
 * not left the outbox, so the way of the messages is cut; `on-the-way`: they have, and what comes after is slow or stands.
 */
export type Behind = { issued: number | null; expected: number; because: 'bus-away' | 'on-the-way' };

/** What of an activation says how far it was issued. */
export type Accepted = Pick<Activation, 'state' | 'startedAt' | 'expectedRows' | 'partsUnpublished'>;

/** Whether all that was accepted is issued. Nothing takes that back, so nobody need ask again. */
export function isIssuedInFull(accepted: Accepted, issued: number | null): boolean {
  return accepted.partsUnpublished === 0 && issued !== null && issued >= accepted.expectedRows;
}

/** How far a running response is behind at this moment of the server's time; null if it is not, or cannot be yet. */
export function behindOf(accepted: Accepted, issued: number | null, now: number): Behind | null {
  if (accepted.state !== 'running' || dueIn(accepted, now) > 0 || isIssuedInFull(accepted, issued)) return null;
  if (accepted.partsUnpublished > 0) return { issued, expected: accepted.expectedRows, because: 'bus-away' };
  // Without a count and with an outbox that is empty, nothing is known to be wrong.
  return issued === null ? null : { issued, expected: accepted.expectedRows, because: 'on-the-way' };
}

/** In how many milliseconds the question arises; 0 when it is time. */
export function dueIn(accepted: Accepted, now: number): number {
  return Math.max(0, Date.parse(accepted.startedAt) + behindAfterMilliseconds - now);
}
