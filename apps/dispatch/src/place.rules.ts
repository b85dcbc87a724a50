import type { SessionClaims } from '#contracts/access.js';

/** Where a session speaks from: the city's centre, a town's centre or leadership, a department, or somewhere below one of them. */
export type Place = { at: 'city' } | { at: 'town'; unitId: string } | { at: 'department'; orgId: string } | { at: 'below' };

/** The place of a session, by the path of the tree that it sees. */
export function placeOf(caller: Pick<SessionClaims, 'orgPath' | 'unitId'>): Place {
  const [, second, ...below] = caller.orgPath.split('/');
  if (second === undefined) return { at: 'city' };
  if (below.length > 0) return { at: 'below' };
  return caller.unitId === null ? { at: 'department', orgId: second } : { at: 'town', unitId: second };
}
