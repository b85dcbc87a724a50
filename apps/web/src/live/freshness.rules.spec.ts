import { readFreshness } from './freshness.rules.js';

describe('freshness', () => {
  it.each([
    ['before the first word', null, false, 99_000, { state: 'waiting', ageSeconds: 0 }],
    ['before the first word, line down', null, true, 99_000, { state: 'offline', ageSeconds: 0 }],
    ['just now', 1000, false, 1999, { state: 'live', ageSeconds: 0 }],
    ['15 s', 0, false, 15_999, { state: 'live', ageSeconds: 15 }],
    ['16 s, line said to be up', 0, false, 16_000, { state: 'stopped', ageSeconds: 16 }],
    ['16 s, line down', 0, true, 16_000, { state: 'offline', ageSeconds: 16 }],
    ['a short loss of line is no news', 0, true, 4000, { state: 'live', ageSeconds: 4 }],
  ] as const)('%s', (_, last, down, now, expected) => {
    expect(readFreshness(last, down, now)).toEqual(expected);
  });
});
