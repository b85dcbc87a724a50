import { z } from 'zod';

/** `work-hours` and `work-days` run in the work calendar (public holidays, make-up workdays), the others by the clock. */
export const limitUnits = ['minutes', 'hours', 'work-hours', 'work-days'] as const;

/** A time limit as the field states it: 5 minutes, 4 work-hours, 2 work-days. */
export const limit = z.object({ value: z.number().positive().max(10_000), unit: z.enum(limitUnits) });
export type Limit = z.infer<typeof limit>;

/** Whether a limit runs in work time. */
export function isWorkTime(one: Limit): boolean {
  return one.unit === 'work-hours' || one.unit === 'work-days';
}
