import type { Preview, PreviewActivation } from '#contracts/activation.js';
import { preview as previewContract } from '#contracts/activation.js';
import { PlanCity } from '../testing/plan-city.js';
import { unitIds } from '../testing/real-city.js';

describe('a preview', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  const ask = (incidentId: string, more: Partial<PreviewActivation> = {}, by: string | null = null): Promise<Preview> =>
    city.previews.previewActivation(city.operator(by), {
      incidentId,
      level: 'III',
      unitIds: [...unitIds],
      reports: [],
      linesOfUnit: null,
      ...more,
    });

  it('counts what a click would do, and does nothing', async () => {
    const preview = await ask(await city.hears());
    expect(previewContract.parse(preview)).toEqual(preview);
    expect(preview.counts).toMatchObject({
      rows: 2705,
      startNow: 1928,
      waiting: 751,
      byTheClick: 26,
      units: 13,
      villages: 271,
      unfilled: 0,
    });
    expect(preview.units.map((unit) => unit.unitId)).toEqual([...unitIds, '320582']);
    expect(preview.units.reduce((sum, unit) => sum + unit.rows, 0)).toBe(2705);
    expect(preview.tasks.reduce((sum, task) => sum + task.rows, 0)).toBe(2705);
    expect(preview.plans.map((plan) => [plan.planNo, plan.holders.length, plan.trigger?.slice(0, 4)])).toEqual([
      ['O01', 14, '任一预案'],
      ['P01', 14, '暴雨黄:'],
    ]);
    expect(preview.authority).toMatchObject({
      orgId: 'city-centre',
      postId: 'city-deputy-commander',
      personName: '某人 city-centre city-deputy-commander',
    });
    expect(preview.lines).toBeNull();
    expect(await city.said('activation.started.v1')).toEqual([]);
  });

  it('says what each covering task stands for', async () => {
    const { tasks } = await ask(await city.hears());
    const report = tasks.find((task) => task.taskNo === 'P01-15');
    expect(report?.sources.map((source) => [source.taskNo, source.as])).toContainEqual(['O01-02', 'covers']);
    expect(tasks.some((task) => task.taskNo === 'O01-02')).toBe(false);
  });

  it('shows who is missing before the click', async () => {
    await city.owner.query(`DELETE FROM directory.duty_pattern WHERE org_id = $1 AND post_id = 'village-dispatcher'`, ['320582104201']);
    await city.owner.query(`DELETE FROM directory.post_holder WHERE org_id = 'leyu:group-rescue' AND post_id = 'group-leader'`);
    const preview = await ask(await city.hears(), { unitIds: ['leyu'], linesOfUnit: 'leyu' }, 'leyu');
    const missing = preview.shortfalls.map((each) => [each.orgId, each.postId, each.holding, each.commandPointId, each.taskNos]);
    expect(missing.sort()).toEqual([
      ['320582104201', 'village-dispatcher', 'nobody-on-duty', '320582104201', ['O01-03']],
      ['leyu:group-rescue', 'group-leader', 'vacant', 'leyu:town-centre', ['P01-03', 'P01-08']],
    ]);
    expect(preview.counts.unfilled).toBe(3);
    expect(preview.units[0]).toMatchObject({ unitId: 'leyu', shortfalls: 3 });
    expect(preview.authority).toMatchObject({ orgId: 'leyu:leadership', postId: 'town-mayor' });
    expect(preview.lines).toContainEqual(
      expect.objectContaining({ orgId: 'leyu:group-rescue', taskNo: 'P01-08', personName: null, holding: 'vacant' }),
    );
  });

  it('answers why each person gets each row', async () => {
    const { lines } = await ask(await city.hears(), { unitIds: ['daxin'], linesOfUnit: 'daxin' });
    const of = (taskNo: string, postId: string) =>
      lines?.find((line) => line.taskNo === taskNo && line.postId === postId)?.why.map((why) => why.code);
    expect(of('O01-03', 'village-dispatcher')).toEqual([
      'plan-matches-category',
      'level-adds-task',
      'unit-affected',
      'post-is-target',
      'on-duty-roster',
    ]);
    expect(of('P01-03', 'group-leader')).toEqual([
      'plan-matches-category',
      'plan-matches-category',
      'level-adds-task',
      'unit-affected',
      'group-formed',
      'post-is-target',
      'holds-post',
    ]);
  });

  it('says which triggers hold, and how many rows wait for each', async () => {
    const happened = await ask(await city.hears({ hasHappened: true }), { reports: ['order-received'] });
    const holds = happened.triggers.filter((trigger) => trigger.holds).map((trigger) => trigger.id);
    expect(holds).toEqual(['hazard-reported', 'order-received']);
    expect(happened.triggers.find((trigger) => trigger.id === 'hazard-reported')?.rows).toBeGreaterThan(542);
    expect(happened.counts.startNow).toBeGreaterThan(1928 + 542);
  });

  it('says whom it cannot reach, where the scene is not known', async () => {
    const fire = { category: '12G03', unitIds: ['leyu'], hasHappened: true };
    const { gaps } = await ask(await city.hears(fire), { unitIds: ['leyu'] });
    expect(gaps).toContainEqual(expect.objectContaining({ unitId: 'leyu', tier: 'village', code: 'scene-unknown' }));
    const known = await ask(await city.hears({ ...fire, sceneOrgId: '320582104201' }), { unitIds: ['leyu'] });
    expect(known.gaps.filter((gap) => gap.tier === 'village')).toEqual([]);
    expect(known.plans.map((plan) => plan.planNo)).toEqual(['O01', 'P06', 'Y02']);
  });

  it("shows the city's level as the floor of the same hazard", async () => {
    const incidentId = await city.hears({ category: '11B03', unitIds: ['nanfeng'] });
    expect((await ask(incidentId, { unitIds: ['nanfeng'] }, 'nanfeng')).floor).toBeNull();
    const running = await city.starts.startActivation(
      city.operator(),
      city.click(await city.hears(), { unitIds: ['nanfeng'], level: 'II' }),
    );
    expect((await ask(incidentId, { unitIds: ['nanfeng'] }, 'nanfeng')).floor).toEqual({ level: 'II', activationId: running.id });
  });

  it.each([
    ['a unit out of scope', { unitIds: ['daxin'] }, 'leyu', 'unknown-org'],
    ['lines of a unit that was not asked for', { unitIds: ['leyu'], linesOfUnit: 'daxin' }, null, 'unknown-org'],
    ['a unit outside the incident', { unitIds: ['fenghuang'] }, null, 'units-outside-incident'],
    ['an unknown trigger', { unitIds: ['leyu'], reports: ['moon-rises'] }, null, 'unknown-trigger'],
  ])('refuses %s', async (_, more, by, code) => {
    const incidentId = await city.hears({ unitIds: ['leyu', 'daxin'] });
    await expect(ask(incidentId, more, by)).rejects.toMatchObject({ code });
  });

  it('refuses an incident that nobody opened', async () => {
    await expect(ask('01920000-0000-7000-8000-000000000000')).rejects.toMatchObject({ code: 'not-found' });
  });
});
