import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { inScopeSql } from '#service-kit/scope.js';
import { IncidentEntity } from './incident.entity.js';

/** The incidents that touch the caller's units. */
export function incidentsVisibleTo(manager: EntityManager, caller: SessionClaims): SelectQueryBuilder<IncidentEntity> {
  const { sql, parameters } = touchesUnitsOf(caller, (name) => `:${name}`);
  return manager.createQueryBuilder(IncidentEntity, 'incident').where(`incident.unit_ids && ${sql}`, parameters);
}

/** SQL of the caller's units; a town's people may sit in an org below their unit, and see what touches the unit all the same. */
export function touchesUnitsOf(
  caller: SessionClaims,
  placeholder: (name: string) => string,
): { sql: string; parameters: Record<string, string> } {
  return caller.unitId
    ? { sql: `ARRAY[${placeholder('unitId')}]::text[]`, parameters: { unitId: caller.unitId } }
    : {
        sql: `ARRAY(SELECT o.id FROM directory_read.org o WHERE o.kind = 'area-unit' AND ${inScopeSql('o.path', placeholder('orgPath'))})`,
        parameters: { orgPath: caller.orgPath },
      };
}

/** Locks these incidents against each other's changes, in the order of their ids; those that are not here are left out. */
export async function lockIncidents(tx: EntityManager, ids: readonly string[]): Promise<IncidentEntity[]> {
  return tx
    .createQueryBuilder(IncidentEntity, 'incident')
    .where('incident.id = ANY(:ids)', { ids })
    .orderBy('incident.id')
    .setLock('for_no_key_update')
    .getMany();
}
