import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { activationKey } from '#contracts/events.js';
import { isRefused } from '#service-kit/refused.js';
import { Builders } from '#testing/builders.js';
import type { BuiltRow } from '#testing/builders.js';
import { freshDatabase } from '#testing/database.js';
import type { FreshDatabase } from '#testing/database.js';
import { FakeClock } from '#testing/fake-clock.js';
import { AuditDatabase } from './audit.database.js';
import { ReconciliationService } from './reconciliation.service.js';

let database: FreshDatabase;
let a: Builders;
let audit: AuditDatabase;
let reconciliations: ReconciliationService;

beforeAll(async () => {
  database = await freshDatabase();
  a = await Builders.open(database.ownerUrl);
  await a.city();
  audit = await AuditDatabase.open(database.urlOf('audit'));
  reconciliations = new ReconciliationService(audit, new FakeClock());
});

afterAll(async () => {
  await audit.onApplicationShutdown();
  await a.close();
  await database.close();
});

function session(orgId: string, orgPath: string, unitId: string | null): SessionClaims {
  return { sub: uuidv7(), kind: 'person', sid: uuidv7(), roles: ['operator'], orgId, orgPath, unitId };
}
const city = session('city-centre', '320582', null);
const leyu = session('leyu:town-centre', '320582/leyu', 'leyu');

const verdictOf = async (rows: BuiltRow[], caller = city) => reconciliations.reconcileActivation(caller, rows[0]!.activationId);

/** An activation that went all the way: 2 rows in leyu, 1 in yangshe, all delivered. */
async function settled(): Promise<BuiltRow[]> {
  const rows = await a.activation({ leyu: 2, yangshe: 1 });
  await a.tasks(rows);
  await a.mailboxRows(rows, { delivered: true });
  return rows;
}

describe('handed over', () => {
  /** Another post has the task now; its row is still in the former mailbox, or in the new one. */
  async function handedOver(moved: boolean): Promise<BuiltRow[]> {
    const rows = await settled();
    const { id, activationId, unitId, orgId, postId } = rows[0]!;
    await a.sql(`UPDATE dispatch.task SET post_id = 'somebody-else' WHERE id = $1`, [id]);
    await a.sql(
      `INSERT INTO dispatch.timeline (at, what, actor_kind, actor_id, activation_id, unit_id, task_id, facts, correlation_id)
       VALUES (now(), 'task.handed-over', 'person', 'x', $1, $2, $3, $4, 'x')`,
      [activationId, unitId, id, JSON.stringify({ from: { orgId, postId }, to: { orgId, postId: 'somebody-else' } })],
    );
    if (!moved) return rows;
    await a.sql(`UPDATE notification.mailbox_row SET kind = 'moved' WHERE task_id = $1`, [id]);
    await a.sql(
      `INSERT INTO notification.mailbox (org_id, post_id, command_point_id) VALUES ($1, 'somebody-else', $1) ON CONFLICT DO NOTHING`,
      [orgId],
    );
    await a.sql(
      `INSERT INTO notification.mailbox_row (mailbox_id, seq, kind, activation_id, unit_id, task_id, exercise, said, written_at, delivered_at)
       SELECT m.id, (SELECT count(*) + 1 FROM notification.mailbox_row r WHERE r.mailbox_id = m.id), 'task', $1, $2, $3, x.exercise, '{}', now(), now()
       FROM notification.mailbox m, dispatch.task x WHERE m.org_id = $4 AND m.post_id = 'somebody-else' AND x.id = $3`,
      [activationId, unitId, id, orgId],
    );
    return rows;
  }

  it.each([false, true])('a task is where it was expected, whether its row has moved (%s)', async (moved) => {
    expect(await verdictOf(await handedOver(moved))).toMatchObject({
      verdict: 'clean',
      counts: { expected: 3, issued: 3, delivered: 3 },
      findings: [],
    });
  });

  it('a row lost on the way to its new mailbox is lost', async () => {
    const rows = await handedOver(true);
    await a.sql(`DELETE FROM notification.mailbox_row WHERE task_id = $1 AND kind = 'task'`, [rows[0]!.id]);
    expect(await verdictOf(rows)).toMatchObject({ lost: 1 });
  });
});

describe('on its way', () => {
  it.each(['written', 'published'] as const)('a start that is %s only: settling, nothing lost', async (started) => {
    const rows = await a.activation({ leyu: 2 }, { started });
    expect(await verdictOf(rows)).toMatchObject({
      verdict: 'settling',
      counts: { expected: 2, issued: 0, notYetIssued: 2 },
      unpublished: 0,
      findings: [],
    });
  });

  it.each(['written', 'published'] as const)('tasks told by an event that is %s only: settling', async (issued) => {
    const rows = await a.activation({ leyu: 2 });
    await a.tasks(rows, { issued });
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'settling', counts: { issued: 2, notYetInMailbox: 2 }, findings: [] });
  });

  it('an event that nobody has published for 5 s is counted; a young one is what every tap leaves behind', async () => {
    const rows = await a.activation({ leyu: 2 }, { started: 'written' });
    await a.sql(`UPDATE plan.outbox SET written_at = written_at - interval '6 seconds' WHERE key = $1`, [
      activationKey(rows[0]!.activationId, 'leyu'),
    ]);
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'settling', unpublished: 1, lost: 0 });
  });

  it('a parked start is not lost, even where the position has passed it', async () => {
    const rows = await a.activation({ leyu: 2 });
    const key = activationKey(rows[0]!.activationId, 'leyu');
    await a.sql(
      `INSERT INTO dispatch.parked (consumer_group, topic, key, event_id, type, record, waiting_for)
       SELECT 'dispatch', topic, key, event_id, type, '{}', 'something' FROM plan.outbox WHERE key = $1`,
      [key],
    );
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'settling', parked: 1, lost: 0, findings: [] });
  });

  it('an event that the inbox knows has arrived, whatever the bus: what it did not bring is lost', async () => {
    const rows = await a.activation({ leyu: 2 }, { started: 'published' });
    await a.sql(
      `INSERT INTO dispatch.inbox (handler, event_id) SELECT 'dispatch/activation.started.v1', event_id FROM plan.outbox WHERE key = $1`,
      [activationKey(rows[0]!.activationId, 'leyu')],
    );
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'broken', lost: 2 });
  });
});

describe('arrived', () => {
  it('is clean, by unit and in all', async () => {
    const answer = await verdictOf(await settled());
    expect(answer).toMatchObject({
      verdict: 'clean',
      lost: 0,
      findings: [],
      counts: { expected: 3, issued: 3, inMailbox: 3, delivered: 3 },
    });
    expect(answer.units.map(({ unitId, name, expected }) => [unitId, name, expected])).toEqual([
      ['leyu', 'leyu镇', 2],
      ['yangshe', 'yangshe镇', 1],
    ]);
  });

  it('counts unfilled posts and those whom nobody reached', async () => {
    const rows = await a.activation({ leyu: 2 });
    await a.tasks(rows.slice(0, 1), { unfilled: true });
    await a.tasks(rows.slice(1));
    await a.mailboxRows(rows.slice(0, 1));
    await a.mailboxRows(rows.slice(1), { notReached: true });
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'clean', counts: { issued: 1, unfilled: 1, pending: 1, notReached: 1 } });
  });
});

describe('broken on purpose', () => {
  const cases: [string, (rows: BuiltRow[]) => Promise<unknown>, object, string[]][] = [
    [
      'a mailbox row is deleted',
      ([row]) => a.sql('DELETE FROM notification.mailbox_row WHERE task_id = $1', [row!.id]),
      { lost: 1, counts: { inMailbox: 2, notYetInMailbox: 1 } },
      ['no-mailbox-row'],
    ],
    [
      'a task is deleted',
      ([row]) => a.sql('DELETE FROM dispatch.task WHERE id = $1', [row!.id]),
      { lost: 1, counts: { issued: 2, notYetIssued: 1, unexpected: 0 } },
      ['not-issued'],
    ],
    [
      'an expectation is deleted',
      ([row]) => a.sql('DELETE FROM plan.expected_row WHERE id = $1', [row!.id]),
      { lost: 1, counts: { expected: 3, issued: 2, unexpected: 1 } },
      ['unexpected', 'not-issued'],
    ],
    [
      'a row is deleted everywhere',
      async ([row]) => {
        await a.sql('DELETE FROM notification.mailbox_row WHERE task_id = $1', [row!.id]);
        await a.sql('DELETE FROM dispatch.task WHERE id = $1', [row!.id]);
        await a.sql('DELETE FROM plan.expected_row WHERE id = $1', [row!.id]);
      },
      { lost: 1, counts: { expected: 3, issued: 2, unexpected: 0 } },
      ['not-issued'],
    ],
    [
      'a task that nobody expected is added',
      ([row]) => a.tasks([{ ...row!, id: uuidv7(), orgId: 'leyu-v9' }]),
      { lost: 0, counts: { expected: 3, unexpected: 1, doubled: 0 } },
      ['unexpected'],
    ],
    [
      'a second task for the same obligation is added, with its mailbox row',
      async ([row]) => {
        const twin = { ...row!, id: uuidv7() };
        await a.tasks([twin]);
        await a.mailboxRows([twin]);
      },
      { lost: 0, counts: { expected: 3, unexpected: 0, doubled: 1 } },
      ['doubled'],
    ],
    [
      'a mailbox row of no task is added',
      ([row]) => a.mailboxRows([{ ...row!, id: uuidv7() }]),
      { counts: { unexpected: 1 } },
      ['unexpected'],
    ],
    [
      'a task is given to another post',
      ([row]) => a.sql(`UPDATE dispatch.task SET post_id = 'grid-worker' WHERE id = $1`, [row!.id]),
      { lost: 1, counts: { unexpected: 1 } },
      ['not-issued', 'unexpected'],
    ],
    [
      'a mailbox row lies in the mailbox of another village',
      async ([row, other]) => {
        await a.sql(
          `UPDATE notification.mailbox_row SET seq = 99, mailbox_id = (SELECT mailbox_id FROM notification.mailbox_row WHERE task_id = $2) WHERE task_id = $1`,
          [row!.id, other!.id],
        );
      },
      { lost: 1, counts: { unexpected: 1 } },
      ['no-mailbox-row', 'unexpected'],
    ],
    [
      'the exercise mark of a task is flipped',
      ([row]) => a.sql('UPDATE dispatch.task SET exercise = false WHERE id = $1', [row!.id]),
      { counts: { exerciseDiffers: 1 } },
      ['exercise-differs'],
    ],
    [
      'the exercise mark of a mailbox row is flipped',
      ([row]) => a.sql('UPDATE notification.mailbox_row SET exercise = false WHERE task_id = $1', [row!.id]),
      { counts: { exerciseDiffers: 1 } },
      ['exercise-differs'],
    ],
    [
      'the exercise mark of a digest is flipped',
      ([row]) =>
        a.sql(
          `INSERT INTO notification.mailbox_row (mailbox_id, seq, kind, activation_id, unit_id, exercise, said, written_at)
           SELECT mailbox_id, seq + 1, 'digest', activation_id, unit_id, false, '{}', written_at FROM notification.mailbox_row WHERE task_id = $1`,
          [row!.id],
        ),
      { counts: { exerciseDiffers: 1 } },
      ['exercise-differs'],
    ],
    [
      'the exercise mark of the incident is flipped',
      ([row]) =>
        a.sql('UPDATE intake.incident SET exercise = false WHERE id = (SELECT incident_id FROM plan.activation WHERE id = $1)', [
          row!.activationId,
        ]),
      { counts: { exerciseDiffers: 1 } },
      ['exercise-differs'],
    ],
    [
      'a dead letter is present',
      ([row]) =>
        a.sql(
          `INSERT INTO notification.dead_letter (id, consumer_group, handler, event_id, type, topic, key, record, reason, error, tries)
           VALUES ($1, 'notification', 'notification/task.issued.v1', $1, 'task.issued.v1', 'muster.task', $2, '{}', 'contract', 'bad', 1)`,
          [uuidv7(), activationKey(row!.activationId, row!.unitId)],
        ),
      { deadLetters: 1, lost: 0 },
      [],
    ],
  ];

  it.each(cases)('%s', async (_, breakIt, facts, what) => {
    const rows = await settled();
    await breakIt(rows);
    const answer = await verdictOf(rows);
    expect(answer).toMatchObject({ verdict: 'broken', ...facts });
    expect(answer.findings.map((finding) => finding.what).sort()).toEqual([...what].sort());
  });

  it('a replayed dead letter no longer counts', async () => {
    const rows = await settled();
    await a.sql(
      `INSERT INTO dispatch.dead_letter (id, consumer_group, handler, event_id, type, topic, key, record, reason, error, tries, replayed_at)
       VALUES ($1, 'dispatch', 'h', $1, 't', 'muster.activation', $2, '{}', 'contract', 'bad', 1, now())`,
      [uuidv7(), activationKey(rows[0]!.activationId, 'leyu')],
    );
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'clean', deadLetters: 0 });
  });
});

describe('who may see it', () => {
  it('a town sees its own part only, and trouble elsewhere does not show', async () => {
    const rows = await settled();
    await a.sql('DELETE FROM dispatch.task WHERE id = $1', [rows.find((row) => row.unitId === 'yangshe')!.id]);
    const own = await verdictOf(rows, leyu);
    expect(own).toMatchObject({ verdict: 'clean', counts: { expected: 2 } });
    expect(own.units.map(({ unitId }) => unitId)).toEqual(['leyu']);
    expect(await verdictOf(rows)).toMatchObject({ verdict: 'broken', counts: { expected: 3 } });
  });

  it('a foreign activation answers like a missing one, and a department sees none', async () => {
    const rows = await a.activation({ yangshe: 1 });
    const refusals = await Promise.all(
      [
        verdictOf(rows, leyu),
        verdictOf(rows, session('water-affairs-bureau', '320582/water-affairs-bureau', null)),
        reconciliations.reconcileActivation(city, uuidv7()),
      ].map((asked) => asked.catch((error: unknown) => error)),
    );
    expect(refusals.map((error) => isRefused(error, 'not-found'))).toEqual([true, true, true]);
  });

  it('the auditor can write nothing', async () => {
    await expect(audit.snapshot((tx) => tx.query('DELETE FROM plan.expected_row'))).rejects.toThrow(/read-only|permission denied/);
  });
});

// Last, because it drops an index that keeps the service from doing this.
it('two mailbox rows for one task', async () => {
  const rows = await settled();
  await a.sql('DROP INDEX notification.mailbox_row_task');
  await a.mailboxRows(rows.slice(0, 1));
  expect(await verdictOf(rows)).toMatchObject({
    verdict: 'broken',
    counts: { doubled: 1, inMailbox: 3 },
    findings: [{ rowId: rows[0]!.id, unitId: 'leyu', what: 'doubled' }],
  });
});
