import type { Holidays } from './holidays.js';
import { announcedHolidays } from './holidays.js';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** China has one time all year, 8 hours ahead of UTC. */
const aheadOfUtcMs = 8 * 3_600_000;

/** The hours of a work day as minutes after midnight in Asia/Shanghai, in order: 9:00–12:00 and 13:30–17:30. */
export const workHours: WorkHours = [
  { from: 9 * 60, until: 12 * 60 },
  { from: 13 * 60 + 30, until: 17 * 60 + 30 },
];
export type WorkHours = readonly { from: number; until: number }[];

/** Which days are worked on, and when. */
export type WorkCalendar = { holidays: Holidays; hours: WorkHours };
export const defaultCalendar: WorkCalendar = { holidays: announcedHolidays, hours: workHours };

/** Days are counted from 1970-01-01 in Asia/Shanghai. */
export function dayOf(moment: Date): number {
  return Math.floor((moment.getTime() + aheadOfUtcMs) / dayMs);
}

/** The calendar year of a moment in Asia/Shanghai. */
export function yearOf(moment: Date): number {
  return new Date(moment.getTime() + aheadOfUtcMs).getUTCFullYear();
}

/** Whether a day is worked on: make-up days are, public holidays are not, else Monday to Friday. A year that was not announced has its weekends. */
export function isWorkDay(day: number, { freeDays, makeUpDays }: Holidays): boolean {
  const date = new Date(day * dayMs);
  const name = date.toISOString().slice(0, 10);
  if (makeUpDays.has(name)) return true;
  return !freeDays.has(name) && date.getUTCDay() % 6 !== 0;
}

/** The spans of work of a day, in order; none on a free day. */
export function workSpans(day: number, { holidays, hours }: WorkCalendar): { from: number; until: number }[] {
  if (!isWorkDay(day, holidays)) return [];
  const midnight = day * dayMs - aheadOfUtcMs;
  return hours.map(({ from, until }) => ({ from: midnight + from * minuteMs, until: midnight + until * minuteMs }));
}

/** How much work time one day holds, in milliseconds. */
export function workDayMs(hours: WorkHours): number {
  return hours.reduce((sum, { from, until }) => sum + (until - from) * minuteMs, 0);
}
