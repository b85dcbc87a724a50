import { mutedUntil } from './mute.rules.js';

const tenMinutes = 600_000;

describe('mute', () => {
  it.each([
    ['nothing remembered', 0, 5000, 0],
    ['over', 5000, 5000, 0],
    ['still running', 6000, 5000, 6000],
    ['a clock that was set back', 99 * tenMinutes, 5000, 5000 + tenMinutes],
    ['no number', Number.NaN, 5000, 0],
  ])('%s', (_, remembered, now, until) => {
    expect(mutedUntil(remembered, now)).toBe(until);
  });
});
