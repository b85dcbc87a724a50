import type { PlanProposal } from '#contracts/plan-proposal.js';
import { planProposal } from '#contracts/plan-proposal.js';
import type { ResponseLevel, WarningColour } from '#contracts/scales.js';
import { aPlan, aTask, heldBy } from '../testing/a-plan.js';
import { cityId, publishedVersions, unitIds } from '../testing/real-city.js';
import { proposePlans } from './proposal.rules.js';

const propose = (category: string, colour: WarningColour | null, units: readonly string[] = unitIds): PlanProposal =>
  proposePlans({ cityId, unitIds: units, versions: publishedVersions(), category, colour });

describe('proposePlans for the library', () => {
  it.each<[string, string, WarningColour, ResponseLevel | null, string[]]>([
    ['a blue typhoon', '11B01', 'blue', 'IV', ['P01 台风蓝(24h内平均6级/阵风8级)']],
    ['a red typhoon', '11B01', 'red', 'I', ['P01 台风红(平均12级以上)']],
    ['an orange rainstorm', '11B03', 'orange', 'II', ['P01 暴雨橙: 3h 50mm']],
    ['a blue snowstorm, named with others in one clause', '11B04', 'blue', 'IV', ['P02 蓝色预警(暴雪/寒潮/大风)']],
    ['a yellow heat warning', '11B09', 'yellow', 'III', ['P02 高温黄(连续3天35℃)*']],
    ['a red cold wave, by the clause without a hazard', '11B05', 'red', 'I', ['P02 红色预警(高温40℃以上*, 暴雪6h15mm*)']],
    ['an orange forest fire danger', '11B25', 'orange', 'IV', ['X08 森林火险橙色以上*']],
    ['a red forest fire danger: no stronger, because its plan says so', '11B25', 'red', 'IV', ['X08 森林火险橙色以上*']],
    ['a yellow geological warning in general', '11D00', 'yellow', 'IV', ['X07 地质灾害黄色预警*']],
    ['a yellow landslide warning, which the general clause covers', '11D01', 'yellow', 'IV', ['X07 地质灾害黄色预警*']],
    ['a red geological warning, which no clause names', '11D00', 'red', null, []],
    ['a red lightning warning, which no clause names', '11B14', 'red', null, []],
    ['a red fog warning, for which there is no common plan', '11B17', 'red', null, []],
  ])('%s', (_, category, colour, level, clauses) => {
    const proposed = propose(category, colour);
    expect(planProposal.parse(proposed)).toEqual(proposed);
    expect([proposed.level, proposed.clauses.map((clause) => `${clause.planNo} ${clause.says}`)]).toEqual([level, clauses]);
  });

  it('names the plans that a response would be composed of, with who holds them', () => {
    const { plans } = propose('11B25', 'orange');
    expect(plans.map((plan) => [plan.planNo, plan.matchedCode, plan.holders.length])).toEqual([
      ['O01', '10000', 14],
      ['X08', '11B25', 4],
    ]);
  });

  it('does not quote the individual plan of another unit', () => {
    expect(propose('11B25', 'orange', ['leyu'])).toMatchObject({ level: null, clauses: [], plans: [{ planNo: 'O01' }] });
  });

  it('quotes the whole table of the leading plan, weakest level first', () => {
    const { levels } = propose('11B01', 'blue');
    expect(levels.map((clause) => [clause.planNo, clause.level])).toEqual([
      ['P01', 'IV'],
      ['P01', 'III'],
      ['P01', 'II'],
      ['P01', 'I'],
    ]);
    expect(levels[2]?.says).toBe('暴雨橙: 3h 50mm; 台风橙(平均10级/阵风12级); 水位近保证水位; 重大险情, 需转移人员');
  });

  it('proposes plans and no level for an incident without a warning', () => {
    const proposed = propose('11B01', null);
    expect(proposed).toMatchObject({ colour: null, level: null, clauses: [] });
    expect(proposed.plans.map((plan) => plan.planNo)).toEqual(['O01', 'P01']);
    expect(proposed.levels[0]?.planNo).toBe('P01');
  });

  it('proposes nothing where nobody is affected', () => {
    expect(propose('11B01', 'red', [])).toMatchObject({ plans: [], level: null, clauses: [], levels: [] });
  });
});

describe('proposePlans for plans that differ', () => {
  const blue = (level: ResponseLevel, says: string) => ({ category: '11B01', colour: 'blue' as const, level, says });
  const ofCity = aPlan('P01', [aTask('P01-01')], { triggers: { IV: '台风蓝' }, warningTriggers: [blue('IV', '台风蓝')] });
  const ofLeyu = aPlan('P01', [aTask('P01-01')], { triggers: { III: '台风蓝且大潮' }, warningTriggers: [blue('III', '台风蓝')] });
  const flood = aPlan('P02', [aTask('P02-01')], { triggers: { II: '台风蓝' }, warningTriggers: [blue('II', '台风蓝')] });
  const silent = aPlan('P03', [aTask('P03-01')], { triggers: { I: '台风' } });

  it("takes a unit's own version before the city's, and the strongest clause leads", () => {
    const versions = [heldBy('c', ofCity), heldBy('leyu', ofLeyu), heldBy('daxin', ofCity)];
    const proposed = proposePlans({ cityId: 'c', unitIds: ['leyu', 'daxin'], versions, category: '11B01', colour: 'blue' });
    expect(proposed.level).toBe('III');
    expect(proposed.clauses.map((clause) => clause.level)).toEqual(['III', 'IV']);
    expect(proposed.levels).toEqual([expect.objectContaining({ level: 'III', says: '台风蓝且大潮' })]);
    expect(proposed.plans).toEqual([expect.objectContaining({ planNo: 'P01', holders: ['c', 'leyu', 'daxin'] })]);
  });

  it('quotes the table of the plan whose clause is the strongest', () => {
    const versions = [ofCity, flood, silent].map((plan) => heldBy('c', plan));
    const proposed = proposePlans({ cityId: 'c', unitIds: ['leyu'], versions, category: '11B01', colour: 'blue' });
    expect([proposed.level, proposed.levels[0]?.planNo]).toEqual(['II', 'P02']);
  });

  it('reads a plan that was published before warnings were marked', () => {
    const proposed = proposePlans({ cityId: 'c', unitIds: ['leyu'], versions: [heldBy('c', silent)], category: '11B01', colour: 'red' });
    expect([proposed.level, proposed.plans.length, proposed.levels.length]).toEqual([null, 1, 1]);
  });
});
