import type { EntityManager } from 'typeorm';
import type { CallingMatter } from './whistle-call.rules.js';
import type { Stationing } from './whistle-proposal.rules.js';

const columns = `
  m.id, m.number, m.name, m.name_en AS "nameEn", m.whistle_kind AS "whistleKind", m.handling_limit AS "handlingLimit",
  m.lead_department_id AS "leadOrgId", m.assisting_department_ids AS "assistOrgIds", m.principal, m.cooperating,
  m.town_bureau AS "townBureau", m.may_become AS "mayBecome"`;

/** A matter of the list as a whistle needs it; null where the list has none of this id. */
export async function findMatter(tx: EntityManager, matterId: string): Promise<CallingMatter | null> {
  const [matter] = (await tx.query(`SELECT ${columns} FROM directory_read.matter m WHERE m.id = $1`, [matterId])) as CallingMatter[];
  return matter ?? null;
}

/** Matters that may have become what a plan is for. */
export async function findMattersOfPlan(tx: EntityManager, planNo: string): Promise<CallingMatter[]> {
  return (await tx.query(`SELECT ${columns} FROM directory_read.matter m WHERE m.may_become = $1 ORDER BY m.number`, [
    planNo,
  ])) as CallingMatter[];
}

/** Who keeps the town's station for the matter, if it is a station. */
export async function findStationings(tx: EntityManager, unitId: string, matter: CallingMatter): Promise<Stationing[]> {
  if (!matter.townBureau) return [];
  return (await tx.query(
    `SELECT o.name AS "stationName", s.department_id AS "departmentId" FROM directory_read.stationing s
     JOIN directory_read.org o ON o.id = s.station_org_id WHERE s.unit_id = $1 AND o.template_id = $2 ORDER BY s.department_id`,
    [unitId, matter.townBureau],
  )) as Stationing[];
}

/** What these orgs are: `department`, another kind, or absent where there is none. */
export async function readOrgKinds(tx: EntityManager, orgIds: readonly string[]): Promise<Map<string, { kind: string; name: string }>> {
  const rows = (await tx.query('SELECT id, kind, name FROM directory_read.org WHERE id = ANY($1::text[])', [orgIds])) as {
    id: string;
    kind: string;
    name: string;
  }[];
  return new Map(rows.map(({ id, kind, name }) => [id, { kind, name }]));
}
