import { aWhistle } from '../../whistle/testing/a-whistle.js';
import { newsOf, ringingOf } from './news.rules.js';

const rules = [{ act: 'rule' as const, refusal: null }];

describe('what rings at a console', () => {
  it.each([
    ['a whistle just blown', { state: 'blown' as const }, 'blown'],
    ['one that is acknowledged', { state: 'acknowledged' as const }, null],
    ['a ruling, where rulings are made', { state: 'acknowledged' as const, question: 'ruling' as const, acts: rules }, 'ruling'],
    ['a ruling, at the town', { state: 'acknowledged' as const, question: 'ruling' as const }, null],
    ['an offer, at the town', { state: 'offered' as const, acts: [{ act: 'accept-offer' as const, refusal: null }] }, 'offered'],
    ['an offer, elsewhere', { state: 'offered' as const }, null],
  ])('%s', (_, change, why) => {
    expect(ringingOf(aWhistle({ acts: [], ...change }), true)).toBe(why);
  });

  it('is not what the town itself has blown', () => {
    expect(ringingOf(aWhistle({ acts: [], state: 'blown' }), false)).toBeNull();
  });

  it('is told once, and again only for something new', () => {
    const blown = aWhistle({ acts: [], state: 'blown' });
    const first = newsOf({}, [blown], true);
    expect(first.news.map((one) => one.why)).toEqual(['blown']);
    expect(newsOf(first.told, [blown], true).news).toEqual([]);
    const asked = newsOf(first.told, [{ ...blown, state: 'acknowledged', question: 'ruling', acts: rules }], true);
    expect(asked.news.map((one) => one.why)).toEqual(['ruling']);
    const ruled = newsOf(asked.told, [{ ...blown, state: 'acknowledged', acts: rules }], true);
    expect(ruled.news).toEqual([]);
    expect(newsOf(ruled.told, [blown], true).news).toEqual([]);
  });

  it('comes with the most urgent last, which is raised on top', () => {
    const list = [
      aWhistle({ id: 'ruling', acts: rules, question: 'ruling', kind: 'everyday' }),
      aWhistle({ id: 'drill', acts: rules, question: 'ruling', exercise: true }),
      aWhistle({ id: 'emergency', acts: [], state: 'blown' }),
      aWhistle({ id: 'everyday', acts: [], state: 'blown', kind: 'everyday' }),
    ];
    expect(newsOf({}, list, true).news.map((one) => one.whistle.id)).toEqual(['drill', 'everyday', 'emergency', 'ruling']);
  });

  it('forgets what is no longer open', () => {
    expect(newsOf({ gone: 'blown' }, [], true).told).toEqual({});
  });
});
