import { monthOf } from './month.rules.js';

it.each([
  ['2026-11-30T15:59:59Z', '2026-11'],
  ['2026-11-30T16:00:00Z', '2026-12'],
  ['2026-12-31T16:00:00Z', '2027-01'],
])('%s counts in %s', (moment, month) => expect(monthOf(Date.parse(moment))).toBe(month));
