import { PlanCity } from '../testing/plan-city.js';
import { unitIds } from '../testing/real-city.js';
import { publishLibrary } from './publish.service.js';

describe('the published library', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  it('holds every plan at the city, and at each unit what it holds', async () => {
    const rows = (await city.owner.query(
      `SELECT holder_org_id AS holder, array_agg(plan_no ORDER BY plan_no) AS nos FROM plan.plan_version WHERE version = 1 AND withdrawn_at IS NULL
       GROUP BY holder_org_id`,
    )) as { holder: string; nos: string[] }[];
    const of = (holder: string) => rows.find((row) => row.holder === holder)?.nos ?? [];
    expect(rows.length).toBe(14);
    expect(of('320582')).toHaveLength(28);
    for (const unitId of unitIds) expect(of(unitId).filter((no) => /^[OP]/.test(no))).toHaveLength(14);
    expect(of('leyu').filter((no) => /^[XY]/.test(no))).toEqual(['X01', 'Y01', 'Y02', 'Y03', 'Y06']);
    expect(of('bonded-area').filter((no) => /^[XY]/.test(no))).toEqual(['X01', 'X02', 'Y04', 'Y06']);
  });

  it("derives each unit's version from the city's", async () => {
    const rows = (await city.owner.query(
      `SELECT count(*)::int AS count, bool_and(c.holder_org_id = '320582' AND c.digest = v.digest) AS same
       FROM plan.plan_version v LEFT JOIN plan.plan_version c ON c.id = v.derived_from_id WHERE v.holder_org_id <> '320582'`,
    )) as [{ count: number; same: boolean }];
    expect(rows[0]).toEqual({ count: expect.any(Number) as number, same: true });
    expect(rows[0].count).toBeGreaterThan(13 * 14);
  });

  it('publishes nothing when it is run again', async () => {
    expect(await publishLibrary(city.database, { now: city.clock.now(), unitIds })).toBe(0);
  });

  it('publishes the next version of a changed text and withdraws the former', async () => {
    await city.owner.query(`
      ALTER TABLE plan.plan_version DISABLE TRIGGER plan_version_frozen;
      INSERT INTO plan.document SELECT 'former', document FROM plan.document LIMIT 1;
      UPDATE plan.plan_version SET digest = 'former' WHERE holder_org_id = 'leyu' AND plan_no = 'P01';
      ALTER TABLE plan.plan_version ENABLE TRIGGER plan_version_frozen;`);
    expect(await publishLibrary(city.database, { now: city.clock.now(), unitIds })).toBe(1);
    const rows = (await city.owner.query(
      `SELECT version, withdrawn_at IS NULL AS current FROM plan.plan_version WHERE holder_org_id = 'leyu' AND plan_no = 'P01' ORDER BY version`,
    )) as unknown[];
    expect(rows).toEqual([
      { version: 1, current: false },
      { version: 2, current: true },
    ]);
    expect((await city.plans.findPlan(city.operator('leyu'), 'P01')).version).toBe(2);
  });

  it.each([
    ['text', `UPDATE plan.document SET document = '{}'`],
    ['number', 'UPDATE plan.plan_version SET version = 9'],
    ['holder', `UPDATE plan.plan_version SET holder_org_id = 'daxin'`],
    ['digest', `UPDATE plan.plan_version SET digest = (SELECT max(digest) FROM plan.document)`],
  ])('never edits the %s of a published version', async (_, sql) => {
    await expect(city.database.query(sql)).rejects.toThrow('a published plan version is never edited');
  });

  it("lists the caller's own plans, and answers alike for missing ones and those of others", async () => {
    expect(await city.plans.listPlans(city.operator())).toHaveLength(28);
    const ofLeyu = await city.plans.listPlans(city.operator('leyu'));
    expect(ofLeyu.map((plan) => plan.holderOrgId)).toEqual(Array(ofLeyu.length).fill('leyu'));
    expect(await city.plans.findPlan(city.operator('leyu'), 'X01')).toMatchObject({ no: 'X01', kind: 'individual', holderOrgId: 'leyu' });
    for (const no of ['X02', 'P99'])
      await expect(city.plans.findPlan(city.operator('leyu'), no)).rejects.toMatchObject({ code: 'not-found' });
  });
});
