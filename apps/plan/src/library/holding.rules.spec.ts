import { aPlan, aTask } from '../testing/a-plan.js';
import { holdsPlan } from './holding.rules.js';

const common = aPlan('P01', [aTask('P01-01')]);
const individual = aPlan('X01', [aTask('X01-01')], { areaUnits: ['jingang'] });
const village = aPlan('Y01', [aTask('Y01-01')]);
const tank = aPlan('Y04', [aTask('Y04-01')], { holder: 'production-unit', unitKind: 'hazchem' });
const confined = aPlan('Y06', [aTask('Y06-01')], { holder: 'production-unit', unitKind: 'any' });

describe('holdsPlan', () => {
  const town = { unitId: 'leyu', hasVillages: true, unitKinds: new Set(['school']) };
  const zone = { unitId: 'bonded-area', hasVillages: false, unitKinds: new Set(['hazchem']) };
  it.each([
    ['every town holds a common plan', common, town, true],
    ['a town not named does not hold an individual plan', individual, town, false],
    ['the town named holds it', individual, { ...town, unitId: 'jingang' }, true],
    ['a town with villages holds a village plan', village, town, true],
    ['a zone without villages does not', village, zone, false],
    ['a unit with such a plant holds its plan', tank, zone, true],
    ['a unit without does not', tank, town, false],
    ['a plan for any production unit is held everywhere', confined, town, true],
  ])('%s', (_, plan, holder, holds) => {
    expect(holdsPlan(plan, holder)).toBe(holds);
  });
});
