import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import type { Climb, Terms } from './deadline.rules.js';
import { latenessOf, missedDeadlines } from './deadline.rules.js';

const seconds = (value: number) => ({ value: value / 60, unit: 'minutes' as const });
const terms: Terms = {
  ladder: [
    { leg: 'acknowledge', afterPercent: 200, tell: 'second-superior' },
    { leg: 'acknowledge', afterPercent: 60, tell: 'recipient' },
    { leg: 'acknowledge', afterPercent: 100, tell: 'superior' },
    { leg: 'arrive', afterPercent: 100, tell: 'superior' },
  ],
  limits: { acknowledge: seconds(10), arrive: seconds(100), firstFeedback: null, thenEvery: null, close: null },
};
const start = Date.parse('2026-07-01T12:00:00Z');
const at = (second: number): string => new Date(start + second * 1000).toISOString();
const climb = (rung: number, atSecond: number, change: Partial<Climb> = {}): Climb => ({
  taskId: 'task',
  leg: 'acknowledge',
  rung,
  tell: 'superior',
  dueAtMs: start + 10_000,
  atMs: start + atSecond * 1000,
  told: null,
  ...change,
});
const whistle = (call: Partial<WhistleCall> = {}, closedAt: string | null = null): Whistle =>
  ({
    number: '7',
    closedAt,
    calls: [
      {
        ...{
          taskId: 'task',
          orgId: 'water',
          role: 'lead',
          acknowledgeDueAt: at(10),
          acknowledgedAt: null,
          arriveDueAt: at(100),
          arrivedAt: null,
        },
        ...{ finishedAt: null, returnedAt: null, replacedAt: null },
        ...call,
      },
    ],
  }) as unknown as Whistle;

describe('how late the rungs were climbed', () => {
  it('counts from the moment that the ladder names, in the order of its shares', () => {
    expect(
      latenessOf([climb(1, 6.4), climb(2, 11), climb(3, 20.2), climb(1, 103, { leg: 'arrive', dueAtMs: start + 100_000 })], () => terms),
    ).toEqual([200, 400, 1_000, 3_000]);
  });

  it('leaves out what came before its time, because nobody holds the post below', () => {
    expect(latenessOf([climb(3, 11)], () => terms)).toEqual([]);
  });
});

describe('deadlines of which nobody was told', () => {
  const all = [climb(1, 6), climb(2, 10), climb(3, 20)];
  it.each<[string, Climb[], Partial<WhistleCall>, number, string[]]>([
    ['none, where all that fell due was climbed', all, {}, 30, []],
    ['one that was passed over', [climb(1, 6), climb(3, 20)], {}, 30, ['7 water acknowledge 100 %']],
    ['none that the sweep may still find', [climb(1, 6), climb(2, 10)], {}, 24, []],
    ['none whose clock was stopped by then', [climb(1, 6)], { acknowledgedAt: at(9) }, 60, []],
    ['none that was answered while the sweep looked', [climb(1, 6)], { acknowledgedAt: at(14) }, 60, []],
    ['one whose clock was stopped much later', [climb(1, 6)], { acknowledgedAt: at(18) }, 60, ['7 water acknowledge 100 %']],
    ['none of a department that was replaced', [], { replacedAt: at(5) }, 200, []],
    ['one of the way to the scene', all, { acknowledgedAt: at(21) }, 110, ['7 water arrive 100 %']],
  ])('%s', (_, climbs, call, second, missed) => {
    expect(missedDeadlines(whistle(call), terms, climbs, start + second * 1000)).toEqual(missed);
  });

  it('are none after the whistle was closed', () => {
    expect(missedDeadlines(whistle({}, at(3)), terms, [], start + 500_000)).toEqual([]);
  });
});
