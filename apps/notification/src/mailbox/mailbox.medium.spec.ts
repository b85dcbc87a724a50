import { DataSource } from 'typeorm';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { IssuedTask } from '#contracts/task.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';
import { MailboxService } from './mailbox.service.js';
import type { NewRow } from './mailbox-row.js';

const villages = 60;

describe('mailboxes', () => {
  let desks: Desks;
  beforeAll(async () => {
    desks = await openDesks(villages);
  });
  afterAll(() => desks.close());

  const numbering = async (): Promise<{ mailbox_id: string; head: string; rows: string; highest: string }[]> =>
    desks.owner.query(
      `SELECT m.id AS mailbox_id, m.head, count(r.*) AS rows, coalesce(max(r.seq), 0) AS highest
       FROM notification.mailbox m LEFT JOIN notification.mailbox_row r ON r.mailbox_id = m.id GROUP BY m.id`,
    );

  it('numbers rows without gaps, and nobody deadlocks, when 20 transactions write the same mailboxes in different orders', async () => {
    const service = desks.app.get(MailboxService, { strict: false });
    const response = new ToldResponse(() => desks.clock.now());
    const addresses = Array.from({ length: villages }, (_, index) => ({
      orgId: `v${index + 1}`,
      postId: 'grid-worker',
      commandPointId: `v${index + 1}`,
    }));
    const write = (shift: number): Promise<unknown> =>
      desks.source.transaction(async (tx) => {
        const turned = [...addresses.slice(shift), ...addresses.slice(0, shift)];
        const ids = [...(await service.open(tx, turned)).values()];
        const rows = [...ids.slice(shift), ...ids.slice(0, shift)].map((mailboxId): NewRow => ({
          mailboxId,
          kind: 'digest',
          cause: 'activation',
          activationId: response.activationId,
          unitId: 'leyu',
          taskId: null,
          exercise: true,
          said: { incidentTitle: '', level: 'III', title: '', titleEn: '', taskIds: [] },
        }));
        await service.write(tx, [...rows, ...rows.reverse()], desks.clock.now());
        if (shift % 5 === 4) throw new Error('rolled back on purpose');
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => write(index)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    expect(failures).toEqual(Array(4).fill('Error: rolled back on purpose'));
    const boxes = await numbering();
    expect(boxes).toHaveLength(villages);
    for (const box of boxes) expect([box.head, box.rows, box.highest]).toEqual(['32', '32', '32']);
  });

  it('puts 2,700 tasks of one click into their mailboxes with a handful of statements, told twice without doubling', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const tasks = Array.from({ length: 2_700 }, (_, index): IssuedTask => response.task(`v${(index % villages) + 1}`));
    await desks.hear(response.started(tasks.length));
    const batches = Array.from({ length: 14 }, (_, index) => response.issued(tasks.slice(index * 200, index * 200 + 200)));
    let queries = 0;
    const counter = { afterQuery: () => void (queries += 1) };
    const database = desks.app.get(DataSource, { strict: false });
    database.subscribers.push(counter);
    await desks.hear(...batches);
    const asked = queries;
    database.subscribers.splice(database.subscribers.indexOf(counter), 1);
    await desks.hear(...batches.map((batch) => ({ ...batch, id: response.started(0).id })));
    const [{ count }] = (await desks.owner.query(
      `SELECT count(*) FROM notification.mailbox_row WHERE kind = 'task' AND activation_id = $1`,
      [response.activationId],
    )) as [{ count: string }];
    expect(Number(count)).toBe(2_700);
    expect(
      await desks.owner.query('SELECT expected, issued FROM notification.response WHERE activation_id = $1', [response.activationId]),
    ).toEqual([{ expected: 2_700, issued: 2_700 }]);
    for (const box of await numbering()) expect(box.head).toBe(box.highest);
    // Not per task, and not per event: three chunks of rows, and one query for each thing that is asked of all.
    expect(asked).toBeLessThanOrEqual(20);
  });

  it('answers the pull exactly what the socket pushed, in pages', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const claims = deskOf(desks.people.devices[6]!, 'v7');
    const desk = await desks.connect(claims);
    await until('the desk is let in', () => desk.mailboxes.length === 2);
    const tasks = Array.from({ length: 600 }, () => response.task('v7'));
    await desks.hear(response.started(600), response.issued(tasks.slice(0, 300)), response.issued(tasks.slice(300)));
    const api = await desks.api(claims);
    type Pulled = { rows: MailboxRow[]; more: boolean };
    const heads = (await desks.owner.query(`SELECT sum(head)::integer AS rows FROM notification.mailbox WHERE org_id = 'v7'`)) as [
      { rows: number },
    ];
    await until('all rows are pushed', () => desk.rows.length === heads[0].rows);
    const first = await api.get<Pulled>('/api/mailbox');
    const cursors = new Map<number, number>();
    for (const row of first.rows) cursors.set(row.mailboxId, row.seq);
    const after = [...cursors].map(([mailboxId, seq]) => `${mailboxId}:${seq}`).join(',');
    const second = await api.get<Pulled>(`/api/mailbox?after=${after}`);
    expect([first.rows.length, first.more, second.more]).toEqual([500, true, false]);
    const key = (row: { mailboxId: number; seq: number }): string => `${row.mailboxId}:${row.seq}`;
    const pulled = [...first.rows, ...second.rows];
    const inOrder = (rows: readonly MailboxRow[]) => [...rows].sort((one, other) => (key(one) < key(other) ? -1 : 1));
    expect(inOrder(pulled)).toEqual(inOrder(desk.rows));
    expect((await api.send('GET', '/api/mailbox?after=nonsense')).status).toBe(400);
  });
});
