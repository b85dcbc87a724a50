import { readFileSync } from 'node:fs';
import { readDispatchData } from '../dispatch.data.js';
import { categoryMatters, matterOfCategory, proposeDepartments, reasonFor } from './whistle-proposal.rules.js';
import type { CallingMatter } from './whistle-call.rules.js';

const dike: CallingMatter = {
  id: 'dike-sluice',
  number: 16,
  name: '圩堤闸站涵洞隐患',
  nameEn: 'Dike, sluice or culvert hazard',
  whistleKind: 'key-work',
  handlingLimit: { value: 3, unit: 'work-days' },
  leadOrgId: 'water-affairs-bureau',
  assistOrgIds: ['emergency-bureau'],
  principal: { tier: 'town', org: 'water-station' },
  cooperating: [
    { tier: 'city', org: 'water-affairs-bureau' },
    { tier: 'city', org: 'transport-bureau' },
    { tier: 'town', org: 'construction-bureau' },
  ],
  townBureau: 'water-station',
  mayBecome: 'P01',
};

describe('whom the responsibility list names', () => {
  it('the lead first, each department once, with the line that says so; bureaus of the town are not called', () => {
    expect(proposeDepartments(dike, []).map(({ orgId, role, reason }) => [orgId, role, reason.code])).toEqual([
      ['water-affairs-bureau', 'lead', 'leads-matter'],
      ['emergency-bureau', 'assist', 'assists-matter'],
      ['transport-bureau', 'assist', 'cooperating-side'],
    ]);
  });

  it('quotes the list in both languages', () => {
    expect(proposeDepartments(dike, [])[0]!.reason).toEqual({
      code: 'leads-matter',
      text: '清单第 16 项“圩堤闸站涵洞隐患”：牵头部门',
      textEn: 'Item 16 of the list, “Dike, sluice or culvert hazard”: leads it',
    });
  });

  it('names who keeps the station of the town for it, unless it is named already', () => {
    const keeps = (departmentId: string) => proposeDepartments(dike, [{ stationName: '乐余镇水利站', departmentId }]);
    expect(keeps('agriculture-rural-bureau').at(-1)).toMatchObject({
      orgId: 'agriculture-rural-bureau',
      role: 'assist',
      reason: { code: 'keeps-station-here', text: '清单第 16 项“圩堤闸站涵洞隐患”：向本镇派驻乐余镇水利站' },
    });
    expect(keeps('water-affairs-bureau')).toEqual(proposeDepartments(dike, []));
  });

  it('takes a principal side in the city that is not the lead', () => {
    const matter = { ...dike, principal: { tier: 'city' as const, org: 'fire-rescue-brigade' } };
    expect(proposeDepartments(matter, [])[1]).toMatchObject({ orgId: 'fire-rescue-brigade', reason: { code: 'principal-side' } });
  });

  it('says so where a department is called that the list does not name', () => {
    expect(reasonFor(dike, [], 'health-commission').code).toBe('chosen-by-town');
    expect(reasonFor(dike, [], 'emergency-bureau').code).toBe('assists-matter');
    expect(reasonFor(dike, [], 'emergency-bureau', 'ruled').text).toBe('清单第 16 项“圩堤闸站涵洞隐患”：市中心裁定');
    expect(reasonFor(dike, [], 'health-commission', 'offered-itself').code).toBe('offered-itself');
  });
});

describe('the matter of an incident', () => {
  const list = categoryMatters.parse(readDispatchData('category-matters.json')).categories;

  it.each([
    ['11A02', 'waterlogging'],
    ['13A08', 'infection-cluster'],
    ['12D03', 'hazchem-storage'],
    ['11D02', 'geohazard-point'],
    ['11B01', null],
    ['12H01', null],
  ])('%s', (category, matterId) => expect(matterOfCategory(list, category)).toBe(matterId));

  it('takes the longest prefix', () => {
    const nested = [
      { prefix: '12P', matters: ['gas-hazard'] },
      { prefix: '12P08', matters: ['lines-down'] },
    ];
    expect([matterOfCategory(nested, '12P08'), matterOfCategory(nested, '12P01')]).toEqual(['lines-down', 'gas-hazard']);
  });

  it('is on the list of matters, each category once', () => {
    const idsIn = (file: string, key: string): string =>
      JSON.stringify((JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)[key]);
    const matters = idsIn('apps/directory/data/matters.json', 'matters');
    for (const { matters: ids } of list) for (const id of ids) expect(matters).toContain(`"id":"${id}"`);
    expect(new Set(list.map(({ prefix }) => prefix)).size).toBe(list.length);
  });
});
