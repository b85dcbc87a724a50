import type { EntityManager } from 'typeorm';
import type { ActivationStarted } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { activationKey } from '#contracts/events.js';
import { askPrepared } from '#service-kit/prepared.js';
import { planLadder } from '../escalation/ladder.rules.js';
import type { NewTask, Recipient } from './new-task.rules.js';

/** Rows that are looked up with one statement: for so many, the directory's indexes cost less than reading all of it. */
const lookupsAtOnce = 500;
const fewLookups = 40;

/** What dispatch knows of a response in one unit, locked. */
export type KnownResponse = { exercise: boolean; ended: boolean };

/** Opens the responses of these parts where they are new, notes the parts, and locks the responses; by `activation:unit`. */
export async function openResponses(
  tx: EntityManager,
  parts: readonly Envelope<ActivationStarted>[],
  now: Date,
): Promise<Map<string, KnownResponse>> {
  const column = <Value>(of: (part: Envelope<ActivationStarted>) => Value): Value[] => parts.map(of);
  const [activationIds, unitIds] = [column(({ data }) => data.activationId), column(({ data }) => data.unitId)];
  await tx.query(
    `INSERT INTO dispatch.response (cause, activation_id, unit_id, exercise, incident_title, level, started_at, part_total)
     SELECT 'activation', r.* FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::text[], $5::text[], $6::timestamptz[], $7::integer[])
       AS r(activation_id, unit_id, exercise, incident_title, level, started_at, part_total)
     ORDER BY activation_id, unit_id ON CONFLICT DO NOTHING`,
    [
      activationIds,
      unitIds,
      column((part) => part.exercise),
      column(({ data }) => data.incidentTitle),
      column(({ data }) => data.level),
      column(({ data }) => data.startedAt),
      column((part) => part.parttotal),
    ],
  );
  await tx.query(
    `INSERT INTO dispatch.part (activation_id, part_index, part_total, received_at)
     SELECT *, $4::timestamptz FROM unnest($1::uuid[], $2::integer[], $3::integer[]) AS p(activation_id, part_index, part_total)
     ORDER BY activation_id, part_index ON CONFLICT DO NOTHING`,
    [activationIds, column((part) => part.partindex), column((part) => part.parttotal), now],
  );
  const rows = (await tx.query(
    `SELECT r.activation_id, r.unit_id, r.exercise, r.ended_at IS NOT NULL AS ended FROM dispatch.response r
     WHERE (r.activation_id, r.unit_id) IN (SELECT * FROM unnest($1::uuid[], $2::text[])) ORDER BY r.activation_id, r.unit_id FOR UPDATE`,
    [activationIds, unitIds],
  )) as (KnownResponse & { activation_id: string; unit_id: string })[];
  return new Map(rows.map((row) => [activationKey(row.activation_id, row.unit_id), row]));
}

/** Keeps what the tasks of these parts say, once per unit. */
export async function keepBriefs(tx: EntityManager, parts: readonly Envelope<ActivationStarted>[]): Promise<void> {
  await tx.query(
    `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, on_report, depends_on,
                                 acknowledge_minutes, done_minutes, reported, composed, ladder)
     SELECT p.activation_id, p.unit_id, t->>'taskNo', t->>'title', t->>'titleEn', t->>'starts', t->>'onReport',
            ARRAY(SELECT jsonb_array_elements_text(t->'dependsOn')),
            (t->>'acknowledgeMinutes')::int, (t->>'doneMinutes')::int, coalesce(p.reports ? (t->>'onReport'), false), t, $5::jsonb
     FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::jsonb[]) AS p(activation_id, unit_id, tasks, reports), jsonb_array_elements(p.tasks) AS t
     ON CONFLICT DO NOTHING`,
    [
      parts.map(({ data }) => data.activationId),
      parts.map(({ data }) => data.unitId),
      parts.map(({ data }) => JSON.stringify(data.tasks)),
      parts.map(({ data }) => JSON.stringify(data.reports)),
      JSON.stringify(planLadder),
    ],
  );
}

const onDuty = `
  SELECT d.person_id AS "personId", coalesce(d.holding, 'vacant') AS holding, o.command_point_id AS "commandPointId"
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r(org_id, post_id, nth)
  LEFT JOIN directory_read.org o ON o.id = r.org_id
  LEFT JOIN directory_read.on_duty($3) d ON d.org_id = r.org_id AND d.post_id = r.post_id
  ORDER BY r.nth`;

/** Who is on duty in these posts at this moment, in their order. */
export async function readRecipients(
  tx: EntityManager,
  posts: readonly { orgId: string; postId: string }[],
  at: Date,
): Promise<Recipient[]> {
  const recipients: Recipient[] = [];
  for (let from = 0; from < posts.length; from += lookupsAtOnce) {
    const chunk = posts.slice(from, from + lookupsAtOnce);
    const values = [chunk.map(({ orgId }) => orgId), chunk.map(({ postId }) => postId), at];
    // To plan this takes thirty times as long as to do it for a few; where many are asked for, their number makes the plan.
    const rows =
      chunk.length <= fewLookups ? await askPrepared<Recipient>(tx, onDuty, values) : ((await tx.query(onDuty, values)) as Recipient[]);
    recipients.push(...rows);
  }
  return recipients;
}

/** Inserts tasks; answers the ids of those that were new: a part that comes again issues nothing twice. */
export async function insertTasks(tx: EntityManager, tasks: readonly NewTask[], now: Date): Promise<Set<string>> {
  const rows = (await tx.query(
    `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, person_id, unfilled, exercise, state, issued_at,
                                started_at, acknowledge_due_at, done_due_at, next_rung_at, acknowledged_at, closed_at)
     SELECT id, activation_id, unit_id, task_no, org_id, post_id, person_id, person_id IS NULL, exercise, state, $14::timestamptz,
            started_at, acknowledge_due_at, done_due_at, least(acknowledge_due_at, done_due_at), done_at, done_at
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::boolean[], $9::text[],
                 $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[])
       AS t(id, activation_id, unit_id, task_no, org_id, post_id, person_id, exercise, state, started_at, acknowledge_due_at, done_due_at, done_at)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [
      tasks.map((task) => task.taskId),
      tasks.map((task) => task.activationId),
      tasks.map((task) => task.unitId),
      tasks.map((task) => task.taskNo),
      tasks.map((task) => task.orgId),
      tasks.map((task) => task.postId),
      tasks.map((task) => task.personId),
      tasks.map((task) => task.exercise),
      tasks.map((task) => task.state),
      tasks.map((task) => task.startedAt),
      tasks.map((task) => task.acknowledgeDueAt),
      tasks.map((task) => task.doneDueAt),
      tasks.map((task) => (task.state === 'done' ? task.startedAt : null)),
      now,
    ],
  )) as { id: string }[];
  return new Set(rows.map(({ id }) => id));
}
