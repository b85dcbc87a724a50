import type { Warning, WarningState } from '#contracts/warning.js';

/** The state of a warning by the clock. One without `expires` stays in force until it is cancelled. */
export function stateOf({ cancelled, expiresAt }: { cancelled: boolean; expiresAt: Date | null }, now: Date): WarningState {
  if (cancelled) return 'cancelled';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'in-force';
}

/** Every status but Actual is for exercises alone. */
export function isExercise(status: Warning['status']): boolean {
  return status !== 'Actual';
}
