import type { PlanVersion } from '#contracts/plan-library.js';
import { aPlan, aTarget, aTask, heldBy } from '../testing/a-plan.js';
import { orgKindOfPost, townOf } from '../testing/real-city.js';
import type { OrgFact } from './address.rules.js';
import type { CompositionInput } from './compose.rules.js';
import { composeActivation, startsNow } from './compose.rules.js';

const atCity = (id: string, kind: OrgFact['kind']): OrgFact => ({ id, kind, unitId: null, templateId: null, unitKind: null });
const orgs = [
  atCity('city', 'city'),
  atCity('city-centre', 'city-centre'),
  atCity('water-affairs-bureau', 'department'),
  atCity('emergency-bureau', 'department'),
  ...townOf('leyu', ['v1', 'v2']),
  ...townOf('daxin', ['v3']),
  ...townOf('zone', []),
];
const village = aTarget({ tier: 'village', post: 'village-secretary' });
const lead = aTarget({ tier: 'department', post: 'dept-head', mode: 'one' });

function compose(versions: PlanVersion[], more: Partial<CompositionInput> = {}) {
  let last = 0;
  const input: CompositionInput = {
    incident: { category: '11B01', hasHappened: false, sceneOrgId: null },
    level: 'III',
    unitIds: ['leyu', 'daxin'],
    reports: [],
    cityId: 'city',
    versions,
    orgs,
    orgKindOfPost,
    ...more,
  };
  return composeActivation(input, () => `row-${++last}`);
}
function composed(versions: PlanVersion[], more: Partial<CompositionInput> = {}) {
  const decision = compose(versions, more);
  if (!decision.ok) throw new Error(decision.refusal);
  return decision.composition;
}
const rowsOf = (units: { unitId: string; rows: { taskNo: string; orgId: string; postId: string }[] }[]) =>
  units.map((unit) => [unit.unitId, unit.rows.map((row) => `${row.taskNo} ${row.orgId} ${row.postId}`)]);

describe('composeActivation', () => {
  it('gives each unit its rows, in the order level, plan, number', () => {
    const overall = aPlan('O01', [aTask('O01-01', { level: 'III' }), aTask('O01-02')]);
    const flood = aPlan('P01', [aTask('P01-02'), aTask('P01-01', { targets: [village] })]);
    const { units } = composed([heldBy('city', overall), heldBy('city', flood)]);
    expect(rowsOf(units)).toEqual([
      [
        'leyu',
        [
          'O01-02 leyu:town-centre town-shift-chief',
          'P01-01 v1 village-secretary',
          'P01-01 v2 village-secretary',
          'P01-02 leyu:town-centre town-shift-chief',
          'O01-01 leyu:town-centre town-shift-chief',
        ],
      ],
      [
        'daxin',
        [
          'O01-02 daxin:town-centre town-shift-chief',
          'P01-01 v3 village-secretary',
          'P01-02 daxin:town-centre town-shift-chief',
          'O01-01 daxin:town-centre town-shift-chief',
        ],
      ],
    ]);
  });

  it('gives one row per task, org and post, however many targets and versions name it', () => {
    const flood = aPlan('P01', [aTask('P01-01', { targets: [aTarget(), aTarget({ mode: 'one' })] })]);
    const { units } = composed([heldBy('city', flood), heldBy('leyu', flood)], { unitIds: ['leyu'] });
    expect(rowsOf(units)).toEqual([['leyu', ['P01-01 leyu:town-centre town-shift-chief']]]);
  });

  it('puts departments under the city, once for all units, also when one town starts', () => {
    const flood = aPlan('P01', [aTask('P01-01', { targets: [aTarget(), lead] })], { leadDepartments: ['water-affairs-bureau'] });
    for (const unitIds of [['leyu', 'daxin'], ['leyu']]) {
      const { units } = composed([heldBy('city', flood)], { unitIds });
      expect(rowsOf(units).at(-1)).toEqual(['city', ['P01-01 water-affairs-bureau dept-head']]);
    }
  });

  it('takes the lead department of the plan that leads for the overall plan, and its own for any other', () => {
    const overall = aPlan('O01', [aTask('O01-01', { targets: [lead] })], { leadDepartments: ['emergency-bureau'] });
    const flood = aPlan('P01', [aTask('P01-01')], { leadDepartments: ['water-affairs-bureau'] });
    const individual = aPlan('X01', [aTask('X01-01', { targets: [lead] })], { leadDepartments: ['emergency-bureau'] });
    const { units } = composed([heldBy('city', overall), heldBy('city', flood), heldBy('leyu', individual)], { unitIds: ['leyu'] });
    expect(rowsOf(units).at(-1)).toEqual(['city', ['O01-01 water-affairs-bureau dept-head', 'X01-01 emergency-bureau dept-head']]);
  });

  it("keeps only the city's sources under the city, and the strictest limits of all units", () => {
    const task = (done: number) =>
      aPlan('P01', [aTask('P01-01', { targets: [lead], doneMinutes: done })], { leadDepartments: ['emergency-bureau'] });
    const { units } = composed([heldBy('city', task(90)), heldBy('leyu', task(60)), heldBy('daxin', task(30))]);
    expect(units.at(-1)?.tasks).toEqual([
      expect.objectContaining({ doneMinutes: 30, sources: [expect.objectContaining({ holderOrgId: 'city' })] }),
    ]);
  });

  it('forms the groups of the plans of the unit', () => {
    const report = aTask('P01-03', { targets: [aTarget({ post: 'group-leader' })] });
    const { units } = composed([heldBy('city', aPlan('P01', [report], { groupIds: ['group-rescue'] }))], { unitIds: ['leyu'] });
    expect(rowsOf(units)).toEqual([['leyu', ['P01-03 leyu:group-rescue group-leader']]]);
  });

  it('reaches the one village at the scene, and says so where it is not known', () => {
    const search = aPlan('P01', [aTask('P01-01', { targets: [{ ...village, mode: 'one' }] })]);
    const at = composed([heldBy('city', search)], { incident: { category: '11B01', hasHappened: true, sceneOrgId: 'v2' } });
    expect(rowsOf(at.units)).toEqual([
      ['leyu', ['P01-01 v2 village-secretary']],
      ['daxin', []],
    ]);
    expect(at.gaps).toEqual([]);
    expect(composed([heldBy('city', search)], { unitIds: ['leyu'] }).gaps).toEqual([
      { unitId: 'leyu', taskNo: 'P01-01', tier: 'village', postId: 'village-secretary', orgId: null, code: 'scene-unknown' },
    ]);
  });

  it('has no task without rows, and nobody waits for one', () => {
    const flood = aPlan('P01', [
      aTask('P01-01', { targets: [village], doneMinutes: 30 }),
      aTask('P01-02', { starts: 'afterTask', dependsOn: ['P01-01'], doneMinutes: 60 }),
    ]);
    const { units } = composed([heldBy('city', flood)], { unitIds: ['leyu', 'zone'] });
    expect(units[0]?.tasks[1]).toMatchObject({ taskNo: 'P01-02', starts: 'afterTask', dependsOn: ['P01-01'], doneMinutes: 60 });
    expect(units[1]?.tasks).toEqual([expect.objectContaining({ taskNo: 'P01-02', starts: 'atStart', dependsOn: [], doneMinutes: 90 })]);
  });

  it('covers only where the covering plan runs', () => {
    const overall = aPlan('O01', [aTask('O01-01', { coveredBy: ['X01-01'] })]);
    const individual = aPlan('X01', [aTask('X01-01')]);
    const { units } = composed([heldBy('city', overall), heldBy('city', individual), heldBy('leyu', individual)]);
    expect(units.map((unit) => unit.tasks.map((task) => task.taskNo))).toEqual([['X01-01'], ['O01-01']]);
  });

  it('says which plans run, with all their holders', () => {
    const flood = aPlan('P01', [aTask('P01-01')]);
    const { plans, main } = composed([heldBy('city', flood), heldBy('leyu', flood, 4), heldBy('daxin', flood)]);
    expect(plans.map((plan) => plan.versions.map((version) => [version.holderOrgId, version.version]))).toEqual([
      [
        ['city', 1],
        ['leyu', 4],
        ['daxin', 1],
      ],
    ]);
    expect(main.no).toBe('P01');
  });

  it('lets hazard-reported hold with the click once it has happened', () => {
    const flood = [heldBy('city', aPlan('P01', [aTask('P01-01')]))];
    const happened = { category: '11B01', hasHappened: true, sceneOrgId: null };
    expect(composed(flood, { reports: ['spread'] }).reports).toEqual(['spread']);
    expect(composed(flood, { reports: ['spread'], incident: happened }).reports).toEqual(['spread', 'hazard-reported']);
    expect(composed(flood, { reports: ['hazard-reported'], incident: happened }).reports).toEqual(['hazard-reported']);
  });

  it('refuses where no published plan covers the category', () => {
    const flood = heldBy('city', aPlan('P01', [aTask('P01-01')]));
    expect(compose([flood], { incident: { category: '12G03', hasHappened: true, sceneOrgId: null } })).toEqual({
      ok: false,
      refusal: 'no-plan-matches',
    });
  });

  it('gives the same answer to the same question, in whatever order the versions come', () => {
    const versions = [
      heldBy('city', aPlan('O01', [aTask('O01-01', { coveredBy: ['P01-01'] })])),
      heldBy(
        'city',
        aPlan('P01', [aTask('P01-02', { targets: [village, lead] }), aTask('P01-01')], { leadDepartments: ['emergency-bureau'] }),
      ),
      heldBy('leyu', aPlan('X01', [aTask('X01-01')])),
    ];
    expect(composed(versions)).toEqual(composed(versions));
    expect(composed([...versions].reverse()).units).toEqual(composed(versions).units);
  });
});

describe('startsNow', () => {
  const task = (more: object) =>
    composed([heldBy('city', aPlan('P01', [aTask('P01-00', { repeatMinutes: null }), aTask('P01-01', more)]))]).units[0]!.tasks[1]!;
  it.each([
    [{ starts: 'atStart' }, [], true],
    [{ starts: 'onReport', onReport: 'spread' }, [], false],
    [{ starts: 'onReport', onReport: 'spread' }, ['spread'], true],
    [{ starts: 'onReport', onReport: 'spread', dependsOn: ['P01-00'] }, ['spread'], false],
    [{ starts: 'afterTask', dependsOn: ['P01-00'] }, [], false],
    [{ starts: 'atEnd' }, [], false],
    [{ starts: 'byTheClick' }, [], false],
  ])('%j with %j: %s', (more, reports, starts) => {
    expect(startsNow(task(more), reports)).toBe(starts);
  });
});
