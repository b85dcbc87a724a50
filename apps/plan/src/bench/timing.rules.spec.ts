import { growthOf, resultOf, tableOf } from './timing.rules.js';

describe('the times of compositions', () => {
  const small = resultOf({ orgs: 1_000, rows: 5_000, ms: [3, 1, 2, 9, 2] });

  it('are summed up by their median', () => {
    expect(small).toEqual({ orgs: 1_000, rows: 5_000, medianMs: 2, minMs: 1, maxMs: 9, nsPerOrg: 1_000 });
  });

  it.each([
    [[10], 1, true],
    [[19], 1.9, true],
    [[21], 2.1, false],
    [[2], 5, false],
  ])('grow with the orgs if an org costs at most twice as much anywhere: %j', (ms, ratio, linear) => {
    const growth = growthOf([small, resultOf({ orgs: 10_000, rows: 1, ms })]);
    expect(growth.ratio).toBeCloseTo(ratio);
    expect(growth.linear).toBe(linear);
  });

  it('are told in a table', () => {
    expect(tableOf([small]).split('\n').at(-1)).toBe('| 1,000 | 5,000 | 2.0 (1.0–9.0) | 1,000 |');
  });
});
