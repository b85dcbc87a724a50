import type { EntityManager } from 'typeorm';
import type { Point } from '#contracts/ids.js';
import type { IncidentOpened } from '#contracts/incident.js';

/** What is known of where a whistle comes from: nothing of it is typed again. */
export type Origin = {
  exercise: boolean;
  title: string;
  needed: string;
  place: { description: string; position: Point | null };
  incident: { id: string | null; title: string } | null;
  /** The matter, where the origin says which it is; else the plan or category that hints at it. */
  matterId: string | null;
  planNo: string | null;
  category: string | null;
};

/** An incident of the town, as intake told of it; null where there is none or it lies elsewhere. */
export async function findIncidentOrigin(tx: EntityManager, incidentId: string, unitId: string): Promise<Origin | null> {
  const [row] = (await tx.query('SELECT exercise, facts FROM intake_read.opened_incident WHERE id = $1::text', [incidentId])) as {
    exercise: boolean;
    facts: IncidentOpened;
  }[];
  if (!row?.facts.unitIds.includes(unitId)) return null;
  const { title, placeDescription, category } = row.facts;
  return {
    exercise: row.exercise,
    title,
    needed: '',
    place: { description: placeDescription, position: null },
    incident: { id: incidentId, title },
    matterId: null,
    planNo: null,
    category,
  };
}

/** A task of the town that no department was whistled for; null where there is none. */
export async function findTaskOrigin(tx: EntityManager, taskId: string, unitId: string): Promise<Origin | null> {
  const [row] = (await tx.query(
    `SELECT t.exercise, t.task_no, b.title, b.composed->>'what' AS what, r.cause, r.incident_title, o.name AS org_name, o.longitude, o.latitude,
            a.place, a.position
     FROM dispatch.task t
     JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no
     JOIN dispatch.response r ON r.activation_id = t.activation_id AND r.unit_id = t.unit_id
     LEFT JOIN dispatch.assignment a ON a.id = t.activation_id
     LEFT JOIN directory_read.org o ON o.id = t.org_id
     WHERE t.id = $1 AND t.unit_id = $2 AND r.cause <> 'whistle'`,
    [taskId, unitId],
  )) as {
    exercise: boolean;
    task_no: string;
    title: string;
    what: string;
    cause: 'activation' | 'assignment';
    incident_title: string;
    org_name: string | null;
    longitude: number | null;
    latitude: number | null;
    place: string | null;
    position: Point | null;
  }[];
  if (!row) return null;
  const ofOrg: Point | null =
    row.longitude !== null && row.latitude !== null ? { type: 'Point', coordinates: [row.longitude, row.latitude] } : null;
  return {
    exercise: row.exercise,
    title: row.title,
    needed: row.what,
    place: { description: row.place || (row.org_name ?? ''), position: row.position ?? ofOrg },
    incident: row.cause === 'activation' ? { id: null, title: row.incident_title } : null,
    matterId: null,
    planNo: row.cause === 'activation' ? (row.task_no.split('-')[0] ?? null) : null,
    category: null,
  };
}

/** A grid report of the town; null where there is none. */
export async function findGridReportOrigin(tx: EntityManager, gridReportId: string, unitId: string): Promise<Origin | null> {
  const [row] = (await tx.query(
    `SELECT g.exercise, g.matter_id, g.words, g.place, g.position, m.name AS matter_name FROM intake_read.grid_report g
     LEFT JOIN directory_read.matter m ON m.id = g.matter_id WHERE g.id = $1 AND g.unit_id = $2`,
    [gridReportId, unitId],
  )) as { exercise: boolean; matter_id: string; words: string; place: string; position: Point | null; matter_name: string | null }[];
  if (!row) return null;
  return {
    exercise: row.exercise,
    title: `${row.matter_name ?? row.matter_id}：${row.place}`.slice(0, 120),
    needed: row.words,
    place: { description: row.place, position: row.position },
    incident: null,
    matterId: row.matter_id,
    planNo: null,
    category: null,
  };
}
