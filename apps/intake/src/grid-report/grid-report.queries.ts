import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { FileGridReport, GridReport, GridReportQuery } from '#contracts/grid-report.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { GridReportState } from './grid-report.rules.js';

type GridReportRecord = Omit<GridReport, 'place' | 'filedAt' | 'handledAt'> & {
  place: string;
  position: GridReport['place']['position'];
  filedAt: Date;
  handledAt: Date | null;
};

/** Reports of the caller's scope ($1), with the names of today. */
const visibleSql = `
  SELECT g.id, g.exercise, g.matter_id AS "matterId", g.org_id AS "orgId", g.words, g.place, g.position, g.state, g.unit_id AS "unitId",
    coalesce(m.name, g.matter_id) AS "matterName", coalesce(m.name_en, g.matter_id) AS "matterNameEn", coalesce(m.whistle_kind, 'everyday') AS "whistleKind",
    o.name AS "orgName", g.filed_at AS "filedAt", coalesce(a.name, '') AS "filedByName", g.handled_at AS "handledAt", g.handled_words AS "handledWords",
    g.whistle_id AS "whistleId"
  FROM intake.grid_report g
  JOIN directory_read.org o ON o.id = g.org_id
  LEFT JOIN directory_read.matter m ON m.id = g.matter_id
  LEFT JOIN directory_read.actor a ON a.id = g.filed_by
  WHERE ${inScopeSql('o.path', '$1')}`;

/** A page of reports, newest first. */
export async function listReports(tx: EntityManager, caller: SessionClaims, query: GridReportQuery): Promise<GridReport[]> {
  const rows = (await tx.query(
    `${visibleSql} AND ($2::text IS NULL OR g.state = $2) AND ($3::uuid IS NULL OR g.id < $3) ORDER BY g.id DESC LIMIT $4`,
    [caller.orgPath, query.state ?? null, query.cursor ?? null, query.limit + 1],
  )) as GridReportRecord[];
  return rows.map(toReport);
}

/** One report of the caller's scope. */
export async function findReport(tx: EntityManager, caller: SessionClaims, id: string): Promise<GridReport | null> {
  const [row] = (await tx.query(`${visibleSql} AND g.id = $2`, [caller.orgPath, id])) as GridReportRecord[];
  return row ? toReport(row) : null;
}

/** What the directory says of a report that is about to be filed: whether there is such a matter, and the unit of the place if it is in scope. */
export async function lookAround(
  tx: EntityManager,
  caller: SessionClaims,
  { matterId, orgId }: FileGridReport,
): Promise<{ matter: boolean; unitId: string | null }> {
  const [row] = (await tx.query(
    `SELECT EXISTS (SELECT 1 FROM directory_read.matter WHERE id = $2) AS matter,
       (SELECT unit_id FROM directory_read.org WHERE id = $3 AND kind IN ('village', 'area-unit') AND ${inScopeSql('path', '$1')}) AS "unitId"`,
    [caller.orgPath, matterId, orgId],
  )) as [{ matter: boolean; unitId: string | null }];
  return row;
}

export type LockedReport = { id: string; state: GridReportState; exercise: boolean; unitId: string; whistleId: string | null };

/** Locks these reports against each other's changes, in the order of their ids; those that are not here are left out. */
export async function lockReports(tx: EntityManager, ids: readonly string[]): Promise<Map<string, LockedReport>> {
  const rows = (await tx.query(
    `SELECT id, state, exercise, unit_id AS "unitId", whistle_id AS "whistleId" FROM intake.grid_report WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE`,
    [ids],
  )) as LockedReport[];
  return new Map(rows.map((row) => [row.id, row]));
}

/** The reports for which these whistles were blown. */
export async function reportsOfWhistles(tx: EntityManager, whistleIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query('SELECT id FROM intake.grid_report WHERE whistle_id = ANY($1)', [whistleIds])) as { id: string }[];
  return rows.map((row) => row.id);
}

function toReport({ place, position, filedAt, handledAt, ...row }: GridReportRecord): GridReport {
  return {
    ...row,
    place: { description: place, position },
    filedAt: filedAt.toISOString(),
    handledAt: handledAt?.toISOString() ?? null,
  };
}
