import type { Matter, WhistleKind } from '#contracts/matter.js';
import { assistManners, leadManners } from './manner.rules.js';
import type { NightOrder } from './night-plan.rules.js';
import { planNight } from './night-plan.rules.js';

const departmentIds = Array.from({ length: 30 }, (_, index) => `department-${index}`);
const unitIds = Array.from({ length: 13 }, (_, index) => `town-${index}`);
const matter = (id: string, whistleKind: WhistleKind, lead: number, ...assists: number[]): Matter =>
  ({
    id,
    name: id,
    whistleKind,
    leadDepartment: { orgId: `department-${lead}`, name: '' },
    assistingDepartments: assists.map((index) => ({ orgId: `department-${index}`, name: '' })),
  }) as unknown as Matter;
const matters = [
  matter('waterlogging', 'emergency', 0, 1, 2),
  matter('lines-down', 'emergency', 3, 99),
  matter('hazchem', 'enforcement', 4, 0),
  matter('garbage', 'everyday', 5),
  matter('dike', 'key-work', 0, 4),
  matter('elsewhere', 'everyday', 77),
];
const night = (change: Partial<NightOrder> = {}) =>
  planNight({ seed: 1, whistles: 400, minutes: 20, unitIds, departmentIds, matters, mark: 'M', ...change });

describe('a night of whistles', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(night()).toEqual(night());
    expect(night({ seed: 2 })).not.toEqual(night());
  });

  it('has so many whistles in so many minutes, one after the other, each with a title of its own', () => {
    const plans = night();
    expect(plans).toHaveLength(400);
    const moments = plans.map(({ atMinute }) => atMinute);
    expect(moments).toEqual([...moments].sort((one, other) => one - other));
    expect([moments[0]! >= 0, moments.at(-1)! <= 20]).toEqual([true, true]);
    expect(new Set(plans.map(({ title }) => title)).size).toBe(400);
  });

  it('calls every town, department, kind and manner; each department at most once per whistle, and by its matter', () => {
    const plans = night();
    expect(new Set(plans.map(({ unitId }) => unitId)).size).toBe(13);
    expect(new Set(plans.flatMap(({ leadOrgId, assists }) => [leadOrgId, ...assists.map(({ orgId }) => orgId)])).size).toBe(30);
    expect(new Set(plans.map(({ lead }) => lead))).toEqual(new Set(Object.keys(leadManners)));
    expect(new Set(plans.flatMap(({ assists }) => assists.map(({ manner }) => manner)))).toEqual(new Set(Object.keys(assistManners)));
    for (const { matterId, kind, leadOrgId, assists, standbyOrgId } of plans) {
      const listed = matters.find(({ id }) => id === matterId)!;
      expect([listed.whistleKind, listed.leadDepartment.orgId]).toEqual([kind, leadOrgId]);
      const called = [leadOrgId, ...assists.map(({ orgId }) => orgId), standbyOrgId];
      expect(new Set(called).size).toBe(called.length);
      expect(called.every((orgId) => departmentIds.includes(orgId))).toBe(true);
    }
  });

  it('does not return an emergency', () => {
    const emergencies = night().filter(({ kind }) => kind === 'emergency');
    expect(emergencies.length).toBeGreaterThan(180);
    expect(emergencies.filter(({ lead, assists }) => lead === 'returns' || assists.some(({ manner }) => manner === 'returns'))).toEqual([]);
  });

  it('has every kind where there are four whistles', () => {
    expect(new Set(night({ whistles: 4 }).map(({ kind }) => kind)).size).toBe(4);
  });
});
