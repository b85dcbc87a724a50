import { blowWhistle, type WhistleProposal } from '#contracts/whistle.js';
import { addDepartment, assistsOf, blowBody, emptyBlow, leadOf, makeLead, originOf, unfinishedBlow, withProposal } from './blow.form.js';

const reason = { code: 'leads-matter' as const, text: '清单第 16 条主办', textEn: 'Leads item 16' };
const department = (orgId: string, role: 'lead' | 'assist') => ({
  orgId,
  orgName: orgId,
  role,
  reason,
  onDutyName: null,
});
const aProposal: WhistleProposal = {
  unitId: 'leyu',
  unitName: '乐余镇',
  exercise: false,
  matterId: 'waterlogging',
  matterName: '积水内涝',
  kind: 'emergency',
  limits: null,
  title: '三号涵闸渗水',
  needed: '来人堵漏',
  place: { description: '三号涵闸', position: { type: 'Point', coordinates: [120.7, 31.9] } },
  departments: [department('water-bureau', 'lead'), department('fire-rescue', 'assist'), department('power', 'assist')],
};
const requestId = '019a0000-0000-7000-8000-000000000001';

describe('the whistle form', () => {
  it('is finished by a proposal alone: one tap, nothing typed', () => {
    const form = withProposal(emptyBlow('leyu'), aProposal, null);
    expect(unfinishedBlow(form)).toEqual([]);
    const body = { requestId, ...blowBody(form, { from: 'grid-report', gridReportId: requestId })! };
    expect(blowWhistle.parse(body)).toEqual(body);
    expect(body).toMatchObject({ leadOrgId: 'water-bureau', assistOrgIds: ['fire-rescue', 'power'], exercise: false });
  });

  it('says in the order of the page what is missing, and sends nothing', () => {
    expect(unfinishedBlow(emptyBlow(''))).toEqual(['exercise', 'unitId', 'matterId', 'kind', 'title', 'needed', 'place', 'leadOrgId']);
    expect(blowBody(emptyBlow('leyu'), { from: 'town' })).toBeNull();
  });

  it('keeps what a person wrote when another matter is chosen, and replaces what was proposed', () => {
    const first = withProposal(emptyBlow('leyu'), aProposal, null);
    const written = { ...first, needed: '来两台泵', place: '三号涵闸东侧' };
    const other = { ...aProposal, title: '管网破裂', needed: '来人抢修', departments: [department('gas-company', 'lead')] };
    const second = withProposal(written, other, aProposal);
    expect(second).toMatchObject({ title: '管网破裂', needed: '来两台泵', place: '三号涵闸东侧', position: first.position });
    expect(leadOf(second)?.orgId).toBe('gas-company');
  });

  it('takes drill or real from where it comes', () => {
    expect(withProposal({ ...emptyBlow('leyu'), exercise: false }, { ...aProposal, exercise: true }, null).exercise).toBe(true);
    expect(withProposal({ ...emptyBlow('leyu'), exercise: true }, { ...aProposal, exercise: null }, null).exercise).toBe(true);
  });

  it('has exactly one lead whatever is pressed', () => {
    const turned = makeLead(aProposal.departments, 'power');
    expect(turned.filter((one) => one.role === 'lead').map((one) => one.orgId)).toEqual(['power']);
    const form = { ...emptyBlow('leyu'), departments: addDepartment(turned, department('power', 'assist')) };
    expect(form.departments).toHaveLength(3);
    expect(assistsOf({ ...form, departments: addDepartment([], department('power', 'assist')) })).toEqual([]);
    expect(leadOf({ ...form, departments: addDepartment([], department('power', 'assist')) })?.orgId).toBe('power');
  });

  it.each([
    [
      { gridReport: 'a', task: 'b' },
      { from: 'grid-report', gridReportId: 'a' },
    ],
    [
      { task: 'b', incident: 'c' },
      { from: 'task', taskId: 'b' },
    ],
    [{ incident: 'c' }, { from: 'incident', incidentId: 'c' }],
    [{ incident: '' }, { from: 'town' }],
  ])('reads its origin from the address %j', (query, origin) => {
    expect(originOf(query)).toEqual(origin);
  });
});
