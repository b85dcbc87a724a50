import { whistleRules } from '#contracts/whistle-rules.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';
import { readDispatchData } from '../dispatch.data.js';
import { whistleRulesProblems } from './whistle-rules.rules.js';

const first = (): WhistleRules => whistleRules.parse((readDispatchData('whistle-rules.json') as { rules: unknown }).rules);

describe('the rules of the whistle that a city starts with', () => {
  it('make sense', () => {
    expect(whistleRulesProblems(first())).toEqual([]);
  });

  it('hold the limits of the field', () => {
    const { kinds, ...common } = first();
    expect(kinds.everyday.limits).toMatchObject({ arrive: { value: 2, unit: 'work-days' }, close: { value: 5, unit: 'work-days' } });
    expect(kinds.enforcement.limits).toMatchObject({ arrive: { value: 4, unit: 'hours' }, close: { value: 3, unit: 'work-days' } });
    expect(kinds['key-work'].limits).toMatchObject({ arrive: { value: 24, unit: 'hours' }, close: null });
    expect(kinds.emergency.limits).toMatchObject({
      acknowledge: { value: 5, unit: 'minutes' },
      arrive: { value: 30, unit: 'minutes' },
      firstFeedback: { value: 60, unit: 'minutes' },
      thenEvery: { value: 60, unit: 'minutes' },
    });
    expect(Object.entries(kinds).map(([kind, { mayBeReturned }]) => [kind, mayBeReturned])).toEqual([
      ['everyday', true],
      ['enforcement', true],
      ['key-work', true],
      ['emergency', false],
    ]);
    const points = { arrived: 30, closed: 30, satisfaction: 30, rightUse: 10 };
    expect(common).toMatchObject({
      returnPercent: 10,
      returnsBeforeRuling: 2,
      disputeMinutes: 30,
      scores: { department: points, town: points },
    });
  });

  it.each(['everyday', 'enforcement', 'key-work', 'emergency'] as const)('climb for %s from the reminder to the city centre', (kind) => {
    const rungs = first().kinds[kind].ladder.filter(({ leg }) => leg === 'acknowledge');
    expect(rungs.map(({ afterPercent, tell }) => [afterPercent, tell])).toEqual([
      [60, 'recipient'],
      [80, 'deputy'],
      [100, 'superior'],
      [150, 'second-superior'],
      [200, 'town-duty-officer'],
      [300, 'city-centre'],
    ]);
  });

  const spoilt: [what: string, spoil: (rules: WhistleRules) => void, field: string][] = [
    ['an emergency whistle may be returned', ({ kinds }) => (kinds.emergency.mayBeReturned = true), 'rules.kinds.emergency.mayBeReturned'],
    [
      'feedback is repeated that is never asked for',
      ({ kinds }) => (kinds.everyday.limits.thenEvery = { value: 1, unit: 'hours' }),
      'rules.kinds.everyday.limits.thenEvery',
    ],
    [
      'a rung of a leg without a limit',
      ({ kinds }) => kinds.enforcement.ladder.unshift({ leg: 'feedback', afterPercent: 100, tell: 'superior' }),
      'rules.kinds.enforcement.ladder.0.leg',
    ],
    [
      'two rungs at one moment',
      ({ kinds }) => kinds['key-work'].ladder.splice(1, 0, { leg: 'acknowledge', afterPercent: 60, tell: 'superior' }),
      'rules.kinds.key-work.ladder.1.afterPercent',
    ],
    [
      'silence tells nobody',
      ({ kinds }) => (kinds.emergency.ladder = kinds.emergency.ladder.filter(({ leg }) => leg !== 'acknowledge')),
      'rules.kinds.emergency.ladder',
    ],
  ];
  it.each(spoilt)('refuse it when %s', (_, spoil, field) => {
    const rules = first();
    spoil(rules);
    expect(whistleRulesProblems(rules).map((problem) => problem.field)).toEqual([field]);
  });
});
