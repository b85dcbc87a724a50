import type { EntityManager } from 'typeorm';
import type { RowGroup, UnitFacts } from './reconciliation.rules.js';

/** Which part of an activation is looked at: all of it, or these units only. */
export type Part = { activationId: string; exercise: boolean; unitIds: readonly string[] | null };

/** Schemas that keep events. */
const schemas = ['directory', 'intake', 'plan', 'dispatch', 'notification'] as const;

/**
 * Groups every row of the three places by what is judged about it. A task counts only with the org, post and number that were expected, a
 * mailbox row only in the mailbox of its task: what went astray shows as missing there and unexpected here. One that was handed over counts,
 * in whichever mailbox, where it was expected.
 * PostgreSQL knows nothing yet of an activation that has just begun and takes it for one row: no step may become a loop over all rows for each row.
 */
export async function groupRows(tx: EntityManager, part: Part): Promise<RowGroup[]> {
  return (await tx.query(
    `WITH expected AS (
       SELECT * FROM plan.expected_row WHERE activation_id = $1 AND ($2::text[] IS NULL OR unit_id = ANY ($2))
     ), handed AS MATERIALIZED (
       SELECT DISTINCT ON (task_id) task_id, facts->'from'->>'orgId' AS org_id, facts->'from'->>'postId' AS post_id
       FROM dispatch.timeline WHERE activation_id = $1 AND what = 'task.handed-over' ORDER BY task_id, id
     ), task AS (
       SELECT t.id, t.unit_id, t.task_no, coalesce(h.org_id, t.org_id) AS org_id, coalesce(h.post_id, t.post_id) AS post_id, t.unfilled, t.exercise
       FROM dispatch.task t LEFT JOIN handed h ON h.task_id = t.id WHERE t.activation_id = $1 AND ($2::text[] IS NULL OR t.unit_id = ANY ($2))
     ), mail AS (
       SELECT r.task_id, coalesce(h.org_id, b.org_id) AS org_id, coalesce(h.post_id, b.post_id) AS post_id, min(r.unit_id) AS unit_id,
              count(*) AS rows, bool_or(r.delivered_at IS NOT NULL) AS delivered, bool_or(r.not_reached_at IS NOT NULL) AS not_reached,
              bool_or(r.exercise <> $3) AS differs
       FROM notification.mailbox_row r JOIN notification.mailbox b ON b.id = r.mailbox_id LEFT JOIN handed h ON h.task_id = r.task_id
       WHERE r.kind = 'task' AND r.activation_id = $1 AND ($2::text[] IS NULL OR r.unit_id = ANY ($2))
       GROUP BY 1, 2, 3
     ), chain AS MATERIALIZED (
       SELECT coalesce(e.id, t.id) AS id, coalesce(e.unit_id, t.unit_id) AS unit_id, coalesce(e.org_id, t.org_id) AS org_id,
              coalesce(e.post_id, t.post_id) AS post_id, t.task_no, e.id IS NOT NULL AS expected, t.id IS NOT NULL AS issued,
              coalesce(t.unfilled, false) AS unfilled, coalesce(e.exercise <> $3, false) OR coalesce(t.exercise <> $3, false) AS differs
       FROM expected e
       FULL JOIN task t ON t.id = e.id AND t.unit_id = e.unit_id AND t.task_no = e.task_no AND t.org_id = e.org_id AND t.post_id = e.post_id
     ), unexpected AS MATERIALIZED (
       SELECT id, task_no, org_id, post_id FROM chain WHERE NOT expected
     ), repeat AS MATERIALIZED (
       SELECT DISTINCT u.id FROM unexpected u JOIN expected e ON e.task_no = u.task_no AND e.org_id = u.org_id AND e.post_id = u.post_id AND e.id <> u.id
     ), judged AS (
       SELECT coalesce(c.id, m.task_id) AS id, coalesce(c.unit_id, m.unit_id) AS unit_id, coalesce(c.expected, false) AS expected,
              coalesce(c.issued, false) AS issued, coalesce(c.unfilled, false) AS unfilled,
              repeat.id IS NOT NULL AS repeats_expected,
              CASE WHEN m.rows > 1 THEN 'more' WHEN m.rows = 1 THEN 'one' ELSE 'none' END AS mailbox_rows,
              coalesce(m.delivered, false) AS delivered, coalesce(m.not_reached, false) AS not_reached,
              coalesce(c.differs, false) OR coalesce(m.differs, false) AS exercise_differs
       FROM chain c
       FULL JOIN mail m ON m.task_id = c.id AND m.org_id = c.org_id AND m.post_id = c.post_id
       LEFT JOIN repeat ON repeat.id = c.id AND NOT c.expected
     )
     SELECT unit_id AS "unitId", expected, issued, unfilled, repeats_expected AS "repeatsExpected", mailbox_rows AS "mailboxRows", delivered,
            not_reached AS "notReached", exercise_differs AS "exerciseDiffers", count(*)::integer AS rows,
            coalesce((array_agg(id ORDER BY id) FILTER (WHERE id IS NOT NULL))[1:100], '{}') AS "rowIds"
     FROM judged
     GROUP BY unit_id, expected, issued, unfilled, repeats_expected, mailbox_rows, delivered, not_reached, exercise_differs
     ORDER BY unit_id`,
    [part.activationId, part.unitIds, part.exercise],
  )) as RowGroup[];
}

/**
 * What is known of each unit: how many rows were frozen, and whether an event that would bring rows is still on its way. An event has
 * arrived when its consumer's inbox knows it, or when the consumer's position has passed it and it is not parked.
 */
export async function readUnits(tx: EntityManager, part: Part): Promise<UnitFacts[]> {
  return (await tx.query(
    `WITH start AS (${onItsWaySql('plan', 'activation.started.v1', 'dispatch')}),
          issue AS (${onItsWaySql('dispatch', 'task.issued.v1', 'notification')})
     SELECT u.unit_id AS "unitId", coalesce(o.name, u.unit_id) AS name, u.rows AS frozen,
            start.key IS NOT NULL AS "startOnItsWay", issue.key IS NOT NULL AS "issueOnItsWay",
            u.exercise <> $3 OR coalesce(d.exercise <> $3, false) OR coalesce(n.exercise <> $3, false) OR EXISTS (
              SELECT FROM notification.mailbox_row r
              WHERE r.activation_id = $1::uuid AND r.unit_id = u.unit_id AND r.kind <> 'task' AND r.exercise <> $3) AS "exerciseDiffers"
     FROM plan.activation_unit u
     LEFT JOIN directory_read.org o ON o.id = u.unit_id
     LEFT JOIN dispatch.response d ON d.activation_id = $1::uuid AND d.unit_id = u.unit_id
     LEFT JOIN notification.response n ON n.activation_id = $1::uuid AND n.unit_id = u.unit_id
     LEFT JOIN start ON start.key = $1::text || ':' || u.unit_id
     LEFT JOIN issue ON issue.key = $1::text || ':' || u.unit_id
     WHERE u.activation_id = $1::uuid AND ($2::text[] IS NULL OR u.unit_id = ANY ($2))
     ORDER BY o.sort, u.unit_id`,
    [part.activationId, part.unitIds, part.exercise],
  )) as UnitFacts[];
}

/**
 * Events of this activation that nobody has published for 5 s, that wait, and that were set aside and not replayed, in all schemas. While
 * people tap there is always an event on its way; what a young one would bring is missed in the rows themselves.
 */
export async function countBacklog(tx: EntityManager, part: Part): Promise<{ unpublished: number; parked: number; deadLetters: number }> {
  const [row] = (await tx.query(
    `SELECT (${sumSql('outbox', `AND published_at IS NULL AND written_at < clock_timestamp() - interval '5 seconds'`)})::integer AS unpublished, (${sumSql('parked', '')})::integer AS parked,
            (${sumSql('dead_letter', 'AND replayed_at IS NULL')})::integer AS "deadLetters"`,
    [part.activationId, part.unitIds],
  )) as [{ unpublished: number; parked: number; deadLetters: number }];
  return row;
}

/** Keys of one activation, in the units that are looked at: `activation:unit`. */
function ofThisPart(column: string): string {
  return `${column} LIKE $1::text || ':%' AND ($2::text[] IS NULL OR substr(${column}, 38) = ANY ($2))`;
}

function sumSql(table: string, and: string): string {
  return schemas.map((schema) => `(SELECT count(*) FROM ${schema}.${table} WHERE ${ofThisPart('key')} ${and})`).join(' + ');
}

function onItsWaySql(source: 'plan' | 'dispatch', type: string, reader: 'dispatch' | 'notification'): string {
  return `SELECT DISTINCT e.key FROM ${source}.outbox e
    LEFT JOIN ${reader}.inbox i ON i.handler = '${reader}/${type}' AND i.event_id = e.event_id
    LEFT JOIN ${reader}.parked k ON k.consumer_group = '${reader}' AND k.event_id = e.event_id
    LEFT JOIN bus.position p ON p.consumer_group = '${reader}' AND p.topic = e.topic AND p.shard = e.shard
    WHERE ${ofThisPart('e.key')} AND e.type = '${type}' AND i.event_id IS NULL
      AND NOT (k.event_id IS NULL AND coalesce(e.position <= p.position, false))`;
}
