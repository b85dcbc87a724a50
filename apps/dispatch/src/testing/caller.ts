import { uuidv7 } from 'uuidv7';
import type { Role, SessionClaims } from '#contracts/access.js';

/** A session of the city, a town (`leyu`), a department (`water`) or somebody below a town's centre (`leyu/v1`). */
export function callerAt(where: string, roles: Role[] = ['operator'], sub = uuidv7()): SessionClaims {
  const towns = ['leyu', 'jingang'];
  const unitId = towns.find((town) => where.split('/')[0] === town) ?? null;
  const orgPath = where === 'city' ? '320582' : `320582/${where}`;
  return { sub, kind: 'person', sid: uuidv7(), roles, orgId: where === 'city' ? 'city-centre' : where.split('/').at(-1)!, orgPath, unitId };
}
