import { aPlan, aTask, heldBy } from '../testing/a-plan.js';
import type { OrgFact } from './address.rules.js';
import { indexVersions, mainPlan, matchPlans } from './match.rules.js';

const overall = aPlan('O01', [aTask('O01-01')]);
const flood = aPlan('P01', [aTask('P01-01')]);
const fire = aPlan('P06', [aTask('P06-01')], { categories: ['12G00'] });
const ferry = aPlan('X04', [aTask('X04-01')], { areaUnits: ['jingang'] });
const relocation = aPlan('Y01', [aTask('Y01-01')]);
const tank = aPlan('Y04', [aTask('Y04-01')], { holder: 'production-unit', unitKind: 'hazchem' });
const all = [overall, flood, fire, ferry, relocation, tank];
const index = indexVersions([
  ...all.map((plan) => heldBy('city', plan)),
  ...all.map((plan) => heldBy('jingang', plan)),
  ...[overall, flood, fire, relocation].map((plan) => heldBy('leyu', plan)),
]);
const village: OrgFact = { id: 'v1', kind: 'village', unitId: 'jingang', templateId: null, unitKind: null };
const plant: OrgFact = { id: 'jingang:pu-hazchem-1', kind: 'production-unit', unitId: 'jingang', templateId: null, unitKind: 'hazchem' };
const school: OrgFact = { ...plant, id: 'jingang:pu-school-1', unitKind: 'school' };

describe('matchPlans', () => {
  it.each([
    ['a typhoon in a town without individual plans', 'leyu', '11B01', null, ['O01', 'P01']],
    ['a typhoon in a town that holds one', 'jingang', '11B01', null, ['O01', 'P01', 'X04']],
    ['a fire', 'jingang', '12G03', null, ['O01', 'P06']],
    ['a typhoon whose scene is a village of the unit', 'jingang', '11B01', village, ['O01', 'P01', 'X04', 'Y01']],
    ['a typhoon whose scene is a village of another unit', 'leyu', '11B01', village, ['O01', 'P01']],
    ['a scene at a plant of the kind', 'jingang', '11B01', plant, ['O01', 'P01', 'X04', 'Y04']],
    ['a scene at a production unit of another kind', 'jingang', '11B01', school, ['O01', 'P01', 'X04']],
    ['a category that only the overall plan covers', 'leyu', '11E01', null, ['O01']],
    ['a unit that holds nothing itself', 'nowhere', '11B01', null, ['O01', 'P01']],
  ])('%s', (_, unitId, category, scene, nos) => {
    expect(matchPlans(index, 'city', unitId, category, scene).map((plan) => plan.no)).toEqual(nos);
  });

  it('gives the versions of the city and the unit, the unit last', () => {
    const [, plan] = matchPlans(index, 'city', 'leyu', '11B01', null);
    expect(plan?.versions.map((version) => version.holderOrgId)).toEqual(['city', 'leyu']);
    expect(plan?.matchedCode).toBe('11B01');
  });

  it('leaves out the version whose categories do not cover the incident', () => {
    const narrowed = indexVersions([heldBy('city', flood), heldBy('leyu', { ...flood, categories: ['11A01'] })]);
    expect(matchPlans(narrowed, 'city', 'leyu', '11B01', null)[0]?.versions.map((version) => version.holderOrgId)).toEqual(['city']);
  });
});

describe('mainPlan', () => {
  it.each([
    [['O01', 'P01', 'X04'], 'P01'],
    [['O01', 'X04'], 'X04'],
    [['O01'], 'O01'],
  ])('of %j is %s', (nos, main) => {
    expect(mainPlan(all.filter((plan) => nos.includes(plan.no)).map((document) => ({ document })))?.document.no).toBe(main);
  });
});
