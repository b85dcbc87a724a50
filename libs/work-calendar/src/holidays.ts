import { createRequire } from 'node:module';

/** Public holidays and make-up workdays 调休 as the State Council announces them year by year, by day (`2026-10-01`). */
export type Holidays = { freeDays: ReadonlySet<string>; makeUpDays: ReadonlySet<string>; years: ReadonlySet<number> };

type Announced = { holidays: Record<string, string>; workdays: Record<string, string> };

/** What was announced so far, read from the package chinese-days; a newer version of it brings the next year. */
export const announcedHolidays: Holidays = holidaysOf(createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Announced);

/** Holidays from two lists of days. A year was announced when its National Day is in them: the end of December may stand in the next year's list. */
export function holidaysOf({ holidays, workdays }: Announced): Holidays {
  const freeDays = new Set(Object.keys(holidays));
  return {
    freeDays,
    makeUpDays: new Set(Object.keys(workdays)),
    years: new Set([...freeDays].filter((day) => day.endsWith('-10-01')).map((day) => Number(day.slice(0, 4)))),
  };
}
