import { planProposal, planProposalQuery } from '#contracts/plan-proposal.js';
import type { PlanProposal } from '#contracts/plan-proposal.js';
import { PlanCity } from '../testing/plan-city.js';

describe('a proposal of plans', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  const ask = (query: Record<string, string>, by: string | null = null): Promise<PlanProposal> =>
    city.proposals.proposePlans(city.operator(by), planProposalQuery.parse(query));

  it('reads the published versions of the city and the asked units', async () => {
    const proposed = await ask({ category: '11B01', colour: 'blue', unitIds: 'leyu,daxin' });
    expect(planProposal.parse(proposed)).toEqual(proposed);
    expect(proposed.plans.map((plan) => [plan.planNo, plan.holders])).toEqual([
      ['O01', ['320582', 'leyu', 'daxin']],
      ['P01', ['320582', 'leyu', 'daxin']],
    ]);
    expect(proposed.level).toBe('IV');
    expect(proposed.clauses).toEqual([
      { planNo: 'P01', planName: '防汛防台应急预案', planNameEn: 'Flood and Typhoon', level: 'IV', says: '台风蓝(24h内平均6级/阵风8级)' },
    ]);
  });

  it("takes all of the caller's units when none are named", async () => {
    expect((await ask({ category: '11B01' })).plans[1]?.holders).toHaveLength(14);
    expect((await ask({ category: '11B01' }, 'leyu')).plans[1]?.holders).toEqual(['320582', 'leyu']);
  });

  it.each([
    ['a unit out of scope', 'leyu,daxin', 'leyu'],
    ['a unit that does not exist', 'leyu,atlantis', null],
    ['an org that is no area unit', 'city-centre', null],
  ])('refuses %s', async (_, unitIds, by) => {
    await expect(ask({ category: '11B01', unitIds }, by)).rejects.toMatchObject({ code: 'unknown-org' });
  });

  it('stays with the version that a unit published itself', async () => {
    await city.owner.query(`
      ALTER TABLE plan.plan_version DISABLE TRIGGER plan_version_frozen;
      INSERT INTO plan.document SELECT 'own', document - 'warningTriggers' FROM plan.document WHERE document->>'no' = 'P01';
      UPDATE plan.plan_version SET digest = 'own' WHERE holder_org_id = 'leyu' AND plan_no = 'P01';
      ALTER TABLE plan.plan_version ENABLE TRIGGER plan_version_frozen;`);
    expect((await ask({ category: '11B01', colour: 'blue', unitIds: 'leyu' })).level).toBeNull();
    expect((await ask({ category: '11B01', colour: 'blue', unitIds: 'leyu,daxin' })).level).toBe('IV');
  });
});
