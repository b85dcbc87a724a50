import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { GiveAssignment } from '#contracts/assignment.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { AssignmentState, Named } from './assignment.rules.js';
import { assignmentTaskNo } from './assignment.rules.js';

/** An assignment as its story needs it. `unmet`: how many of its prerequisites are not met. */
export type KnownAssignment = {
  id: string;
  unitId: string;
  exercise: boolean;
  incidentId: string | null;
  state: AssignmentState;
  givenByOrgId: string;
  givenByCity: boolean;
  unmet: number;
};

const known = `
  SELECT a.id, a.unit_id AS "unitId", a.exercise, a.incident_id AS "incidentId", a.state, a.given_by_org_id AS "givenByOrgId",
         coalesce(g.kind IN ('city', 'city-centre'), false) AS "givenByCity",
         (SELECT count(*)::int FROM dispatch.prerequisite p JOIN dispatch.assignment n ON n.id = p.needs_id
          WHERE p.assignment_id = a.id AND n.state <> 'met') AS unmet
  FROM dispatch.assignment a LEFT JOIN directory_read.org g ON g.id = a.given_by_org_id`;

/** One assignment as it is now; the caller holds its brief's lock. */
export async function readAssignment(tx: EntityManager, assignmentId: string): Promise<KnownAssignment> {
  const [row] = (await tx.query(`${known} WHERE a.id = $1`, [assignmentId])) as [KnownAssignment];
  return row;
}

/** Those that wait for this one. */
export async function readDependents(tx: EntityManager, assignmentId: string): Promise<KnownAssignment[]> {
  return (await tx.query(
    `${known} JOIN dispatch.prerequisite d ON d.assignment_id = a.id WHERE d.needs_id = $1 AND a.state = 'waiting' ORDER BY a.id`,
    [assignmentId],
  )) as KnownAssignment[];
}

/** Writes what has become of an assignment, on it and on its brief. */
export async function markAssignment(tx: EntityManager, assignmentId: string, state: AssignmentState, at: Date): Promise<void> {
  await tx.query(
    `UPDATE dispatch.assignment SET state = $2, ended_at = CASE WHEN $2 IN ('met', 'withdrawn') THEN $3::timestamptz END WHERE id = $1`,
    [assignmentId, state, at],
  );
  if (state === 'met') await tx.query('UPDATE dispatch.brief SET met_at = $2 WHERE activation_id = $1', [assignmentId, at]);
  if (state === 'unreachable') await tx.query('UPDATE dispatch.brief SET unreachable_at = $2 WHERE activation_id = $1', [assignmentId, at]);
}

/** The tasks by which it was lost: those that were declined, or all of them where none was. */
export async function readLost(tx: EntityManager, assignmentId: string): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT id FROM dispatch.task t WHERE activation_id = $1 AND task_no = $2
       AND (state = 'declined' OR NOT EXISTS (SELECT 1 FROM dispatch.task d WHERE d.activation_id = $1 AND d.state = 'declined'))
     ORDER BY id FOR UPDATE`,
    [assignmentId, assignmentTaskNo],
  )) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** An area unit of the caller's scope, or the city itself for who acts for it; null for any other org. */
export async function readUnit(tx: EntityManager, caller: SessionClaims, unitId: string): Promise<{ city: string } | null> {
  const [unit] = (await tx.query(
    `SELECT split_part(o.path, '/', 1) AS city FROM directory_read.org o
     WHERE o.id = $1 AND o.kind IN ('area-unit', 'city') AND ${inScopeSql('o.path', '$2')}`,
    [unitId, caller.orgPath],
  )) as { city: string }[];
  return unit ?? null;
}

/** An incident as intake told of it. */
export async function readIncident(tx: EntityManager, incidentId: string): Promise<Named['incident']> {
  const [incident] = (await tx.query(
    'SELECT exercise, facts->\'unitIds\' AS "unitIds" FROM intake_read.opened_incident WHERE id = $1::text',
    [incidentId],
  )) as NonNullable<Named['incident']>[];
  return incident ?? null;
}

/** The prerequisites in the caller's scope, each held at what it is until the transaction ends, in the order of their ids. */
export async function lockPrerequisites(tx: EntityManager, caller: SessionClaims, ids: readonly string[]): Promise<Named['after']> {
  if (ids.length === 0) return [];
  await tx.query('SELECT 1 FROM dispatch.brief WHERE activation_id = ANY($1::uuid[]) AND task_no = $2 ORDER BY activation_id FOR SHARE', [
    ids,
    assignmentTaskNo,
  ]);
  return (await tx.query(
    `SELECT a.id, a.state, a.exercise FROM dispatch.assignment a JOIN directory_read.org u ON u.id = a.unit_id
     WHERE a.id = ANY($1::uuid[]) AND ${inScopeSql('u.path', '$2')}`,
    [ids, caller.orgPath],
  )) as Named['after'];
}

/** Writes a new assignment and what it waits for. */
export async function insertAssignment(
  tx: EntityManager,
  caller: SessionClaims,
  order: GiveAssignment & { id: string; state: AssignmentState; at: Date },
): Promise<void> {
  const { id, unitId, exercise, title, what, place, incidentId, checkInMinutes, state, at, after } = order;
  await tx.query(
    `INSERT INTO dispatch.assignment (id, unit_id, exercise, title, what, place, position, incident_id, check_in_minutes, state, given_at, given_by,
                                      given_by_org_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      id,
      unitId,
      exercise,
      title,
      what,
      place.description,
      place.position === null ? null : JSON.stringify(place.position),
      incidentId,
      checkInMinutes,
      state,
      at,
      caller.sub,
      caller.orgId,
    ],
  );
  await tx.query(
    'INSERT INTO dispatch.prerequisite (assignment_id, needs_id) SELECT DISTINCT $1::uuid, needs FROM unnest($2::uuid[]) AS needs',
    [id, after],
  );
}

/** An assignment of the caller's scope, and whether it was given there: what the city gave, a town does not withdraw. */
export async function findGiven(
  tx: EntityManager,
  caller: SessionClaims,
  assignmentId: string,
): Promise<{ unitId: string; givenInScope: boolean } | null> {
  const [found] = (await tx.query(
    `SELECT a.unit_id AS "unitId", coalesce(${inScopeSql('g.path', '$2')}, false) AS "givenInScope"
     FROM dispatch.assignment a
     JOIN directory_read.org u ON u.id = a.unit_id
     LEFT JOIN directory_read.org g ON g.id = a.given_by_org_id
     WHERE a.id = $1 AND ${inScopeSql('u.path', '$2')}`,
    [assignmentId, caller.orgPath],
  )) as { unitId: string; givenInScope: boolean }[];
  return found ?? null;
}

/** Its tasks that are not closed, locked in the order of their ids. */
export async function lockOpenTasks(tx: EntityManager, assignmentId: string): Promise<string[]> {
  const rows = (await tx.query('SELECT id FROM dispatch.task WHERE activation_id = $1 AND closed_at IS NULL ORDER BY id FOR UPDATE', [
    assignmentId,
  ])) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Says on the assignment why it was withdrawn. */
export async function markWithdrawn(tx: EntityManager, assignmentId: string, reason: string): Promise<void> {
  await tx.query('UPDATE dispatch.assignment SET withdrawn_for = $2 WHERE id = $1', [assignmentId, reason]);
}
