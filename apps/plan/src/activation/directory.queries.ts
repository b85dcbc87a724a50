import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Holding } from '#contracts/activation.js';
import type { OrgKind } from '#contracts/org.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { DirectoryOrg, DirectoryPost, Duty } from './duty.rules.js';
import { dutyKey } from './duty.rules.js';

/** The area units among these ids that lie in the caller's scope, in the directory's order. */
export async function unitsInScope(tx: EntityManager, caller: SessionClaims, unitIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT id FROM directory_read.org o WHERE o.kind = 'area-unit' AND o.id = ANY($1) AND ${inScopeSql('o.path', '$2')} ORDER BY o.sort, o.id`,
    [unitIds, caller.orgPath],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

/** Every area unit in the caller's scope, in the directory's order. */
export async function areaUnitsOf(tx: EntityManager, caller: SessionClaims): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT id FROM directory_read.org o WHERE o.kind = 'area-unit' AND ${inScopeSql('o.path', '$1')} ORDER BY o.sort, o.id`,
    [caller.orgPath],
  )) as { id: string }[];
  return rows.map((row) => row.id);
}

/** The orgs of these units, and those of the city: its root, its centre and its departments. One query. */
export async function readOrgs(tx: EntityManager, unitIds: readonly string[]): Promise<DirectoryOrg[]> {
  const rows = (await tx.query(
    `SELECT id, kind, unit_id, template_id, unit_kind, name, command_point_id FROM directory_read.org
     WHERE unit_id IS NULL OR unit_id = ANY($1) ORDER BY sort, id`,
    [unitIds],
  )) as {
    id: string;
    kind: OrgKind;
    unit_id: string | null;
    template_id: string | null;
    unit_kind: string | null;
    name: string;
    command_point_id: string;
  }[];
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    unitId: row.unit_id,
    templateId: row.template_id,
    unitKind: row.unit_kind,
    name: row.name,
    commandPointId: row.command_point_id,
  }));
}

/** Every post definition. */
export async function readPosts(tx: EntityManager): Promise<Map<string, DirectoryPost>> {
  const rows = (await tx.query('SELECT id, org_kind, name, name_en, on_duty_roster FROM directory_read.post')) as {
    id: string;
    org_kind: OrgKind;
    name: string;
    name_en: string;
    on_duty_roster: boolean;
  }[];
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, orgKind: row.org_kind, name: row.name, nameEn: row.name_en, onDutyRoster: row.on_duty_roster },
    ]),
  );
}

/** Who is on duty at these orgs at a moment, by `org post`. */
export async function readDuties(tx: EntityManager, at: Date, orgIds: readonly string[]): Promise<Map<string, Duty>> {
  const rows = (await tx.query('SELECT org_id, post_id, person_id, holding FROM directory_read.on_duty($1) WHERE org_id = ANY($2)', [
    at,
    orgIds,
  ])) as { org_id: string; post_id: string; person_id: string | null; holding: Holding }[];
  return new Map(
    rows.map((row) => [
      dutyKey(row.org_id, row.post_id),
      { orgId: row.org_id, postId: row.post_id, personId: row.person_id, holding: row.holding },
    ]),
  );
}

/** Names of people, looked up to be shown and never kept. */
export async function readNames(tx: EntityManager, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = (await tx.query('SELECT id, name FROM directory_read.person WHERE id = ANY($1)', [personIds])) as {
    id: string;
    name: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.name]));
}
