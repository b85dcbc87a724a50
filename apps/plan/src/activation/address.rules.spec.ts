import type { TaskTarget } from '#contracts/plan-library.js';
import { aTarget } from '../testing/a-plan.js';
import { orgKindOfPost, townOf } from '../testing/real-city.js';
import type { Addressed, OrgFact } from './address.rules.js';
import { address, mapOrgs, sceneOf } from './address.rules.js';

const atCity = (id: string, kind: OrgFact['kind']): OrgFact => ({ id, kind, unitId: null, templateId: null, unitKind: null });
const map = mapOrgs([
  atCity('320582', 'city'),
  atCity('city-centre', 'city-centre'),
  atCity('water-affairs-bureau', 'department'),
  ...townOf('leyu', ['v1', 'v2'], ['hazchem', 'school']),
  ...townOf('daxin', ['v3'], ['hazchem']),
  ...townOf('zone', []),
]);

const to = (target: Partial<TaskTarget>, unitId: string, sceneOrgId: string | null): Addressed =>
  address(map, aTarget(target), {
    unitId,
    scene: sceneOf(map, sceneOrgId),
    orgKindOfPost,
    formedGroups: ['group-rescue', 'group-medical'],
    leadDepartment: 'water-affairs-bureau',
  });

const village = { tier: 'village', post: 'village-secretary' } as const;
const plant = { tier: 'production-unit', post: 'unit-head', unitKind: 'hazchem' } as const;
const groups = { post: 'group-leader' } as const;
const station = { post: 'station-team-leader', org: 'water-station' } as const;

describe('address', () => {
  it.each<[string, Partial<TaskTarget>, string, string | null, string[]]>([
    ['the city centre', { tier: 'city', post: 'city-commander', mode: 'one' }, 'leyu', null, ['city-centre']],
    [
      'a department by name',
      { tier: 'department', post: 'dept-head', org: 'water-affairs-bureau', mode: 'one' },
      'leyu',
      null,
      ['water-affairs-bureau'],
    ],
    ['no department named: the lead one', { tier: 'department', post: 'dept-head', mode: 'one' }, 'leyu', null, ['water-affairs-bureau']],
    ['each town', {}, 'leyu', null, ['leyu:town-centre']],
    ['each town, in one that is not the scene', {}, 'daxin', 'v1', ['daxin:town-centre']],
    ['one town, scene not known', { mode: 'one' }, 'daxin', null, ['daxin:town-centre']],
    ['one town, at the scene', { mode: 'one' }, 'leyu', 'v1', ['leyu:town-centre']],
    ['one town, elsewhere', { mode: 'one' }, 'daxin', 'v1', []],
    ['the leadership by its post', { post: 'town-mayor' }, 'leyu', null, ['leyu:leadership']],
    ['a station by name', station, 'leyu', null, ['leyu:water-station']],
    ['every group that was formed', groups, 'leyu', null, ['leyu:group-rescue', 'leyu:group-medical']],
    ['one group by name, though not formed', { ...groups, org: 'group-logistics' }, 'leyu', null, ['leyu:group-logistics']],
    ['each village', village, 'leyu', null, ['v1', 'v2']],
    ['each village of a unit without villages', village, 'zone', null, []],
    ['the village at the scene', { ...village, mode: 'one' }, 'leyu', 'v2', ['v2']],
    ['the village at the scene, in another unit', { ...village, mode: 'one' }, 'daxin', 'v2', []],
    ['each plant of the kind', { ...plant }, 'leyu', null, ['leyu:pu-hazchem-1']],
    ['each plant of a kind that the unit has not', { ...plant, unitKind: 'ferry' }, 'leyu', null, []],
    ['each production unit of any kind', { ...plant, unitKind: 'any' }, 'leyu', null, ['leyu:pu-hazchem-1', 'leyu:pu-school-1']],
    ['the plant at the scene', { ...plant, mode: 'one' }, 'leyu', 'leyu:pu-hazchem-1', ['leyu:pu-hazchem-1']],
    ['any production unit, at the scene', { ...plant, unitKind: 'any', mode: 'one' }, 'leyu', 'leyu:pu-school-1', ['leyu:pu-school-1']],
    ['the nearest plant, the scene being a village', { ...plant, mode: 'one' }, 'leyu', 'v1', ['leyu:pu-hazchem-1']],
    ['the plant, in another unit than the scene', { ...plant, mode: 'one' }, 'daxin', 'v1', []],
  ])('%s', (_, target, unitId, scene, orgIds) => {
    const addressed = to(target, unitId, scene);
    expect(addressed.at === 'nobody' ? [] : addressed.orgIds).toEqual(orgIds);
    if (addressed.at === 'nobody') expect(addressed.gap).toBeNull();
  });

  it.each<[string, Partial<TaskTarget>, string, string | null, string]>([
    ['a village where the scene is not known', { ...village, mode: 'one' }, 'leyu', null, 'scene-unknown'],
    ['a village where the scene is a plant', { ...village, mode: 'one' }, 'leyu', 'leyu:pu-hazchem-1', 'scene-unknown'],
    ['any production unit, the scene not known', { ...plant, unitKind: 'any', mode: 'one' }, 'leyu', null, 'scene-unknown'],
    ['one ferry where the unit has none', { ...plant, unitKind: 'ferry', mode: 'one' }, 'leyu', null, 'no-such-org'],
    ['a station that the unit has not', { post: 'station-head', org: 'tram-station' }, 'leyu', null, 'no-such-org'],
    [
      'a department that the city has not',
      { tier: 'department', post: 'dept-head', org: 'space-agency', mode: 'one' },
      'leyu',
      null,
      'no-such-org',
    ],
    [
      'a department that is an org of another kind',
      { tier: 'department', post: 'dept-head', org: 'leyu:water-station', mode: 'one' },
      'leyu',
      null,
      'no-such-org',
    ],
  ])('says that nobody is addressed: %s', (_, target, unitId, scene, gap) => {
    expect(to(target, unitId, scene)).toEqual({ at: 'nobody', gap });
  });

  it.each<[Partial<TaskTarget>, string | null, string]>([
    [{}, 'v1', 'unit-affected'],
    [{ mode: 'one' }, 'v1', 'scene'],
    [{ mode: 'one' }, null, 'unit-affected'],
    [groups, null, 'group-formed'],
    [plant, null, 'unit-kind'],
    [{ tier: 'department', post: 'dept-head', mode: 'one' }, null, 'lead-department'],
  ])('says why: %j at %s is %s', (target, scene, because) => {
    expect(to(target, 'leyu', scene)).toMatchObject({ because });
  });
});
