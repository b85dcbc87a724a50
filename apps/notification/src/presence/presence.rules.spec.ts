import { countPresence, orgsConnected, pointsOnline } from './presence.rules.js';

const desk = (orgId: string, subjectId = orgId) => ({ orgId, subjectId, kind: 'command-point' as const });

describe('presence', () => {
  it('is a desk at any node, counted once; a person at the same org is none', () => {
    const online = pointsOnline([
      { node: 'a', desks: [desk('v1'), desk('v1', 'second screen'), { orgId: 'v3', subjectId: 'p', kind: 'person' }] },
      { node: 'b', desks: [desk('v1'), desk('v2')] },
    ]);
    expect([...online].sort()).toEqual(['v1', 'v2']);
  });

  it('of a department is anybody there, at its desk or on a phone', () => {
    const nodes = [
      { node: 'a', desks: [desk('water'), { orgId: 'water', subjectId: 'p', kind: 'person' as const }] },
      { node: 'b', desks: [{ orgId: 'transport', subjectId: 'q', kind: 'person' as const }] },
    ];
    expect(orgsConnected(nodes)).toEqual(['water', 'transport']);
  });

  it('is counted per unit, and who has no desk is named', () => {
    const point = (orgId: string, unitId: string) => ({ orgId, orgName: `${orgId} 村`, unitId });
    const points = [point('city-centre', '320582'), point('v1', 'leyu'), point('v2', 'leyu'), point('v9', 'jinfeng')];
    expect(countPresence(points, new Set(['v1', 'v2', 'nowhere']))).toEqual({
      units: [
        { unitId: '320582', commandPoints: 1, online: 0 },
        { unitId: 'leyu', commandPoints: 2, online: 2 },
        { unitId: 'jinfeng', commandPoints: 1, online: 0 },
      ],
      offline: [points[0], points[3]],
    });
  });
});
