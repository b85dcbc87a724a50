import type { EntityManager } from 'typeorm';
import type { AssignmentState } from './assignment.rules.js';
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
