import { medianOf, medianOfEach, spreadOf } from './statistics.rules.js';

describe('statistics', () => {
  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, median) => {
    expect(medianOf(values)).toBe(median);
  });

  it('says how far measurements lie apart, by their median', () => {
    expect(spreadOf([90, 100, 120])).toEqual({ median: 100, min: 90, max: 120, spread: 0.3 });
    expect(spreadOf([0, 0])).toEqual({ median: 0, min: 0, max: 0, spread: 0 });
  });

  it('takes the median of each name by itself', () => {
    expect(
      medianOfEach([
        { a: 1, b: 30 },
        { a: 2, b: 10 },
        { a: 9, b: 20 },
      ]),
    ).toEqual({ a: 2, b: 20 });
  });
});
