import type { RefusalCode } from '#contracts/problem.js';
import type { Tap } from '../task/task.rules.js';

/** The recipients of one brief, counted. `released`: those who were told that enough others have it. */
export type Claims = {
  /** How many recipients must do it; null: every one. */
  need: number | null;
  /** All recipients, without those whose task was taken back for good. */
  of: number;
  issued: number;
  /** Acknowledged, arrived or done. */
  has: number;
  done: number;
  released: number;
  met: boolean;
  unreachable: boolean;
};

/** What follows from a tap for the other recipients and for who asked. */
export type ClaimOutcome = {
  /** Enough have it: the others are released. */
  release: boolean;
  /** One fewer has it: those who were released are asked again. */
  reopen: boolean;
  /** Enough have done it. */
  met: boolean;
  /** So many refused that it cannot be met any more. */
  unreachable: boolean;
};

/** Whether one more recipient may acknowledge: whoever comes when enough have it hears so. */
export function mayClaim({ need, has }: Claims): RefusalCode | null {
  return need !== null && has >= need ? 'task-taken' : null;
}

/** What follows from a tap, by the recipients as they are after it. A refusal counts at once, not when the limit passes. */
export function outcomeOfClaim(claims: Claims, tap: Tap): ClaimOutcome {
  const { need, of, issued, has, done, released, met, unreachable } = claims;
  const needed = need ?? of;
  return {
    release: need !== null && has >= need && issued > 0,
    reopen: !met && need !== null && has < need && released > 0 && (tap === 'take-back' || tap === 'decline'),
    met: !met && done >= needed,
    unreachable: !met && !unreachable && has + issued + released < needed,
  };
}
