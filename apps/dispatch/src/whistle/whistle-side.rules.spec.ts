import type { Role, SessionClaims } from '#contracts/access.js';
import { shares, sideOf } from './whistle-side.rules.js';

const whistle = { unitId: 'leyu', offeredByOrgId: null };
const session = (orgId: string, orgPath: string, unitId: string | null, role: Role): SessionClaims => ({
  sub: 'x',
  kind: 'person',
  sid: 'y',
  roles: [role],
  orgId,
  orgPath,
  unitId,
});

/** Who, whether the whistle is shared, and on which side they act. `water` was called. */
const table: [string, SessionClaims, boolean, string | null][] = [
  ["the town's operator", session('leyu:town-centre', '320582/leyu', 'leyu', 'operator'), true, 'town'],
  ["the town's commander", session('leyu:leadership', '320582/leyu', 'leyu', 'commander'), true, 'town'],
  ["the town's desk reads", session('leyu:town-centre', '320582/leyu', 'leyu', 'command-point'), true, null],
  ['a village of the town', session('320582104201', '320582/leyu/320582104201', 'leyu', 'staff'), false, null],
  ['a station of the town', session('leyu:water-station', '320582/leyu/leyu:water-station', 'leyu', 'staff'), false, null],
  ['another town', session('jingang:town-centre', '320582/jingang', 'jingang', 'operator'), false, null],
  ["the city's operator", session('city-centre', '320582', null, 'operator'), true, 'city'],
  ["the city's auditor reads", session('city-centre', '320582', null, 'auditor'), true, null],
  ['the called department', session('water', '320582/water', null, 'staff'), true, 'called'],
  ['its desk', session('water', '320582/water', null, 'command-point'), true, 'called'],
  ['a department that was not called', session('transport', '320582/transport', null, 'staff'), false, 'called'],
];

describe('who shares a whistle', () => {
  it.each(table)('%s', (_who, caller, reads, side) => {
    expect([shares(caller, whistle, ['water']), sideOf(caller, whistle)]).toEqual([reads, side]);
  });

  it('the department that offered itself shares it before anybody is called', () => {
    const transport = session('transport', '320582/transport', null, 'staff');
    expect(shares(transport, { ...whistle, offeredByOrgId: 'transport' }, [])).toBe(true);
  });
});
