import type { Limit } from '#contracts/limit.js';
import { dueAt, workMsBetween } from './due-at.js';
import { holidaysOf } from './holidays.js';
import { defaultCalendar, workDayMs, workHours } from './work-day.js';

const at = (local: string): Date => new Date(`${local}+08:00`);
const hours = (value: number): Limit => ({ value, unit: 'work-hours' });
const days = (value: number): Limit => ({ value, unit: 'work-days' });

describe('dueAt', () => {
  it.each<[string, Limit, string, string]>([
    ['within a morning', hours(1), '2026-11-23T09:30', '2026-11-23T10:30'],
    ['over the midday break', hours(2), '2026-11-23T11:00', '2026-11-23T14:30'],
    ['to the very end of a day', hours(7), '2026-11-23T09:00', '2026-11-23T17:30'],
    ['into the next day', hours(1), '2026-11-23T17:00', '2026-11-24T09:30'],
    ['starts at night: counts from the morning', hours(4), '2026-11-23T03:00', '2026-11-23T14:30'],
    ['starts in the midday break', hours(1), '2026-11-23T12:40', '2026-11-23T14:30'],
    ['starts at the end of the day', hours(1), '2026-11-23T17:30', '2026-11-24T10:00'],
    ['over a weekend', hours(1), '2026-11-27T17:00', '2026-11-30T09:30'],
    ['two work days are two days later at the same hour', days(2), '2026-11-23T10:00', '2026-11-25T10:00'],
    ['a work day from the evening ends the next evening', days(1), '2026-11-23T20:00', '2026-11-24T17:30'],
    ['half a work day is half its hours', days(0.5), '2026-11-23T09:00', '2026-11-23T14:00'],
    ['国庆 2026: seven days free, and the Saturday after is worked', days(4), '2026-09-30T10:00', '2026-10-12T10:00'],
    ['国庆 2026: the Sunday before is worked', days(1), '2026-09-19T10:00', '2026-09-20T17:30'],
    ['春节 2026: nine days free', days(1), '2026-02-14T10:00', '2026-02-24T10:00'],
    ['春节 2026: the Saturday before is a make-up day', days(1), '2026-02-13T10:00', '2026-02-14T10:00'],
    ['春节 2026: the Saturday after is a make-up day', days(2), '2026-02-27T10:00', '2026-03-02T10:00'],
    ['清明: a Monday is free', hours(1), '2026-04-03T17:00', '2026-04-07T09:30'],
    ['元旦: the Sunday after is worked', days(1), '2025-12-31T10:00', '2026-01-04T10:00'],
    ['a leap day is a day', days(1), '2024-02-29T10:00', '2024-03-01T10:00'],
    ['a year that is not announced has its weekends', days(2), '2031-10-02T10:00', '2031-10-06T10:00'],
    ['no hour is skipped or doubled when others change their clocks', days(1), '2026-03-27T10:00', '2026-03-30T10:00'],
  ])('%s', (_, limit, since, due) => expect(dueAt(limit, at(since))).toEqual(at(due)));

  it.each<[Limit, number, string]>([
    [days(2), 100, '2026-11-25T10:00'],
    [days(2), 60, '2026-11-24T11:24'],
    [days(2), 200, '2026-11-27T10:00'],
    [{ value: 5, unit: 'minutes' }, 60, '2026-11-23T10:03'],
    [{ value: 3, unit: 'hours' }, 150, '2026-11-23T14:30'],
    [{ value: 24, unit: 'hours' }, 300, '2026-11-26T10:00'],
  ])('the share of %j at %i %%', (limit, percent, due) => expect(dueAt(limit, at('2026-11-23T10:00'), percent)).toEqual(at(due)));

  it('keeps the hours that a city sets', () => {
    const calendar = { ...defaultCalendar, hours: [{ from: 8 * 60, until: 20 * 60 }] };
    expect(dueAt(days(1), at('2026-11-23T19:00'), 100, calendar)).toEqual(at('2026-11-24T19:00'));
  });

  it('keeps other holidays, when they are told', () => {
    const calendar = { hours: workHours, holidays: holidaysOf({ holidays: { '2026-11-24': '停工' }, workdays: { '2026-11-28': '补班' } }) };
    expect(dueAt(days(4), at('2026-11-23T10:00'), 100, calendar)).toEqual(at('2026-11-28T10:00'));
  });
});

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) yield state / 2_147_483_648;
}

describe('for any limit and any moment', () => {
  const next = numbers(20_26);
  const cases = Array.from({ length: 400 }, () => {
    const since = new Date(at('2024-12-01T00:00').getTime() + Math.floor(next.next().value * 700 * 1_440) * 60_000);
    const limit = next.next().value < 0.5 ? hours(1 + Math.floor(next.next().value * 60)) : days(1 + Math.floor(next.next().value * 20));
    return { since, limit };
  });

  it('exactly the limit in work time lies between start and end', () => {
    for (const { since, limit } of cases) {
      const workMs = limit.value * (limit.unit === 'work-days' ? workDayMs(workHours) : 3_600_000);
      expect(workMsBetween(since, dueAt(limit, since))).toBe(workMs);
    }
  });

  it('a part of the limit is over before the whole, and the rest after it', () => {
    for (const { since, limit } of cases) {
      const due = [50, 100, 150].map((percent) => dueAt(limit, since, percent).getTime());
      expect(due).toEqual([...due].sort((one, other) => one - other));
      expect(new Set(due).size).toBe(3);
    }
  });

  it('two parts one after the other are over when the whole is', () => {
    for (const { since, limit } of cases) {
      const half = { ...limit, value: limit.value / 2 };
      expect(dueAt(half, dueAt(half, since))).toEqual(dueAt(limit, since));
    }
  });

  it('a share of the limit counted back from its end is the rest counted from its start', () => {
    for (const { since, limit } of cases) {
      for (const percent of [20, 50, 100, 150]) {
        const due = dueAt(limit, since);
        if (percent === 100) expect(dueAt(limit, due, 0)).toEqual(due);
        else expect(dueAt(limit, due, percent - 100)).toEqual(dueAt(limit, since, percent));
      }
    }
  });

  it('who starts later is never due earlier', () => {
    for (const { since, limit } of cases) {
      const later = new Date(since.getTime() + 3_600_000);
      expect(dueAt(limit, later).getTime()).toBeGreaterThanOrEqual(dueAt(limit, since).getTime());
    }
  });
});
