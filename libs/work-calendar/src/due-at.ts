import type { Limit } from '#contracts/limit.js';
import type { WorkCalendar } from './work-day.js';
import { dayOf, defaultCalendar, workDayMs, workSpans } from './work-day.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * When a limit that runs from `since` is over, or the given share of it (100 = all of it). Work time runs in the work hours of work days in
 * Asia/Shanghai, a limit in work-days as so many days' hours; one that starts outside of them starts at the next work moment. A negative share
 * lies before `since`.
 */
export function dueAt(limit: Limit, since: Date, percent = 100, calendar: WorkCalendar = defaultCalendar): Date {
  const value = (limit.value * percent) / 100;
  switch (limit.unit) {
    case 'minutes':
      return new Date(since.getTime() + value * minuteMs);
    case 'hours':
      return new Date(since.getTime() + value * hourMs);
    case 'work-hours':
      return afterWork(since, value * hourMs, calendar);
    case 'work-days':
      return afterWork(since, value * workDayMs(calendar.hours), calendar);
  }
}

/** The moment at which so much work time has passed since another. */
function afterWork(since: Date, workMs: number, calendar: WorkCalendar): Date {
  if (workMs <= 0) return beforeWork(since, -workMs, calendar);
  let left = workMs;
  for (let day = dayOf(since); ; day += 1) {
    for (const { from, until } of workSpans(day, calendar)) {
      const start = Math.max(from, since.getTime());
      if (start >= until) continue;
      if (start + left <= until) return new Date(start + left);
      left -= until - start;
    }
  }
}

/** The moment since which so much work time has passed until another; where that is the start of work, the end of work before it. */
function beforeWork(until: Date, workMs: number, calendar: WorkCalendar): Date {
  let left = workMs;
  if (left === 0) return until;
  for (let day = dayOf(until); ; day -= 1) {
    for (const span of workSpans(day, calendar).reverse()) {
      const end = Math.min(span.until, until.getTime());
      if (end <= span.from) continue;
      if (end - left > span.from) return new Date(end - left);
      left -= end - span.from;
    }
  }
}

/** How much work time lies between two moments, in milliseconds. */
export function workMsBetween(from: Date, until: Date, calendar: WorkCalendar = defaultCalendar): number {
  let sum = 0;
  for (let day = dayOf(from); day <= dayOf(until); day += 1) {
    for (const span of workSpans(day, calendar)) {
      sum += Math.max(0, Math.min(span.until, until.getTime()) - Math.max(span.from, from.getTime()));
    }
  }
  return sum;
}
