import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Activation, ActivationQuery } from '#contracts/activation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { inScopeSql } from '#service-kit/scope.js';
import type { RunningCityResponse } from './activation.rules.js';

type ActivationRow = {
  id: string;
  incident_id: string;
  incident_title: string;
  category: string;
  exercise: boolean;
  state: Activation['state'];
  level: ResponseLevel;
  statements: Activation['statements'];
  unit_ids: string[];
  plan_nos: string[];
  authority_org_id: string;
  authority_post_id: string;
  authority_org_name: string | null;
  authority_post_name: string | null;
  authority_post_name_en: string | null;
  approval: string;
  started_at: Date;
  started_by: string;
  person_id: string | null;
  person_name: string | null;
  expected_until: Date;
  ended_at: Date | null;
  end_reason: string | null;
  expected_rows: number;
  parts_unpublished: number;
};

/**
 * Activations as the caller may see them: the city sees all of each, a town those that touch it, with its own unit and its own rows
 * only. Names are looked up now. What the bus does not have yet is counted over the index of unpublished events, which is empty in good order. `where` may use `a` (the activation) and parameters from $2 on.
 */
async function readActivations(tx: EntityManager, caller: SessionClaims, where: string, parameters: unknown[]): Promise<Activation[]> {
  const rows = (await tx.query(
    `WITH scope AS (SELECT o.id FROM directory_read.org o WHERE o.kind = 'area-unit' AND ${inScopeSql('o.path', '$1')}),
     unpublished AS MATERIALIZED (
       SELECT split_part(e.key, ':', 1) AS activation_id, count(*)::int AS parts FROM plan.outbox e
       WHERE e.published_at IS NULL AND e.type = 'activation.started.v1'
         AND (strpos($1, '/') = 0 OR split_part(e.key, ':', 2) IN (SELECT id FROM scope))
       GROUP BY 1
     )
     SELECT a.id, a.incident_id, i.facts->>'title' AS incident_title, i.facts->>'category' AS category, a.exercise, a.state, a.level, a.statements,
            v.unit_ids, a.plan_nos, a.authority_org_id, a.authority_post_id, o.name AS authority_org_name,
            p.name AS authority_post_name, p.name_en AS authority_post_name_en, a.approval, a.started_at, a.started_by,
            n.person_id, n.name AS person_name, a.expected_until, a.ended_at, a.end_reason,
            CASE WHEN strpos($1, '/') = 0 THEN a.expected_rows ELSE v.rows END AS expected_rows,
            coalesce(w.parts, 0) AS parts_unpublished
     FROM plan.activation a
     JOIN plan.known_incident i ON i.id = a.incident_id
     JOIN LATERAL (
       SELECT array_agg(u.unit_id ORDER BY array_position(a.unit_ids, u.unit_id)) AS unit_ids, sum(u.rows)::int AS rows
       FROM plan.activation_unit u
       WHERE u.activation_id = a.id AND u.unit_id = ANY(a.unit_ids) AND u.unit_id IN (SELECT id FROM scope)
     ) v ON v.unit_ids IS NOT NULL
     LEFT JOIN unpublished w ON w.activation_id = a.id::text
     LEFT JOIN directory_read.org o ON o.id = a.authority_org_id
     LEFT JOIN directory_read.post p ON p.id = a.authority_post_id
     LEFT JOIN directory_read.actor n ON n.id = a.started_by
     WHERE ${where}`,
    [caller.orgPath, ...parameters],
  )) as ActivationRow[];
  return rows.map(activationOf);
}

/** A page of activations, newest first. One row more than the limit says that there are more. */
export function readActivationPage(tx: EntityManager, caller: SessionClaims, query: ActivationQuery): Promise<Activation[]> {
  return readActivations(
    tx,
    caller,
    `($2::text IS NULL OR a.state = $2) AND ($3::uuid IS NULL OR a.incident_id = $3)
       AND ($4::uuid IS NULL OR (a.started_at, a.id) < (SELECT c.started_at, c.id FROM plan.activation c WHERE c.id = $4))
     ORDER BY a.started_at DESC, a.id DESC LIMIT $5`,
    [query.state ?? null, query.incidentId ?? null, query.cursor ?? null, query.limit + 1],
  );
}

/** One activation in the caller's scope, or null: missing and out of scope answer alike. */
export async function readActivation(tx: EntityManager, caller: SessionClaims, id: string): Promise<Activation | null> {
  return (await readActivations(tx, caller, 'a.id = $2', [id]))[0] ?? null;
}

/** Of these units, those in which a response to this incident runs. */
export async function readAlreadyActive(tx: EntityManager, incidentId: string, unitIds: readonly string[]): Promise<string[]> {
  const rows = (await tx.query(
    `SELECT DISTINCT u.unit_id FROM plan.activation a JOIN plan.activation_unit u ON u.activation_id = a.id
     WHERE a.incident_id = $1 AND a.state = 'running' AND u.ended_at IS NULL AND u.unit_id = ANY($2) ORDER BY u.unit_id`,
    [incidentId, unitIds],
  )) as { unit_id: string }[];
  return rows.map((row) => row.unit_id);
}

/** Responses that the city started and that run in some of these units: what may be a floor. Exercises bind exercises only. */
export async function readRunningCityResponses(
  tx: EntityManager,
  unitIds: readonly string[],
  exercise: boolean,
): Promise<RunningCityResponse[]> {
  const rows = (await tx.query(
    `SELECT DISTINCT a.id, a.incident_id, u.level, a.plan_nos
     FROM plan.activation_unit u JOIN plan.activation a ON a.id = u.activation_id
     WHERE u.unit_id = ANY($1) AND u.ended_at IS NULL AND a.state = 'running' AND a.authority_unit_id IS NULL AND a.exercise = $2
     ORDER BY a.id`,
    [unitIds, exercise],
  )) as { id: string; incident_id: string; level: ResponseLevel; plan_nos: string[] }[];
  return rows.map((row) => ({ activationId: row.id, incidentId: row.incident_id, level: row.level, planNos: row.plan_nos }));
}

function activationOf(row: ActivationRow): Activation {
  return {
    id: row.id,
    incidentId: row.incident_id,
    incidentTitle: row.incident_title,
    category: row.category,
    exercise: row.exercise,
    state: row.state,
    level: row.level,
    statements: row.statements,
    unitIds: row.unit_ids,
    planNos: row.plan_nos,
    authority: {
      orgId: row.authority_org_id,
      postId: row.authority_post_id,
      orgName: row.authority_org_name ?? row.authority_org_id,
      postName: row.authority_post_name ?? row.authority_post_id,
      postNameEn: row.authority_post_name_en ?? row.authority_post_id,
    },
    approval: row.approval,
    startedAt: row.started_at.toISOString(),
    startedBy: { personId: row.person_id ?? row.started_by, name: row.person_name ?? '' },
    expectedUntil: row.expected_until.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endReason: row.end_reason,
    expectedRows: row.expected_rows,
    partsUnpublished: row.parts_unpublished,
  };
}
