import { clockText, readCountdown, spanWords } from './countdown.rules.js';

const minute = 60_000;

describe('countdown', () => {
  it.each([
    ['more than a quarter left', 10 * minute, 0, 2 * minute, null, { phase: 'plain', seconds: 480 }],
    ['exactly a quarter left', 8 * minute, 0, 6 * minute, null, { phase: 'plain', seconds: 120 }],
    ['under a quarter left', 8 * minute, 0, 6 * minute + 1, null, { phase: 'soon', seconds: 120 }],
    ['the limit itself', 8 * minute, 0, 8 * minute, null, { phase: 'soon', seconds: 0 }],
    ['a millisecond past', 8 * minute, 0, 8 * minute + 1, null, { phase: 'over', seconds: 1 }],
    ['start unknown, an hour counts', 20 * minute, null, 0, null, { phase: 'plain', seconds: 1200 }],
    ['start unknown, under a quarter of an hour', 14 * minute, null, 0, null, { phase: 'soon', seconds: 840 }],
    ['start after the limit, an hour counts', 14 * minute, 15 * minute, 0, null, { phase: 'soon', seconds: 840 }],
    ['stopped in time', 8 * minute, 0, 99 * minute, 6 * minute, { phase: 'stopped', seconds: 120 }],
    ['stopped too late', 8 * minute, 0, 99 * minute, 9 * minute, { phase: 'stopped', seconds: 60 }],
  ] as const)('%s', (_, due, from, now, stopped, expected) => {
    expect(readCountdown(due, from, now, stopped)).toEqual(expected);
  });

  it.each([
    [0, '00:00'],
    [108, '01:48'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [3852, '1:04:12'],
  ])('%i s shows as %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });

  it.each([
    [59, { key: 'seconds', a: 59, b: 0 }],
    [60, { key: 'minutes', a: 1, b: 0 }],
    [11_520, { key: 'hours', a: 3, b: 12 }],
    [100_800, { key: 'days', a: 1, b: 4 }],
  ])('%i s in words', (seconds, words) => {
    expect(spanWords(seconds)).toEqual(words);
  });
});
