import type { EntityManager } from 'typeorm';
import type { ReviewRowsAnswer, StationedReview } from '#contracts/stationed-review.js';
import type { Fact } from './review-facts.queries.js';
import type { ReviewScope } from './stationed-review.rules.js';

/** A sheet as it is kept. `facts`, `people` and `rows` are null until it is signed. */
export type ReviewRecord = {
  id: string;
  year: number;
  unitId: string;
  unitName: string;
  stationOrgId: string;
  stationName: string;
  departmentId: string;
  departmentName: string;
  items: StationedReview['items'];
  grade: StationedReview['grade'];
  words: string;
  facts: StationedReview['facts'] | null;
  people: { personId: string; postName: string }[] | null;
  rows: Record<Fact, ReviewRowsAnswer['rows']> | null;
  signedHash: string | null;
  signedAt: Date | null;
  signedByName: string | null;
};

const columns = `r.id, r.year, r.unit_id AS "unitId", coalesce(u.name, r.unit_id) AS "unitName", r.station_org_id AS "stationOrgId",
  coalesce(s.name, r.station_org_id) AS "stationName", r.department_id AS "departmentId", coalesce(d.name, r.department_id) AS "departmentName",
  r.items, r.grade, r.words, r.facts, r.people, r.rows, r.signed_hash AS "signedHash", r.signed_at AS "signedAt", a.name AS "signedByName"`;
const tables = `dispatch.stationed_review r
  LEFT JOIN directory_read.org u ON u.id = r.unit_id LEFT JOIN directory_read.org s ON s.id = r.station_org_id
  LEFT JOIN directory_read.org d ON d.id = r.department_id LEFT JOIN directory_read.actor a ON a.id = r.signed_by`;
const inScope = `($1::text IS NULL OR r.unit_id = $1) AND ($2::text IS NULL OR r.department_id = $2) AND (NOT $3 OR r.signed_at IS NOT NULL)`;
const scopeParameters = (scope: ReviewScope): unknown[] => [scope.unitId, scope.departmentId, scope.signedOnly];

/** Makes the sheets of a year that a town's stations do not have yet; answers the ids of those it made. Two at once make each sheet once. */
export async function makeDrafts(tx: EntityManager, unitId: string, year: number, ids: () => string, now: Date): Promise<string[]> {
  const stations = (await tx.query(
    `SELECT s.station_org_id AS "stationOrgId", s.department_id AS "departmentId" FROM directory_read.stationing s
     WHERE s.unit_id = $1 AND NOT EXISTS (
       SELECT 1 FROM dispatch.stationed_review r WHERE r.year = $2 AND r.station_org_id = s.station_org_id)
     ORDER BY s.station_org_id`,
    [unitId, year],
  )) as { stationOrgId: string; departmentId: string }[];
  if (stations.length === 0) return [];
  const made = (await tx.query(
    `INSERT INTO dispatch.stationed_review (id, year, unit_id, station_org_id, department_id, made_at)
     SELECT id, $4, $5, station_org_id, department_id, $6 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS s(id, station_org_id, department_id)
     ON CONFLICT (year, station_org_id) DO NOTHING RETURNING id`,
    [stations.map(ids), stations.map((one) => one.stationOrgId), stations.map((one) => one.departmentId), year, unitId, now],
  )) as { id: string }[];
  return made.map(({ id }) => id);
}

/** The sheets of a year in a scope, town by town in the order of the directory. */
export async function listReviews(tx: EntityManager, scope: ReviewScope, year: number): Promise<ReviewRecord[]> {
  return tx.query(
    `SELECT ${columns} FROM ${tables} WHERE ${inScope} AND r.year = $4 ORDER BY u.sort, r.unit_id, s.sort, r.station_org_id`,
    [...scopeParameters(scope), year],
  );
}

/** One sheet of a scope. */
export async function findReview(tx: EntityManager, scope: ReviewScope, reviewId: string): Promise<ReviewRecord | null> {
  const [record] = (await tx.query(`SELECT ${columns} FROM ${tables} WHERE ${inScope} AND r.id = $4`, [
    ...scopeParameters(scope),
    reviewId,
  ])) as ReviewRecord[];
  return record ?? null;
}

/** Locks a sheet until the transaction ends. */
export async function lockReview(tx: EntityManager, reviewId: string): Promise<void> {
  await tx.query('SELECT 1 FROM dispatch.stationed_review WHERE id = $1 FOR UPDATE', [reviewId]);
}

/** Who holds a post at these stations now, with all their posts there. */
export async function readPeople(
  tx: EntityManager,
  stationOrgIds: readonly string[],
): Promise<Map<string, { personId: string; postName: string }[]>> {
  const rows = (await tx.query(
    `SELECT h.org_id AS "orgId", h.person_id AS "personId", string_agg(p.name, '、' ORDER BY h.rank, p.id) AS "postName"
     FROM directory_read.post_holder h JOIN directory_read.post p ON p.id = h.post_id
     WHERE h.org_id = ANY($1) GROUP BY h.org_id, h.person_id ORDER BY h.org_id, min(h.rank), h.person_id`,
    [stationOrgIds],
  )) as { orgId: string; personId: string; postName: string }[];
  const people = new Map<string, { personId: string; postName: string }[]>(stationOrgIds.map((orgId) => [orgId, []]));
  for (const { orgId, personId, postName } of rows) people.get(orgId)!.push({ personId, postName });
  return people;
}

/** The names of people, as far as they are still known. */
export async function readNames(tx: EntityManager, personIds: readonly string[]): Promise<Map<string, string>> {
  const rows = (await tx.query('SELECT id, name FROM directory_read.person WHERE id = ANY($1)', [personIds])) as {
    id: string;
    name: string;
  }[];
  return new Map(rows.map(({ id, name }) => [id, name]));
}
