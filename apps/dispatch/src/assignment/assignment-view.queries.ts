import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Assignment, AssignmentDetail, AssignmentPage, AssignmentQuery } from '#contracts/assignment.js';
import { Refused } from '#service-kit/refused.js';
import { inScopeSql } from '#service-kit/scope.js';
import { readTasksOf } from '../task/task.queries.js';

const pageSize = 100;

const view = `
  SELECT a.id, a.state, a.exercise, a.title, a.what, a.unit_id AS "unitId", u.name AS "unitName", a.incident_id AS "incidentId",
         jsonb_build_object('description', a.place, 'position', a.position) AS place,
         jsonb_build_object('count', coalesce(b.need, c.of), 'of', c.of) AS need,
         jsonb_build_object('acknowledged', c.acknowledged, 'done', c.done, 'declined', c.declined) AS has,
         ARRAY(SELECT p.needs_id FROM dispatch.prerequisite p WHERE p.assignment_id = a.id ORDER BY p.needs_id) AS after,
         a.check_in_minutes AS "checkInMinutes", a.given_at AS "givenAt", coalesce(g.name, '') AS "givenByName", b.met_at AS "metAt", a.ended_at AS "endedAt"
  FROM dispatch.assignment a
  JOIN dispatch.brief b ON b.activation_id = a.id AND b.unit_id = a.unit_id
  JOIN directory_read.org u ON u.id = a.unit_id
  LEFT JOIN directory_read.actor g ON g.id = a.given_by
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS of, count(*) FILTER (WHERE t.acknowledged_at IS NOT NULL)::int AS acknowledged,
           count(*) FILTER (WHERE t.state = 'done')::int AS done, count(*) FILTER (WHERE t.state = 'declined')::int AS declined
    FROM dispatch.task t WHERE t.activation_id = a.id AND t.unit_id = a.unit_id) c`;

/** Assignments of the caller's part of the tree, newest first; 100 at a time, after a cursor (the last one's id). */
export async function listAssignments(tx: EntityManager, caller: SessionClaims, query: AssignmentQuery): Promise<AssignmentPage> {
  const parameters: unknown[] = [caller.orgPath];
  const put = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [inScopeSql('u.path', '$1')];
  if (query.state) conditions.push(`a.state = ${put(query.state)}`);
  if (query.incidentId) conditions.push(`a.incident_id = ${put(query.incidentId)}`);
  if (query.cursor) conditions.push(`a.id < ${put(query.cursor)}`);
  const assignments = (await tx.query(
    `${view} WHERE ${conditions.join(' AND ')} ORDER BY a.id DESC LIMIT ${pageSize + 1}`,
    parameters,
  )) as Assignment[];
  const page = assignments.slice(0, pageSize);
  return { assignments: page, next: assignments.length > pageSize ? page[page.length - 1]!.id : null };
}

/** One assignment of the caller's scope with its tasks; missing and foreign answer alike. */
export async function readAssignmentDetail(tx: EntityManager, caller: SessionClaims, assignmentId: string): Promise<AssignmentDetail> {
  const [assignment] = (await tx.query(`${view} WHERE a.id = $2 AND ${inScopeSql('u.path', '$1')}`, [
    caller.orgPath,
    assignmentId,
  ])) as Assignment[];
  if (!assignment) throw new Refused('not-found');
  return { ...assignment, tasks: await readTasksOf(tx, assignmentId) };
}
