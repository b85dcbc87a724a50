import type { Progress, UnitProgress } from '#contracts/mailbox.js';
import {
  changesBetween,
  foldChanges,
  newerProgress,
  newTrouble,
  shadeOf,
  shareOf,
  sortByTrouble,
  totalOf,
  wholePicture,
} from './progress.view.js';

function unit(unitId: string, counts: Partial<UnitProgress> = {}): UnitProgress {
  const none = {
    waiting: 0,
    unfilled: 0,
    delivered: 0,
    acknowledged: 0,
    arrived: 0,
    done: 0,
    declined: 0,
    cancelled: 0,
    overdue: 0,
    notReached: 0,
    escalated: 0,
  };
  return { unitId, tasks: 100, ...none, worst: null, ...counts };
}
function picture(second: number, units: UnitProgress[]): Progress {
  return { activationId: 'a1', at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), expected: 200, issued: 200, units };
}

describe('totals and shares', () => {
  it('adds up without averaging', () => {
    expect(totalOf([unit('a', { done: 3, overdue: 1 }), unit('b', { done: 4 })])).toMatchObject({ tasks: 200, done: 7, overdue: 1 });
  });

  it.each([
    [968, 969, '99.8%'],
    [969, 969, '100%'],
    [1999, 2000, '99.9%'],
    [0, 5, '0%'],
    [0, 0, null],
  ])('%i of %i is %s: it says 100%% only when none is left', (part, whole, share) => {
    expect(shareOf(part, whole)).toBe(share);
  });
});

describe('sorting by trouble', () => {
  it('puts exceptions first, then the oldest worst, then the least acknowledged', () => {
    const worst = (dueAt: string) => ({ taskId: 't', title: '', titleEn: '', orgId: 'o', orgName: '', dueAt });
    const units = [
      unit('calm', { acknowledged: 99 }),
      unit('slow', { acknowledged: 10 }),
      unit('late', { overdue: 1, worst: worst('2026-01-01T00:05:00Z') }),
      unit('later', { overdue: 1, worst: worst('2026-01-01T00:04:00Z') }),
      unit('bad', { overdue: 1, notReached: 2 }),
    ];
    expect(sortByTrouble(units).map((row) => row.unitId)).toEqual(['bad', 'later', 'late', 'slow', 'calm']);
  });

  it('shades by progress only', () => {
    const shades = [
      unit('a', { tasks: 0 }),
      unit('b'),
      unit('c', { acknowledged: 90 }),
      unit('d', { acknowledged: 95, overdue: 9 }),
      unit('e', { done: 100 }),
    ];
    expect(shades.map(shadeOf)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('what just happened', () => {
  const before = picture(0, [unit('leyu', { delivered: 10, notReached: 2 })]);
  const after = picture(1, [unit('leyu', { delivered: 12, acknowledged: 3, overdue: 1, notReached: 1 })]);

  it('tells what rose, most serious first, and not what fell', () => {
    expect(changesBetween(before, after).map((change) => [change.what, change.more])).toEqual([
      ['overdue', 1],
      ['acknowledged', 3],
      ['delivered', 2],
    ]);
    expect(changesBetween(null, after)).toEqual([]);
  });

  it('grows one line for the same unit and fact while it is fresh', () => {
    const feed = foldChanges([], changesBetween(before, after));
    expect(feed[0]?.what).toBe('overdue');
    const grown = foldChanges(feed, [{ at: picture(2, []).at, unitId: 'leyu', what: 'delivered', more: 5 }]);
    expect(grown).toHaveLength(3);
    expect(grown.find((line) => line.what === 'delivered')?.more).toBe(7);
    expect(foldChanges(feed, [{ at: picture(30, []).at, unitId: 'leyu', what: 'delivered', more: 5 }])).toHaveLength(4);
  });

  it('rings for new trouble only', () => {
    expect(newTrouble(before, after)).toEqual({ overdue: 1, notReached: 0 });
    expect(newTrouble(after, after)).toBeNull();
    expect(newTrouble(null, after)).toBeNull();
  });

  it('never goes back to an older picture', () => {
    expect(newerProgress(after, before)).toBe(after);
    expect(newerProgress(before, after)).toBe(after);
    expect(newerProgress({ ...after, activationId: 'other' }, before)).toBe(before);
  });
});

describe('the picture of all that was accepted', () => {
  const accepted = { id: 'a1', unitIds: ['leyu', 'daxin'], expectedRows: 300, startedAt: '2026-01-01T00:00:00.000Z' };

  it('is zeros over every unit while notification has not heard of the activation', () => {
    const whole = wholePicture(accepted, null);
    expect(whole).toMatchObject({ activationId: 'a1', at: accepted.startedAt, expected: 300, issued: 0 });
    expect(whole.units).toEqual(['leyu', 'daxin'].map((unitId) => unit(unitId, { tasks: 0 })));
  });

  it('keeps what is known, adds the units that are not, and never promises less than was accepted', () => {
    const known = picture(7, [unit('320582'), unit('daxin', { done: 4 })]);
    const whole = wholePicture(accepted, known);
    expect(whole).toMatchObject({ at: known.at, expected: 300, issued: 200 });
    expect(whole.units.map((each) => [each.unitId, each.tasks])).toEqual([
      ['320582', 100],
      ['daxin', 100],
      ['leyu', 0],
    ]);
    const complete = picture(8, [unit('leyu'), unit('daxin')]);
    expect(wholePicture({ ...accepted, expectedRows: 200 }, complete)).toEqual(complete);
  });
});
