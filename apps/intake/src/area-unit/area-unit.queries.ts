import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { inScopeSql } from '#service-kit/scope.js';

/** An area unit 区镇 as intake needs it: to choose from, and to name and place an incident. */
export type AreaUnit = { id: string; name: string; longitude: number | null; latitude: number | null };

/** The area units in the caller's scope, in the city's order; only those of `among` if it is given. */
export async function areaUnitsOf(tx: EntityManager, caller: SessionClaims, among?: readonly string[]): Promise<AreaUnit[]> {
  return (await tx.query(
    `SELECT id, name, longitude, latitude FROM directory_read.org
     WHERE kind = 'area-unit' AND ${inScopeSql('path', '$1')} AND ($2::text[] IS NULL OR id = ANY($2))
     ORDER BY sort, id`,
    [caller.orgPath, among ?? null],
  )) as AreaUnit[];
}

/** The area unit that an org lies in; null for city level and for an unknown org. */
export async function unitOfOrg(tx: EntityManager, orgId: string): Promise<string | null> {
  const [org] = (await tx.query('SELECT unit_id FROM directory_read.org WHERE id = $1', [orgId])) as { unit_id: string | null }[];
  return org?.unit_id ?? null;
}

/** The org that the caller's scope is named after: the city, or the town. */
export async function scopeOrgOf(tx: EntityManager, caller: SessionClaims): Promise<AreaUnit | null> {
  const [org] = (await tx.query('SELECT id, name, longitude, latitude FROM directory_read.org WHERE path = $1', [
    caller.orgPath,
  ])) as AreaUnit[];
  return org ?? null;
}
