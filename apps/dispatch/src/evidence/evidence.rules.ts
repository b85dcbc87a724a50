import type { EvidenceFields } from '#contracts/evidence.js';
import type { Point } from '#contracts/ids.js';
import type { TaskState } from '#contracts/task.js';

/** So many pieces may a task have. */
export const mostPieces = 20;

/** Whether another piece may be added. What was done is shown afterwards too; what was declined or taken back has nothing to show. */
export function mayAdd(state: TaskState, pieces: number): { ok: true } | { ok: false; refusal: 'task-not-open' | 'evidence-limit' } {
  if (state === 'declined' || state === 'cancelled') return { ok: false, refusal: 'task-not-open' };
  return pieces < mostPieces ? { ok: true } : { ok: false, refusal: 'evidence-limit' };
}

/** Where it was taken, if that was said. */
export function positionOf({ longitude, latitude }: Pick<EvidenceFields, 'longitude' | 'latitude'>): Point | null {
  return longitude === undefined || latitude === undefined ? null : { type: 'Point', coordinates: [longitude, latitude] };
}

/** What is received for so long will not be finished any more: the line was cut, or the process ended. */
export const leftoverAfterMs = 3_600_000;
/** How often somebody looks for what is left. */
export const lookEveryMs = 600_000;

/** Whether what has been received since then is a leftover now. What has no date of ours is none. */
export function isLeftover(begun: Date | null, now: Date): boolean {
  return begun !== null && now.getTime() - begun.getTime() >= leftoverAfterMs;
}
