import type { EntityManager } from 'typeorm';
import type { Actor } from '#contracts/task.js';
import { correlationId } from './correlation.js';
import { askPrepared } from './prepared.js';

/** One state change: who, what, when, in which activation. Facts carry ids, never names or numbers of people (Art. 85). */
export type TimelineRow = {
  at: Date;
  what: string;
  by: Actor;
  activationId?: string | null;
  incidentId?: string | null;
  unitId?: string | null;
  taskId?: string | null;
  facts?: Record<string, unknown>;
};

/** The timeline of a service's schema: rows may be added, never changed (the service's role has no UPDATE or DELETE on it). */
export function timelineTable(schema: string): string {
  return `
    CREATE TABLE ${schema}.timeline (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at timestamptz NOT NULL,
      what text NOT NULL,
      actor_kind text NOT NULL,
      actor_id text NOT NULL,
      activation_id uuid,
      incident_id uuid,
      unit_id text,
      task_id uuid,
      facts jsonb NOT NULL,
      correlation_id text NOT NULL
    );
    CREATE INDEX timeline_task ON ${schema}.timeline (task_id, id) WHERE task_id IS NOT NULL;
    CREATE INDEX timeline_activation ON ${schema}.timeline (activation_id, id) WHERE activation_id IS NOT NULL;
    CREATE INDEX timeline_incident ON ${schema}.timeline (incident_id, id) WHERE incident_id IS NOT NULL;
  `;
}

/** Writes timeline rows in the transaction of the change, all in one statement. `schema` is the service's own. */
export async function appendTimeline(tx: EntityManager, schema: string, rows: readonly TimelineRow[]): Promise<void> {
  if (rows.length === 0) return;
  await askPrepared(
    tx,
    `INSERT INTO ${schema}.timeline (at, what, actor_kind, actor_id, activation_id, incident_id, unit_id, task_id, facts, correlation_id)
     SELECT at, what, actor_kind, actor_id, activation_id, incident_id, unit_id, task_id, facts::jsonb, $10
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[], $9::text[])
       AS r(at, what, actor_kind, actor_id, activation_id, incident_id, unit_id, task_id, facts)`,
    [
      rows.map((row) => row.at),
      rows.map((row) => row.what),
      rows.map((row) => row.by.kind),
      rows.map((row) => row.by.id),
      rows.map((row) => row.activationId ?? null),
      rows.map((row) => row.incidentId ?? null),
      rows.map((row) => row.unitId ?? null),
      rows.map((row) => row.taskId ?? null),
      rows.map((row) => JSON.stringify(row.facts ?? {})),
      correlationId(),
    ],
  );
}
