import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { activationKey } from '#contracts/events.js';
import { Builders } from '#testing/builders.js';
import type { BuiltRow } from '#testing/builders.js';
import { freshDatabase } from '#testing/database.js';
import type { FreshDatabase } from '#testing/database.js';
import { audit, letLimitsPass } from './audit.queries.js';
import type { AnsweredTap } from '#desk-client/tapper.js';

let database: FreshDatabase;
let a: Builders;
let pool: pg.Pool;
const subjectId = uuidv7();

beforeAll(async () => {
  database = await freshDatabase();
  a = await Builders.open(database.ownerUrl);
  await a.city();
  pool = new pg.Pool({ connectionString: database.ownerUrl });
});
beforeEach(() => a.sql('TRUNCATE notification.mailbox, dispatch.outbox, dispatch.dead_letter, notification.parked CASCADE'));
afterAll(async () => {
  await pool.end();
  await a.close();
  await database.close();
});

type Case = { rows: BuiltRow[]; title: string; tap: AnsweredTap };

/** A response that is in order, with one task acknowledged by an answered tap. */
async function inOrder(): Promise<Case> {
  const rows = await a.activation({ leyu: 2 });
  await a.tasks(rows);
  await a.mailboxRows(rows, { delivered: true });
  const { activationId, unitId, id: taskId } = rows[0]!;
  const title = `台风 ${activationId}`;
  const tap: AnsweredTap = { taskId, tap: 'acknowledge', subjectId, requestId: uuidv7() };
  await a.sql(`UPDATE intake.incident SET title = $1 WHERE id = (SELECT incident_id FROM plan.activation WHERE id = $2)`, [
    title,
    activationId,
  ]);
  await a.sql(`UPDATE dispatch.task SET acknowledged_at = issued_at, state = 'acknowledged' WHERE id = $1`, [taskId]);
  await a.sql(
    `UPDATE notification.mailbox_row SET state = CASE WHEN task_id = $2 THEN 'acknowledged' ELSE 'issued' END WHERE activation_id = $1`,
    [activationId, taskId],
  );
  await addStep(rows[0]!, 'task.acknowledged');
  await a.sql(
    `INSERT INTO dispatch.request (subject_id, request_id, command, body_hash, answer) VALUES ($1, $2, 'task.acknowledge', '', '{}')`,
    [subjectId, tap.requestId],
  );
  for (const schema of ['dispatch', 'notification']) {
    const [column, value] = schema === 'dispatch' ? ['incident_title, level, part_total', `'台风', 'III', 1`] : ['expected', '2'];
    await a.sql(
      `INSERT INTO ${schema}.response (cause, activation_id, unit_id, exercise, started_at, ${column}) VALUES ('activation', $1, $2, true, now(), ${value})`,
      [activationId, unitId],
    );
  }
  return { rows, title, tap };
}

const addStep = ({ activationId, unitId, id }: BuiltRow, what: string, facts: object = {}): Promise<unknown> =>
  a.sql(
    `INSERT INTO dispatch.timeline (at, what, actor_kind, actor_id, activation_id, unit_id, task_id, facts, correlation_id)
     VALUES (now(), $1, 'person', 'x', $2, $3, $4, $5, 'x')`,
    [what, activationId, unitId, id, facts],
  );
const climb = (row: BuiltRow, rung: number): Promise<unknown> =>
  addStep(row, 'task.escalated', { leg: 'acknowledge', rung, dueAt: '2026-07-11T03:00:00.000Z' });
const addEvent = ({ activationId, unitId, id }: BuiltRow, sequence: number, published = true): Promise<unknown> =>
  a.sql(
    `INSERT INTO dispatch.outbox (event_id, type, topic, key, shard, sequence, exercise, envelope, bytes, published_at)
     VALUES ($1, 'task.acknowledged.v1', 'muster.task', $2, 0, $3, true, $4, 2, CASE WHEN $5 THEN now() END)`,
    [uuidv7(), activationKey(activationId, unitId), sequence, JSON.stringify({ data: { taskId: id } }), published],
  );
const ofRow = (sql: string, { id }: BuiltRow): Promise<unknown> => a.sql(sql, [id]);
const ofActivation = (sql: string, { activationId }: BuiltRow): Promise<unknown> => a.sql(sql, [activationId]);

async function findings({ rows, title, tap }: Case): Promise<string[]> {
  const mailboxes = await a.sql<{ id: string }>(
    'SELECT DISTINCT mailbox_id AS id FROM notification.mailbox_row WHERE activation_id = $1 AND task_id = ANY ($2)',
    [rows[0]!.activationId, rows.map((row) => row.id)],
  );
  const found = await audit(pool, {
    activationId: rows[0]!.activationId,
    incidentTitle: title,
    mailboxIds: mailboxes.map(({ id }) => Number(id)),
    taps: [tap],
    since: new Date('2024-01-01T00:00:00Z'),
  });
  return found.map(({ what }) => what).sort();
}

it('finds nothing where all is in order', async () => expect(await findings(await inOrder())).toEqual([]));

it('a ladder that climbs over a vacant post to the next rung is in order', async () => {
  const built = await inOrder();
  for (const rung of [1, 2]) await climb(built.rows[0]!, rung);
  expect(await findings(built)).toEqual([]);
});

it.each<[string, (built: Case) => Promise<unknown>, string[]?]>([
  [
    'an incident was opened twice',
    async ({ title }) => a.sql(`UPDATE intake.incident SET title = $1 WHERE id = $2`, [title, await a.incident()]),
  ],
  [
    'an incident was started twice',
    async ({ rows }) => {
      const [other] = await a.activation({ leyu: 0, yangshe: 1 });
      await a.sql(`UPDATE plan.activation SET incident_id = (SELECT incident_id FROM plan.activation WHERE id = $1) WHERE id = $2`, [
        rows[0]!.activationId,
        other!.activationId,
      ]);
    },
  ],
  ['a step of a task was written twice', ({ rows }) => addStep(rows[0]!, 'task.acknowledged')],
  [
    'a step of a task was written twice',
    async ({ rows }) => {
      for (const rung of [1, 2, 2]) await climb(rows[0]!, rung);
    },
  ],
  [
    'a tap was announced twice',
    async ({ rows }) => {
      await addEvent(rows[0]!, 901);
      await addEvent(rows[0]!, 902);
    },
  ],
  [
    'a mailbox says the same twice',
    async ({ rows }) => {
      await ofRow(
        `INSERT INTO notification.mailbox_row (mailbox_id, seq, kind, activation_id, unit_id, task_id, exercise, said, written_at, delivered_at)
         SELECT r.mailbox_id, m.head + n, 'start', r.activation_id, r.unit_id, r.task_id, true, '{}', now(), now()
         FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id, generate_series(1, 2) n WHERE r.task_id = $1`,
        rows[0]!,
      );
      await ofRow(
        'UPDATE notification.mailbox SET head = head + 2 WHERE id = (SELECT min(mailbox_id) FROM notification.mailbox_row WHERE task_id = $1)',
        rows[0]!,
      );
    },
  ],
  [
    'a mailbox has a gap',
    ({ rows }) =>
      ofRow(
        `UPDATE notification.mailbox SET head = head + 1 WHERE id = (SELECT mailbox_id FROM notification.mailbox_row WHERE task_id = $1)`,
        rows[0]!,
      ),
  ],
  ['an answered tap is not in the story of its task', ({ rows }) => ofRow('DELETE FROM dispatch.timeline WHERE task_id = $1', rows[0]!)],
  [
    'an answered tap is not in the state of its task',
    ({ rows }) => ofRow('UPDATE dispatch.task SET acknowledged_at = NULL WHERE id = $1', rows[0]!),
  ],
  ['an answered tap has no answer on record', ({ tap }) => a.sql('DELETE FROM dispatch.request WHERE request_id = $1', [tap.requestId])],
  [
    'a task passed its limit and nobody was told',
    ({ rows }) => ofRow(`UPDATE dispatch.task SET acknowledge_due_at = now() - interval '1 second' WHERE id = $1`, rows[1]!),
  ],
  [
    'a superior does not have what climbed',
    ({ rows }) =>
      ofRow(
        `INSERT INTO dispatch.escalation (task_id, leg, due_at, tell, rung, exercise, superior_org_id, superior_post_id, at)
         VALUES ($1, 'acknowledge', now(), 'superior', 1, true, 'leyu', 'x', now())`,
        rows[1]!,
      ),
  ],
  [
    'a mailbox shows another state than the task has',
    ({ rows }) => ofRow(`UPDATE notification.mailbox_row SET state = 'done' WHERE task_id = $1`, rows[1]!),
  ],
  [
    'a task waits although all before it are done',
    ({ rows }) =>
      ofActivation(`UPDATE dispatch.brief SET starts = 'afterTask', depends_on = '{P01-99}' WHERE activation_id = $1`, rows[0]!),
  ],
  [
    'a trigger was reported and dispatch does not know',
    async ({ rows }) => {
      await ofActivation(`UPDATE dispatch.brief SET on_report = 'spread' WHERE activation_id = $1`, rows[0]!);
      await ofActivation(`UPDATE plan.activation_unit SET reports = '{spread}' WHERE activation_id = $1`, rows[0]!);
    },
  ],
  [
    'a response was ended and somebody does not know',
    async ({ rows }) => {
      await ofActivation(`UPDATE plan.activation SET state = 'ended' WHERE id = $1`, rows[0]!);
      await ofActivation(`UPDATE notification.response SET ended_at = now() WHERE activation_id = $1`, rows[0]!);
      await ofActivation(`UPDATE dispatch.task SET closed_at = now() WHERE activation_id = $1`, rows[0]!);
    },
  ],
  [
    'a response was ended and a task is still open',
    async ({ rows }) => {
      await ofActivation(`UPDATE plan.activation SET state = 'ended' WHERE id = $1`, rows[0]!);
      for (const schema of ['dispatch', 'notification'])
        await ofActivation(`UPDATE ${schema}.response SET ended_at = now() WHERE activation_id = $1`, rows[0]!);
    },
  ],
  [
    'a row lies undelivered for a connected desk',
    ({ rows }) => ofRow('UPDATE notification.mailbox_row SET delivered_at = NULL WHERE task_id = $1', rows[1]!),
  ],
])('%s', async (what, breakIt) => {
  const built = await inOrder();
  await breakIt(built);
  expect(await findings(built)).toEqual([what]);
});

it('sees what is not published, what waits and what died, of whatever response', async () => {
  const built = await inOrder();
  const key = activationKey(built.rows[0]!.activationId, 'leyu');
  await addEvent(built.rows[0]!, 911, false);
  await a.sql(
    `INSERT INTO notification.parked (consumer_group, topic, key, event_id, type, record, waiting_for) VALUES ('n', 't', $1, $2, 't', '{}', 'x')`,
    [key, uuidv7()],
  );
  await a.sql(
    `INSERT INTO dispatch.dead_letter (id, consumer_group, handler, event_id, type, topic, key, record, reason, error, tries)
     VALUES ($1, 'd', 'h', $1, 't', 'm', $2, '{}', 'contract', 'bad', 1)`,
    [uuidv7(), key],
  );
  expect(await findings(built)).toEqual(['a dead letter', 'an event is not published', 'an event waits for another']);
});

it('lets the limits of open tasks pass, and of no others', async () => {
  const { rows } = await inOrder();
  await a.sql(`UPDATE dispatch.task SET acknowledge_due_at = now() + interval '10 minutes' WHERE activation_id = $1`, [
    rows[0]!.activationId,
  ]);
  expect(await letLimitsPass(pool, rows[0]!.activationId, 5)).toBe(1);
  const due = await a.sql<{ id: string }>(
    `SELECT id FROM dispatch.task WHERE activation_id = $1 AND acknowledge_due_at < now() + interval '2 seconds'`,
    [rows[0]!.activationId],
  );
  expect(due.map(({ id }) => id)).toEqual([rows[1]!.id]);
});
