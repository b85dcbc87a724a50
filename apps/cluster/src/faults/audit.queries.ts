import type pg from 'pg';
import type { Finding, Harm } from './verdict.rules.js';
import type { AnsweredTap } from '#desk-client/tapper.js';

/** What a look is about: one response, its incident's title, the mailboxes of connected desks, and the taps that were answered. */
export type AuditSubject = {
  activationId: string;
  incidentTitle: string;
  mailboxIds: readonly number[];
  taps: readonly AnsweredTap[];
  since: Date;
};

type Look = { what: string; harm: Harm; sql: string; values: (subject: AuditSubject) => unknown[] };

const ofActivation = ({ activationId }: AuditSubject): unknown[] => [activationId];
const ofTaps = ({ taps }: AuditSubject): unknown[] => [
  taps.map((tap) => tap.taskId),
  taps.map((tap) => tap.tap),
  taps.map((tap) => tap.subjectId),
  taps.map((tap) => tap.requestId),
];
const taps = 'unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[]) AS t(task_id, tap, subject_id, request_id)';
const schemas = ['directory', 'intake', 'plan', 'dispatch', 'notification'] as const;
const inEach = (sql: (schema: string) => string): string => schemas.map(sql).join(' UNION ALL ');

/**
 * What must not be, each as a query whose rows are the culprits (column `which`). It shares no code with the platform, and with the
 * reconciliation only the tables.
 */
const looks: readonly Look[] = [
  {
    what: 'an incident was opened twice',
    harm: 'doubled',
    sql: `SELECT string_agg(id::text, ' ') AS which FROM intake.incident WHERE title = $1 HAVING count(*) > 1`,
    values: ({ incidentTitle }) => [incidentTitle],
  },
  {
    what: 'an incident was started twice',
    harm: 'doubled',
    sql: `SELECT string_agg(id::text, ' ') AS which FROM plan.activation
          WHERE incident_id = (SELECT incident_id FROM plan.activation WHERE id = $1) HAVING count(*) > 1`,
    values: ofActivation,
  },
  {
    what: 'a step of a task was written twice',
    harm: 'doubled',
    // A ladder climbs rung by rung, at once over a post that nobody holds: each rung for each moment that was due is a step of its own.
    sql: `SELECT task_id || ' ' || what AS which FROM dispatch.timeline WHERE activation_id = $1 AND task_id IS NOT NULL
          GROUP BY task_id, what, facts->'leg', facts->'dueAt', facts->'rung' HAVING count(*) > 1`,
    values: ofActivation,
  },
  {
    what: 'a tap was announced twice',
    harm: 'doubled',
    sql: `SELECT type || ' ' || (envelope->'data'->>'taskId') AS which FROM dispatch.outbox
          WHERE key LIKE $1 || ':%' AND type IN ('task.acknowledged.v1', 'task.arrived.v1', 'task.done.v1', 'task.declined.v1')
          GROUP BY type, envelope->'data'->>'taskId' HAVING count(*) > 1`,
    values: ofActivation,
  },
  {
    what: 'a mailbox says the same twice',
    harm: 'doubled',
    sql: `SELECT kind || ' ' || mailbox_id || ' ' || coalesce(task_id::text, '') AS which FROM notification.mailbox_row
          WHERE activation_id = $1 AND kind IN ('task', 'start', 'end') GROUP BY mailbox_id, kind, task_id, unit_id HAVING count(*) > 1`,
    values: ofActivation,
  },
  {
    what: 'a mailbox has a gap',
    harm: 'lost',
    sql: `SELECT m.id::text AS which FROM notification.mailbox m JOIN notification.mailbox_row r ON r.mailbox_id = m.id
          WHERE m.id IN (SELECT mailbox_id FROM notification.mailbox_row WHERE activation_id = $1)
          GROUP BY m.id, m.head HAVING count(*) <> m.head OR max(r.seq) <> m.head OR min(r.seq) <> 1`,
    values: ofActivation,
  },
  {
    what: 'an answered tap is not in the story of its task',
    harm: 'lost',
    sql: `SELECT t.tap || ' ' || t.task_id AS which FROM ${taps}
          WHERE NOT EXISTS (SELECT FROM dispatch.timeline l WHERE l.task_id = t.task_id AND l.what =
            CASE t.tap WHEN 'acknowledge' THEN 'task.acknowledged' WHEN 'arrive' THEN 'task.arrived' ELSE 'task.done' END)`,
    values: ofTaps,
  },
  {
    what: 'an answered tap is not in the state of its task',
    harm: 'lost',
    sql: `SELECT t.tap || ' ' || t.task_id AS which FROM ${taps} JOIN dispatch.task k ON k.id = t.task_id
          WHERE NOT CASE t.tap WHEN 'acknowledge' THEN k.acknowledged_at IS NOT NULL WHEN 'arrive' THEN k.arrived_at IS NOT NULL
                               ELSE k.state = 'done' AND k.closed_at IS NOT NULL END`,
    values: ofTaps,
  },
  {
    what: 'an answered tap has no answer on record',
    harm: 'lost',
    sql: `SELECT t.tap || ' ' || t.task_id AS which FROM ${taps} LEFT JOIN dispatch.request r USING (subject_id, request_id)
          WHERE r.answer IS NULL`,
    values: ofTaps,
  },
  {
    what: 'a task passed its limit and nobody was told',
    harm: 'stuck',
    sql: `SELECT id::text AS which FROM dispatch.task WHERE activation_id = $1 AND state = 'issued' AND rung = 0
          AND acknowledge_due_at < clock_timestamp()`,
    values: ofActivation,
  },
  {
    what: 'a superior does not have what climbed',
    harm: 'stuck',
    sql: `SELECT e.task_id::text AS which FROM dispatch.escalation e JOIN dispatch.task k ON k.id = e.task_id
          WHERE k.activation_id = $1 AND e.superior_org_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id
            WHERE r.kind = 'digest' AND r.activation_id = $1 AND m.org_id = e.superior_org_id AND m.post_id = e.superior_post_id
              AND r.said->'taskIds' ? e.task_id::text)`,
    values: ofActivation,
  },
  {
    what: 'a mailbox shows another state than the task has',
    harm: 'stuck',
    sql: `SELECT k.id || ' ' || k.state || ' / ' || r.state AS which FROM dispatch.task k JOIN notification.mailbox_row r ON r.task_id = k.id AND r.kind = 'task'
          WHERE k.activation_id = $1 AND (r.state <> k.state OR (r.started_at IS NULL) <> (k.started_at IS NULL))`,
    values: ofActivation,
  },
  {
    what: 'a task waits although all before it are done',
    harm: 'stuck',
    sql: `SELECT k.id::text AS which FROM dispatch.task k JOIN dispatch.brief b USING (activation_id, unit_id, task_no)
          WHERE k.activation_id = $1 AND k.started_at IS NULL AND k.closed_at IS NULL
            AND (b.starts = 'afterTask' OR (b.starts = 'onReport' AND b.reported))
            AND NOT EXISTS (SELECT FROM dispatch.task p WHERE p.activation_id = $1 AND p.task_no = ANY (b.depends_on) AND p.state <> 'done')`,
    values: ofActivation,
  },
  {
    what: 'a trigger was reported and dispatch does not know',
    harm: 'stuck',
    sql: `SELECT b.unit_id || ' ' || b.task_no AS which FROM plan.activation_unit u JOIN dispatch.brief b USING (activation_id, unit_id)
          JOIN plan.activation a ON a.id = u.activation_id
          WHERE u.activation_id = $1 AND a.state = 'running' AND b.on_report = ANY (u.reports) AND NOT b.reported`,
    values: ofActivation,
  },
  {
    what: 'a response was ended and somebody does not know',
    harm: 'stuck',
    sql: `SELECT u.unit_id AS which FROM plan.activation a JOIN plan.activation_unit u ON u.activation_id = a.id
          LEFT JOIN dispatch.response d ON d.activation_id = a.id AND d.unit_id = u.unit_id
          LEFT JOIN notification.response n ON n.activation_id = a.id AND n.unit_id = u.unit_id
          WHERE a.id = $1 AND a.state = 'ended' AND u.rows > 0 AND (n.ended_at IS NULL OR d.activation_id IS NOT NULL AND d.ended_at IS NULL)`,
    values: ofActivation,
  },
  {
    what: 'a response was ended and a task is still open',
    harm: 'stuck',
    sql: `SELECT k.id::text AS which FROM dispatch.task k JOIN dispatch.brief b USING (activation_id, unit_id, task_no)
          JOIN plan.activation a ON a.id = k.activation_id
          WHERE a.id = $1 AND a.state = 'ended' AND k.closed_at IS NULL AND b.starts <> 'atEnd'`,
    values: ofActivation,
  },
  {
    what: 'a row lies undelivered for a connected desk',
    harm: 'stuck',
    sql: `SELECT mailbox_id || ':' || seq AS which FROM notification.mailbox_row
          WHERE mailbox_id = ANY ($1::bigint[]) AND delivered_at IS NULL AND superseded_at IS NULL`,
    values: ({ mailboxIds }) => [mailboxIds],
  },
  {
    what: 'an event is not published',
    harm: 'stuck',
    sql: inEach((schema) => `SELECT '${schema} ' || type || ' ' || id AS which FROM ${schema}.outbox WHERE published_at IS NULL`),
    values: () => [],
  },
  {
    what: 'an event waits for another',
    harm: 'stuck',
    sql: inEach((schema) => `SELECT '${schema} ' || type || ' waits for ' || waiting_for AS which FROM ${schema}.parked`),
    values: () => [],
  },
  {
    what: 'a dead letter',
    harm: 'lost',
    sql: inEach(
      (schema) => `SELECT handler || ': ' || error AS which FROM ${schema}.dead_letter WHERE replayed_at IS NULL AND died_at >= $1`,
    ),
    values: ({ since }) => [since],
  },
];

/** Everything that is not as it must be. */
export async function audit(database: pg.Pool, subject: AuditSubject): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, harm, sql, values } of looks) {
    const { rows } = await database.query<{ which: string }>(sql, values(subject));
    if (rows.length > 0) findings.push({ what, harm, count: rows.length, examples: rows.slice(0, 5).map((row) => row.which) });
  }
  return findings;
}

/** Moves the acknowledge limits of some open tasks to a second from now, as if their minutes had passed. Answers how many. */
export async function letLimitsPass(database: pg.Pool, activationId: string, most: number): Promise<number> {
  const { rowCount } = await database.query(
    `UPDATE dispatch.task SET acknowledge_due_at = clock_timestamp() + interval '1 second', next_rung_at = clock_timestamp() + interval '1 second'
     WHERE id IN (SELECT id FROM dispatch.task WHERE activation_id = $1 AND state = 'issued' AND rung = 0 AND acknowledge_due_at IS NOT NULL
                  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [activationId, most],
  );
  return rowCount ?? 0;
}
