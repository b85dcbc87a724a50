import { barSegments } from './unit-bar.rules.js';

const counts = (given: Partial<Parameters<typeof barSegments>[0]>) => ({
  tasks: 100,
  delivered: 0,
  acknowledged: 0,
  arrived: 0,
  done: 0,
  notReached: 0,
  ...given,
});

describe('unit bar', () => {
  it('makes exclusive segments of cumulative counts, furthest first', () => {
    expect(barSegments(counts({ delivered: 90, acknowledged: 70, arrived: 40, done: 10 }))).toEqual([
      { kind: 'done', count: 10 },
      { kind: 'arrived', count: 30 },
      { kind: 'acknowledged', count: 30 },
      { kind: 'delivered', count: 20 },
    ]);
  });

  it('takes the not reached out of the delivered', () => {
    expect(barSegments(counts({ delivered: 10, notReached: 4 }))).toEqual([
      { kind: 'delivered', count: 6 },
      { kind: 'not-reached', count: 4 },
    ]);
  });

  it('lets a tap overtake its delivery mark', () => {
    expect(barSegments(counts({ delivered: 1, acknowledged: 3 }))).toEqual([{ kind: 'acknowledged', count: 3 }]);
  });

  it('counts who finished without reporting arrival as done, never below zero', () => {
    expect(barSegments(counts({ delivered: 5, acknowledged: 5, arrived: 1, done: 5 }))).toEqual([{ kind: 'done', count: 5 }]);
  });

  it('says nothing of an untouched unit', () => {
    expect(barSegments(counts({}))).toEqual([]);
  });

  it('never sums to more than the tasks', () => {
    const segments = barSegments(counts({ tasks: 10, delivered: 14, acknowledged: 2 }));
    expect(segments.reduce((sum, segment) => sum + segment.count, 0)).toBe(10);
  });
});
