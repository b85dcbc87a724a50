import type { Limit } from '#contracts/limit.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** When a limit that runs from `since` is over, or the given share of it (100 = all of it). Work time runs in the work calendar. */
export function dueAt(limit: Limit, since: Date, percent = 100): Date {
  const value = (limit.value * percent) / 100;
  if (limit.unit === 'minutes') return new Date(since.getTime() + value * minuteMs);
  return new Date(since.getTime() + value * hourMs);
}
