import type { Category, WarningFlag } from '#contracts/incident.js';
import type { LevelClause } from '#contracts/plan-proposal.js';
import type { ResponseLevel, WarningColour } from '#contracts/scales.js';
import { questionsOf, suggestionOf } from './suggestion.view.js';

const flag = (hazard: string, colour: WarningColour): WarningFlag => ({ hazard, colour, headline: hazard, issuedBy: '', issuedAt: null });
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
    const warnings = [flag('台风', 'blue'), flag('暴雨', 'yellow'), flag('台风', 'blue'), flag('地质灾害', 'red'), flag('泼水', 'red')];
    expect(questionsOf({ category: '11B01', warnings }, categories).map(({ category, colour }) => [category, colour])).toEqual([
      ['11B01', 'blue'],
      ['11B03', 'yellow'],
      ['11D00', 'red'],
      ['11B01', 'red'],
    ]);
  });
});

describe('what is suggested', () => {
  const typhoon = { flag: flag('台风', 'blue'), proposal: { clauses: [clause('P01', 'IV')] } };
  const rain = { flag: flag('暴雨', 'yellow'), proposal: { clauses: [clause('P01', 'III')] } };
  const heat = { flag: flag('高温', 'red'), proposal: { clauses: [clause('P02', 'I')] } };

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
