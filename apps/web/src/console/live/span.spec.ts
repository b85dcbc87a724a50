import { elapsedText, offsetOf } from './span.js';

it.each([
  [0, '00:00:00'],
  [1_342_000, '00:22:22'],
  [90_000_000, '25:00:00'],
  [-5_000, '00:00:00'],
])('%i ms reads %s', (milliseconds, text) => {
  expect(elapsedText(0, milliseconds)).toBe(text);
});

it.each([
  [900, 'seconds', 1],
  [89_000, 'seconds', 89],
  [120_000, 'minutes', 2],
  [7_200_000, 'hours', 2],
])('an offset of %i ms is %s %i', (milliseconds, key, n) => {
  expect(offsetOf(0, milliseconds)).toEqual({ key, n });
});
