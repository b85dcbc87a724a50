import type { StartActivation } from '#contracts/activation.js';

const storageKey = (incidentId: string) => `muster.start.${incidentId}`;

/** A click whose answer is not known yet; it outlives a reload of the page, so that nobody presses twice for want of memory. */
export type PendingStart = { body: StartActivation; since: number };

/** Remembers a click before it leaves. */
export function rememberStart(pending: PendingStart): void {
  localStorage.setItem(storageKey(pending.body.incidentId), JSON.stringify(pending));
}

/** The click of this incident that still waits for its answer, or null. */
export function recallStart(incidentId: string): PendingStart | null {
  const kept = localStorage.getItem(storageKey(incidentId));
  if (kept === null) return null;
  try {
    return JSON.parse(kept) as PendingStart;
  } catch {
    localStorage.removeItem(storageKey(incidentId));
    return null;
  }
}

/** Forgets it: the answer is known. */
export function forgetStart(incidentId: string): void {
  localStorage.removeItem(storageKey(incidentId));
}
