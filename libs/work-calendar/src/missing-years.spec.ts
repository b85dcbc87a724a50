import { announcedHolidays } from './holidays.js';
import { missingYears } from './missing-years.js';

const at = (local: string): Date => new Date(`${local}+08:00`);

describe('missingYears', () => {
  it('knows every year from 2004 to 2026', () => {
    expect(missingYears(at('2004-01-01T00:00'), at('2026-12-31T23:59'))).toEqual([]);
  });

  it.each([
    ['the whole of an unknown span', '2098-06-01T00:00', '2100-02-01T00:00', [2098, 2099, 2100]],
    ['the year begins at midnight in China', '2099-01-01T00:00', '2099-01-01T00:00', [2099]],
    ['before that it is the old year', '2026-12-31T23:59', '2026-12-31T23:59', []],
  ])('%s', (_, from, until, years) => expect(missingYears(at(from), at(until))).toEqual(years));

  it('a list of another year is not one of this', () => {
    const holidays = { ...announcedHolidays, years: new Set([2026]) };
    expect(missingYears(at('2025-06-01T00:00'), at('2027-06-01T00:00'), { holidays, hours: [] })).toEqual([2025, 2027]);
  });
});
