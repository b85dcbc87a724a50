import type { CompositionInput } from './compose.rules.js';
import { composeActivation, startsNow } from './compose.rules.js';
import { cityId, orgKindOfPost, publishedVersions, realOrgs, unitIds, villagesOf } from '../testing/real-city.js';

const typhoon: CompositionInput = {
  incident: { category: '11B01', hasHappened: false, sceneOrgId: null },
  level: 'III',
  unitIds,
  reports: [],
  cityId,
  versions: publishedVersions(),
  orgs: realOrgs(),
  orgKindOfPost,
};

function compose(input: CompositionInput) {
  let last = 0;
  const decision = composeActivation(input, () => `row-${++last}`);
  if (!decision.ok) throw new Error(decision.refusal);
  const rows = decision.composition.units.flatMap((unit) => {
    const tasks = new Map(unit.tasks.map((task) => [task.taskNo, task]));
    return unit.rows.map((row) => ({ ...row, unitId: unit.unitId, task: tasks.get(row.taskNo)! }));
  });
  return { ...decision.composition, rows };
}

describe('the whole city for a typhoon at Ⅲ', () => {
  const { units, rows, plans, reports, gaps } = compose(typhoon);
  const villages = new Set(unitIds.flatMap(villagesOf));
  const now = rows.filter((row) => startsNow(row.task, reports));
  const byTheClick = rows.filter((row) => row.task.starts === 'byTheClick');

  it('starts the overall plan and the flood plan, each held by the city and all 13 units', () => {
    expect(plans.map((plan) => [plan.no, plan.versions.length])).toEqual([
      ['O01', 14],
      ['P01', 14],
    ]);
  });

  it('reaches 271 villages with six tasks that start at once each, and everybody with about 1,900', () => {
    expect(villages.size).toBe(271);
    const ofVillages = now.filter((row) => villages.has(row.orgId));
    expect(ofVillages.length).toBe(1626);
    const perVillage = new Map<string, number>();
    for (const row of ofVillages) perVillage.set(row.orgId, (perVillage.get(row.orgId) ?? 0) + 1);
    expect(new Set(perVillage.values())).toEqual(new Set([6]));
    expect(now.length).toBe(1928);
    expect(rows.length - now.length - byTheClick.length).toBe(751);
    expect(byTheClick.length).toBe(26);
    expect(gaps).toEqual([]);
  });

  it('puts the rows of departments under the city, once', () => {
    expect(units.at(-1)?.unitId).toBe(cityId);
    expect(units.at(-1)?.rows.map((row) => `${row.taskNo} ${row.orgId}`)).toEqual([
      'O01-10 publicity-department',
      'O01-12 telecom-operators',
      'O01-12 power-company',
      'P01-13 urban-management-bureau',
    ]);
  });
});
