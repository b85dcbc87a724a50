import type { WorkCalendar } from './work-day.js';
import { defaultCalendar, yearOf } from './work-day.js';

/**
 * The years between two moments whose holidays are not known: the next one, until the State Council announces it in November. Limits in work
 * time count with weekends alone there, and somebody should bring the list up to date.
 */
export function missingYears(from: Date, until: Date, { holidays }: WorkCalendar = defaultCalendar): number[] {
  const missing: number[] = [];
  for (let year = yearOf(from); year <= yearOf(until); year += 1) if (!holidays.years.has(year)) missing.push(year);
  return missing;
}
