import type pg from 'pg';
import type { FloorTask } from '../floor/floor.messages.js';

/** What the product issued for these causes, for the floor to do the same; `desks` are the command points in their order. */
export async function readIssued(database: pg.Pool, causeIds: readonly string[], desks: readonly string[]): Promise<FloorTask[]> {
  const { rows } = await database.query<Omit<FloorTask, 'desk'>>(
    `SELECT t.org_id AS "orgId", t.post_id AS "postId", m.command_point_id AS "commandPointId", t.unit_id AS "unitId", t.task_no AS "taskNo",
            t.person_id AS "personId", t.state, t.started_at IS NOT NULL AS started,
            CASE WHEN t.acknowledge_due_at IS NOT NULL THEN b.acknowledge_minutes END AS "acknowledgeMinutes",
            CASE WHEN t.done_due_at IS NOT NULL THEN b.done_minutes END AS "doneMinutes", r.said::text AS said
     FROM dispatch.task t
     JOIN dispatch.brief b ON b.activation_id = t.activation_id AND b.unit_id = t.unit_id AND b.task_no = t.task_no
     JOIN notification.mailbox_row r ON r.task_id = t.id AND r.kind = 'task'
     JOIN notification.mailbox m ON m.id = r.mailbox_id
     WHERE t.activation_id = ANY($1::uuid[]) ORDER BY t.id`,
    [causeIds],
  );
  const deskOf = new Map(desks.map((orgId, index) => [orgId, index]));
  return rows.map((row) => ({ ...row, desk: deskOf.get(row.commandPointId)! }));
}

/** Whether a response has ended everywhere, its tasks are taken back or started in the mailboxes too, and every row of it is delivered. */
export async function isQuiet(database: pg.Pool, activationId: string): Promise<boolean> {
  const { rows } = await database.query<{ quiet: boolean }>(
    `WITH task AS (
       SELECT count(*) FILTER (WHERE state = 'cancelled') AS cancelled, count(started_at) AS started FROM dispatch.task WHERE activation_id = $1
     ), mail AS (
       SELECT count(*) FILTER (WHERE kind = 'task' AND state = 'cancelled') AS cancelled, count(started_at) FILTER (WHERE kind = 'task') AS started,
              count(*) FILTER (WHERE delivered_at IS NULL AND superseded_at IS NULL) AS open
       FROM notification.mailbox_row WHERE activation_id = $1
     )
     SELECT task.cancelled = mail.cancelled AND task.started = mail.started AND mail.open = 0
        AND NOT EXISTS (SELECT 1 FROM dispatch.response WHERE activation_id = $1 AND ended_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM notification.response WHERE activation_id = $1 AND ended_at IS NULL) AS quiet
     FROM task, mail`,
    [activationId],
  );
  return rows[0]!.quiet;
}
