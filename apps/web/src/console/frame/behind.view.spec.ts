import { behindOf, dueIn, isIssuedInFull, type Accepted } from './behind.view.js';

const startedAt = '2024-09-15T01:00:00.000Z';
const after = (seconds: number) => Date.parse(startedAt) + seconds * 1000;
const accepted = (more: Partial<Accepted> = {}): Accepted => ({
  state: 'running',
  startedAt,
  expectedRows: 2705,
  partsUnpublished: 0,
  ...more,
});

describe('a response that is not issued in full', () => {
  it.each([
    ['too early to say', { partsUnpublished: 14 }, 0, 4.9, null],
    ['the bus is away, nothing was issued', { partsUnpublished: 14 }, 0, 5, { issued: 0, expected: 2705, because: 'bus-away' }],
    ['the bus is away, nobody knows the count', { partsUnpublished: 1 }, null, 9, { issued: null, expected: 2705, because: 'bus-away' }],
    ['all parts left, the rest is slow', {}, 1200, 9, { issued: 1200, expected: 2705, because: 'on-the-way' }],
    ['all parts left, notification knows nothing yet', {}, 0, 9, { issued: 0, expected: 2705, because: 'on-the-way' }],
    ['all parts left, nobody knows the count', {}, null, 9, null],
    ['it has caught up', {}, 2705, 9, null],
    [
      'all is issued, but a part is unpublished still',
      { partsUnpublished: 1 },
      2705,
      9,
      { issued: 2705, expected: 2705, because: 'bus-away' },
    ],
    ['it has ended', { state: 'ended', partsUnpublished: 14 }, 0, 9, null],
  ] as const)('%s', (_, more, issued, seconds, behind) => {
    expect(behindOf(accepted(more), issued, after(seconds))).toEqual(behind);
  });

  it('is settled for good only by a count and an empty outbox', () => {
    expect(isIssuedInFull(accepted(), 2705)).toBe(true);
    expect(isIssuedInFull(accepted({ expectedRows: 0 }), 0)).toBe(true);
    expect(isIssuedInFull(accepted(), 2704)).toBe(false);
    expect(isIssuedInFull(accepted(), null)).toBe(false);
    expect(isIssuedInFull(accepted({ partsUnpublished: 2 }), 2705)).toBe(false);
  });

  it('is asked after five seconds of the server', () => {
    expect([dueIn(accepted(), after(0)), dueIn(accepted(), after(4)), dueIn(accepted(), after(60))]).toEqual([5000, 1000, 0]);
  });
});
