import { chooseSome, planAbsences } from './absence.rules.js';

const desks = Array.from({ length: 100 }, (_, index) => `3205821${index}`);

describe('desks that drop off', () => {
  it('are the same for the same seed, eight in a hundred', () => {
    const absences = planAbsences(1, desks, 60_000);
    expect(absences).toEqual(planAbsences(1, desks, 60_000));
    expect(absences).not.toEqual(planAbsences(2, desks, 60_000));
    expect(new Set(absences.map(({ orgId }) => orgId)).size).toBe(8);
  });

  it('are off at the click, every other one, and are back before people stop', () => {
    for (const seed of [1, 2, 3]) {
      const absences = planAbsences(seed, desks, 60_000);
      expect(absences.filter(({ fromMs }) => fromMs < 0)).toHaveLength(4);
      for (const { fromMs, untilMs } of absences) {
        expect(untilMs).toBeGreaterThan(Math.max(0, fromMs) + 5_000);
        expect(untilMs).toBeLessThan(55_000);
      }
    }
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [40, 4],
  ])('of %i desks are %i', (count, dropped) => expect(planAbsences(1, desks.slice(0, count), 1_000)).toHaveLength(dropped));
});

it('chooses by the seed alone', () => {
  const some = chooseSome('points', 1, desks, 10);
  expect(new Set(some).size).toBe(10);
  expect(chooseSome('points', 1, [...desks].reverse(), 10)).toEqual(some);
  expect(chooseSome('points', 2, desks, 10)).not.toEqual(some);
});
