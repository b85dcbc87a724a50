import { whistleRules } from '#contracts/whistle-rules.js';
import { readDispatchData } from '../dispatch.data.js';
import { spanOf } from './month.rules.js';
import type { LineCounts } from './score.rules.js';
import { rateOf, scoreLine } from './score.rules.js';

const { scores } = whistleRules.parse((readDispatchData('whistle-rules.json') as { rules: unknown }).rules);
const nothing: LineCounts = {
  key: 'water',
  whistles: 0,
  hits: { response: 0, resolution: 0, satisfaction: 0, 'right-use': 0 },
  of: { response: 0, resolution: 0, satisfaction: 0, 'right-use': 0 },
  said: { satisfied: 0, fair: 0, dissatisfied: 0 },
};
const line = (counts: Partial<LineCounts>, side: 'department' | 'town' = 'department') =>
  scoreLine(side, { zh: '水务局', en: 'Water' }, { ...nothing, ...counts }, scores);

describe('a line of figures', () => {
  it('never shows a rate without its count, and nothing of nothing', () => {
    expect([rateOf(1, 3), rateOf(0, 0), rateOf(2, 2)]).toEqual([
      { count: 1, of: 3, percent: 33.3 },
      { count: 0, of: 0, percent: null },
      { count: 2, of: 2, percent: 100 },
    ]);
  });

  it('adds arrival 30, closing 30, satisfaction 30 and right use 10 up to 100', () => {
    const { score, parts } = line({
      hits: { response: 8, resolution: 3, satisfaction: 2, 'right-use': 9 },
      of: { response: 10, resolution: 4, satisfaction: 4, 'right-use': 10 },
      said: { satisfied: 2, fair: 1, dissatisfied: 1 },
    });
    expect(parts.map(({ part, points }) => [part, points])).toEqual([
      ['arrived', 24],
      ['closed', 22.5],
      ['satisfaction', 18.8],
      ['right-use', 9],
    ]);
    // 24 + 22.5 + 18.75 + 9: what is shown is rounded, what is added is not
    expect(score).toBe(74.3);
  });

  it('lets a part fall away of which nothing can be said, and says so; without any there is no score', () => {
    const some = line({ hits: { ...nothing.hits, response: 1, 'right-use': 1 }, of: { ...nothing.of, response: 2, 'right-use': 1 } });
    expect(some.score).toBe(62.5);
    expect(some.parts[1]).toMatchObject({ points: null, ofPoints: 30 });
    expect(some.parts[1]!.how).toContain('30 分不计');
    expect(some.parts[1]!.howEn).toContain('scaled up');
    expect(line({}).score).toBeNull();
    expect(line({ hits: { ...nothing.hits }, of: { ...nothing.of, response: 3 } }).score).toBe(0);
  });

  it('says with its numbers how each part was computed', () => {
    const { parts } = line({
      hits: { response: 8, resolution: 3, satisfaction: 2, 'right-use': 9 },
      of: { response: 10, resolution: 4, satisfaction: 4, 'right-use': 10 },
      said: { satisfied: 2, fair: 1, dissatisfied: 1 },
    });
    expect(parts[0]!.how).toMatch(/8 ÷ 10 × 30 分，得 24 分$/);
    expect(parts[2]!.how).toContain('满意 2×1＋一般 1×0.5＋不满意 1×0，除以 4，乘 30 分');
    expect(line({}, 'town').parts[0]!.how).toContain('24 小时');
  });
});

describe('the months of a score', () => {
  it('begin and end at midnight in Shanghai, over the end of a year too', () => {
    expect(spanOf({ from: '2026-11', until: '2026-12' })).toEqual({
      ok: true,
      span: { from: new Date('2026-11-01T00:00:00+08:00'), before: new Date('2027-01-01T00:00:00+08:00') },
    });
  });
});
