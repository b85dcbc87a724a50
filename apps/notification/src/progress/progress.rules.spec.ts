import type { SessionClaims } from '#contracts/access.js';
import type { UnitProgress } from '#contracts/mailbox.js';
import { progressFor, saysTheSame } from './progress.rules.js';

const unit = (unitId: string, tasks: number): UnitProgress => ({
  unitId,
  tasks,
  waiting: 0,
  unfilled: 0,
  delivered: 0,
  acknowledged: 0,
  arrived: 0,
  done: 0,
  declined: 0,
  cancelled: 0,
  overdue: 0,
  notReached: 0,
  escalated: 0,
  worst: null,
});
const all = {
  activationId: 'a',
  at: '2024-09-15T06:15:00Z',
  units: [
    { unitPath: '320582', expected: 5, progress: unit('320582', 5) },
    { unitPath: '320582/leyu', expected: 10, progress: unit('leyu', 7) },
    { unitPath: '320582/leyuan', expected: 20, progress: unit('leyuan', 20) },
  ],
};
const callerAt = (orgPath: string): SessionClaims => ({
  sub: 's',
  kind: 'person',
  sid: 's',
  roles: ['operator'],
  orgId: 'o',
  orgPath,
  unitId: null,
});

describe('progress within a scope', () => {
  it.each<[string, string[] | null, number, number]>([
    ['320582', ['320582', 'leyu', 'leyuan'], 35, 32],
    ['320582/leyu', ['leyu'], 10, 7],
    ['320582/leyu/320582104201', null, 0, 0],
    ['320582/emergency-bureau', null, 0, 0],
  ])('%s sees %j', (orgPath, unitIds, expected, issued) => {
    const seen = progressFor(callerAt(orgPath), all);
    expect(seen?.units.map(({ unitId }) => unitId) ?? null).toEqual(unitIds);
    if (unitIds) expect(seen).toMatchObject({ expected, issued });
  });

  it('says the same at another moment, and something else when a count differs', () => {
    expect(saysTheSame(all, { ...all, at: '2024-09-15T06:16:00Z' })).toBe(true);
    expect(saysTheSame(all, { ...all, units: all.units.slice(1) })).toBe(false);
  });
});
