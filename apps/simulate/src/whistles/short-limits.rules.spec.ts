import type { KindRules, WhistleRules } from '#contracts/whistle-rules.js';
import { limitLines, limitMs, shortenRules } from './short-limits.rules.js';

const limit = (value: number, unit: 'minutes' | 'hours' | 'work-hours' | 'work-days') => ({ value, unit });
const kind = (limits: Partial<KindRules['limits']>): KindRules => ({
  name: '哨',
  nameEn: 'Whistle',
  limits: { acknowledge: limit(5, 'minutes'), arrive: limit(30, 'minutes'), firstFeedback: null, thenEvery: null, close: null, ...limits },
  ladder: [{ leg: 'acknowledge', afterPercent: 60, tell: 'recipient' }],
  mayBeReturned: true,
});
const rules = {
  kinds: {
    everyday: kind({ acknowledge: limit(4, 'work-hours'), arrive: limit(2, 'work-days'), close: limit(5, 'work-days') }),
    enforcement: kind({ arrive: limit(4, 'hours') }),
    'key-work': kind({ arrive: limit(24, 'hours') }),
    emergency: kind({ firstFeedback: limit(60, 'minutes'), thenEvery: limit(1, 'hours') }),
  },
  returnPercent: 10,
  returnsBeforeRuling: 2,
  disputeMinutes: 30,
} as unknown as WhistleRules;

describe('the rules of a night', () => {
  const night = shortenRules(rules, 60);

  it('keep the limits of an emergency, so many times faster', () => {
    const { limits } = night.kinds.emergency;
    expect([limits.acknowledge, limits.arrive, limits.firstFeedback!, limits.thenEvery!].map(limitMs)).toEqual([
      5_000, 30_000, 60_000, 60_000,
    ]);
    expect(limits.close).toBeNull();
  });

  it('pull days together into the night, all limits of a kind alike, and run by the clock', () => {
    const { limits } = night.kinds.everyday;
    expect([limits.acknowledge, limits.arrive, limits.close!].map(limitMs)).toEqual([10_000, 40_000, 100_000]);
    expect(limits.arrive.unit).toBe('minutes');
    expect([night.kinds.enforcement, night.kinds['key-work']].map((each) => limitMs(each.limits.arrive))).toEqual([30_000, 35_000]);
  });

  it('leave ladders, shares and returns as they are', () => {
    expect(night.kinds.everyday.ladder).toBe(rules.kinds.everyday.ladder);
    expect(night).toMatchObject({ returnPercent: 10, returnsBeforeRuling: 2, disputeMinutes: 0.5 });
  });

  it('are told on the screen, kind by kind', () => {
    expect(limitLines(rules, night)[0]).toEqual([
      '哨：签收 4 工时 → 10 s，到场 2 工作日 → 40 s',
      'Whistle: acknowledge 4 work-hours → 10 s, arrive 2 work-days → 40 s',
    ]);
    expect(limitLines(rules, night)).toHaveLength(4);
  });
});
