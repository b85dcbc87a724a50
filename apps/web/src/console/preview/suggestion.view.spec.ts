import type { Category } from '#contracts/incident.js';
import type { LevelClause } from '#contracts/plan-proposal.js';
import type { ResponseLevel, WarningColour } from '#contracts/scales.js';
import { flagsNow, questionsOf, suggestionOf } from './suggestion.view.js';

const flag = (hazard: string, colour: WarningColour) => ({ hazard, colour });
const same = (...flags: ReturnType<typeof flag>[]) => flags.map((each) => ({ flag: each, changed: false }));
const clause = (planNo: string, level: ResponseLevel): LevelClause => ({
  planNo,
  planName: '',
  planNameEn: '',
  level,
  says: `${planNo}${level}`,
});
const categories = [
  { code: '11B01', name: '台风事件' },
  { code: '11B03', name: '暴雨事件' },
  { code: '11D00', name: '地质灾害' },
] as Category[];

describe('what is asked for an incident', () => {
  it('is each flag once, for the category of its own hazard', () => {
    const flags = same(flag('台风', 'blue'), flag('暴雨', 'yellow'), flag('台风', 'blue'), flag('地质灾害', 'red'), flag('泼水', 'red'));
    expect(questionsOf('11B01', flags, categories).map(({ category, colour }) => [category, colour])).toEqual([
      ['11B01', 'blue'],
      ['11B03', 'yellow'],
      ['11D00', 'red'],
      ['11B01', 'red'],
    ]);
  });
});

describe('the colours of the warnings now', () => {
  const flags = [flag('台风', 'blue'), flag('暴雨', 'yellow')];
  it.each([
    ['no warning it came from', null, ['blue', 'yellow'], [false, false]],
    ['one that was raised', { state: 'in-force', colour: 'orange', hazard: '台风' }, ['orange', 'yellow'], [true, false]],
    ['one that is as it was', { state: 'in-force', colour: 'blue', hazard: '台风' }, ['blue', 'yellow'], [false, false]],
    ['one that was cancelled', { state: 'cancelled', colour: 'orange', hazard: '台风' }, ['blue', 'yellow'], [false, false]],
    ['one without a colour', { state: 'in-force', colour: null, hazard: '台风' }, ['blue', 'yellow'], [false, false]],
    ['one of another hazard', { state: 'in-force', colour: 'red', hazard: '大风' }, ['blue', 'yellow'], [false, false]],
  ] as const)('with %s', (_, source, colours, changed) => {
    const now = flagsNow(flags, source);
    expect(now.map((each) => each.flag.colour)).toEqual(colours);
    expect(now.map((each) => each.changed)).toEqual(changed);
  });
});

describe('what is suggested', () => {
  const typhoon = { ...same(flag('台风', 'blue'))[0]!, proposal: { clauses: [clause('P01', 'IV')] } };
  const rain = { ...same(flag('暴雨', 'yellow'))[0]!, proposal: { clauses: [clause('P01', 'III')] } };
  const heat = { ...same(flag('高温', 'red'))[0]!, proposal: { clauses: [clause('P02', 'I')] } };

  it('is the strongest level that a plan of this response names', () => {
    expect(suggestionOf(['O01', 'P01'], [typhoon, rain]).level).toBe('III');
  });

  it('does not count a plan that is not part of it, and says that nothing names that flag', () => {
    const { level, flags } = suggestionOf(['O01', 'P01'], [typhoon, heat]);
    expect(level).toBe('IV');
    expect(flags.map(({ clauses }) => clauses.length)).toEqual([1, 0]);
  });

  it('is no level where no clause names a flag', () => {
    expect(suggestionOf(['O01'], [typhoon]).level).toBeNull();
    expect(suggestionOf(['O01'], [])).toEqual({ level: null, flags: [] });
  });
});
