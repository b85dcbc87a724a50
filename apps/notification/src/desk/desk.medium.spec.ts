import { uuidv7 } from 'uuidv7';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, pause, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';

describe('the desks on the socket', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const aResponse = (): ToldResponse => new ToldResponse(() => desks.clock.now());
  const village = (index: number) => deskOf(desks.people.devices[index - 1]!, `v${index}`);
  const facts = async (taskId: string): Promise<{ delivered_at: Date | null; heard_at: Date | null; pushes: number }> => {
    const rows = (await desks.owner.query(
      `SELECT delivered_at, heard_at, pushes FROM notification.mailbox_row WHERE task_id = $1 AND kind = 'task'`,
      [taskId],
    )) as { delivered_at: Date | null; heard_at: Date | null; pushes: number }[];
    return rows[0]!;
  };

  it('pushes a task right after its commit to the desk it belongs to and to no other, and marks it delivered', async () => {
    const [one, two] = [await desks.connect(village(1)), await desks.connect(village(2))];
    await until('both are let in', () => one.mailboxes.length === 2 && two.mailboxes.length === 2);
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(response.started(1), response.issued([task]));
    await until('the row', () => one.rows.length === 1, 1_000);
    expect(one.rows[0]).toMatchObject({
      kind: 'task',
      taskId: task.taskId,
      orgId: 'v1',
      postId: 'village-secretary',
      seq: 1,
      state: 'issued',
      exercise: true,
    });
    await until('the mark', async () => (await facts(task.taskId)).delivered_at !== null, 1_000);
    await desks.hear(response.tapped(task.taskId, 'acknowledged'));
    await until('the tap', () => one.said.some(({ name }) => name === 'task.changed'), 1_000);
    expect(one.said.find(({ name }) => name === 'task.changed')?.body).toMatchObject({ taskId: task.taskId, state: 'acknowledged' });
    await pause(200);
    expect(two.said.map(({ name }) => name)).toEqual(['session.ready']);
  });

  it('pushes again what was not confirmed for 2 s, and stops once it is', async () => {
    const mute = await desks.connect(village(1), { marks: false });
    await until('let in', () => mute.mailboxes.length === 2);
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(response.started(1), response.issued([task]));
    await until('the row', () => mute.rows.length === 1);
    await until('the first push is noted', async () => (await facts(task.taskId)).pushes === 1);
    expect(await desks.alarmClock.fastForward('1s')).toBe(0);
    expect(await desks.alarmClock.fastForward('1s')).toBe(1);
    await until('the repeat', () => mute.repeats === 1);
    expect(mute.rows).toHaveLength(1);
    expect(await mute.say('delivery.mark', { marks: [{ mailboxId: mute.rows[0]!.mailboxId, seqs: [1] }] })).toEqual({ ok: true });
    expect(await desks.alarmClock.fastForward('10s')).toBe(0);
    expect((await facts(task.taskId)).pushes).toBe(2);
  });

  it('gives a desk that comes back what it missed and nothing twice, also after the server was restarted', async () => {
    const response = aResponse();
    const tasks = Array.from({ length: 5 }, () => response.task('v1'));
    const first = await desks.connect(village(1));
    await until('let in', () => first.mailboxes.length === 2);
    await desks.hear(response.started(5), response.issued(tasks.slice(0, 2)));
    await until('two rows', () => first.rows.length === 2);
    await until('confirmed', async () => (await facts(tasks[1]!.taskId)).delivered_at !== null);
    first.socket.disconnect();
    await desks.hear(response.issued(tasks.slice(2, 4)));
    first.socket.connect();
    await until('four rows', () => first.rows.length === 4);
    expect(first.repeats).toBe(0);

    await desks.restart();
    await desks.hear(response.issued(tasks.slice(4)));
    const fresh = await desks.connect(village(1));
    await until('all five', () => fresh.rows.length === 5);
    expect(fresh.rows.map((row) => [row.seq, row.taskId])).toEqual(tasks.map((task, index) => [index + 1, task.taskId]));
    await until('confirmed', async () => (await facts(tasks[4]!.taskId)).delivered_at !== null);
  });

  it('writes marks once: the first time stands, and what is heard is another fact', async () => {
    const desk = await desks.connect(village(1), { marks: false });
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(response.started(1), response.issued([task]));
    await until('the row', () => desk.rows.length === 1);
    const marks = { marks: [{ mailboxId: desk.rows[0]!.mailboxId, seqs: [1] }] };
    const at = desks.clock.now();
    expect(await desk.say('delivery.mark', marks)).toEqual({ ok: true });
    expect(await facts(task.taskId)).toMatchObject({ delivered_at: at, heard_at: null });
    desks.clock.advance('1m');
    expect(await desk.say('delivery.mark', marks)).toEqual({ ok: true });
    expect(await desk.say('delivery.hear', marks)).toEqual({ ok: true });
    expect(await facts(task.taskId)).toMatchObject({ delivered_at: at, heard_at: desks.clock.now() });
  });

  it("refuses a message about another org's mailbox like one that does not exist, and does nothing of it", async () => {
    const response = aResponse();
    const [own, other] = [response.task('v1'), response.task('v2')];
    await desks.hear(response.started(2), response.issued([own, other]));
    const desk = await desks.connect(village(1), { marks: false });
    await until('own row', () => desk.rows.length === 1);
    const [{ mailbox_id }] = (await desks.owner.query('SELECT mailbox_id FROM notification.mailbox_row WHERE task_id = $1', [
      other.taskId,
    ])) as [{ mailbox_id: string }];
    const both = { marks: [desk.rows[0]!.mailboxId, Number(mailbox_id)].map((mailboxId) => ({ mailboxId, seqs: [1] })) };
    const none = { marks: [{ mailboxId: 987_654, seqs: [1] }] };
    expect(await desk.say('delivery.mark', both)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await desk.say('delivery.mark', none)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await facts(own.taskId)).toMatchObject({ delivered_at: null });
    expect(await facts(other.taskId)).toMatchObject({ delivered_at: null });
  });

  it('answers a bad message with field and reason, in the language of the page, and goes on', async () => {
    const desk = await desks.connect(village(1));
    await until('let in', () => desk.mailboxes.length === 2);
    expect(await desk.say('delivery.mark', { marks: [{ mailboxId: -1, seqs: 'all' }] })).toMatchObject({
      ok: false,
      problem: { code: 'invalid-input', fields: [{ field: 'marks.0.mailboxId' }, { field: 'marks.0.seqs' }] },
    });
    expect(await desk.say('room.join' as never, {})).toMatchObject({ ok: false, problem: { code: 'invalid-input' } });
    expect(await desk.say('progress.watch', { activationId: uuidv7() })).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    expect(desk.socket.connected).toBe(true);
  });

  it('lets nobody in without a valid token or from a foreign page', async () => {
    const refusals: unknown[] = [];
    const forged = await desks.connect({ ...village(1), sid: uuidv7() });
    forged.socket.auth = { accessToken: `${await desks.token(village(1))}x` };
    forged.socket.on('connect_error', (error) => refusals.push((error as Error & { data?: { code: string } }).data?.code ?? error.message));
    await until('refused', () => refusals.length > 0);
    expect(refusals[0]).toBe('not-signed-in');
    const foreign = await desks.connect(village(1), { origin: 'https://elsewhere.example' });
    const errors: Error[] = [];
    foreign.socket.on('connect_error', (error) => errors.push(error));
    await until('refused', () => errors.length > 0);
    const own = await desks.connect(village(1), { origin: desks.url() });
    await until('let in', () => own.mailboxes.length === 2);
    expect(foreign.mailboxes).toEqual([]);
  });

  it('ends a revoked session within 5 s: it hears so, then no more data', async () => {
    const claims = village(1);
    const desk = await desks.connect(claims);
    await until('let in', () => desk.mailboxes.length === 2);
    desk.socket.io.reconnection(false);
    await desks.owner.query(
      `INSERT INTO directory.session (id, subject_id, kind, started_at, renewed_at, expires_at, ended_at)
       VALUES ($1, $2, 'command-point', now(), now(), now(), now())`,
      [claims.sid, claims.sub],
    );
    const start = performance.now();
    await until('the line is cut', () => !desk.socket.connected, 5_000);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(desk.said.at(-1)).toEqual({ name: 'session.ended', body: { code: 'revoked' } });
    const response = aResponse();
    await desks.hear(response.started(1), response.issued([response.task('v1')]));
    await pause(300);
    expect(desk.rows).toEqual([]);
    expect((await (await desks.api(claims)).send('GET', '/api/mailbox')).status).toBe(401);
  });

  it('ends a session whose token ran out, unless it was renewed in band by the same subject', async () => {
    const [renewing, expiring] = [village(1), village(2)];
    const [one, two] = [await desks.connect(renewing), await desks.connect(expiring)];
    await until('let in', () => one.mailboxes.length === 2 && two.mailboxes.length === 2);
    two.socket.io.reconnection(false);
    desks.clock.advance('9m');
    expect(await one.say('session.renew', { accessToken: await desks.token(expiring) })).toMatchObject({
      ok: false,
      problem: { code: 'not-signed-in' },
    });
    expect(await one.say('session.renew', { accessToken: await desks.token(renewing) })).toEqual({ ok: true });
    desks.clock.advance('2m');
    await until('the expired line is cut', () => !two.socket.connected, 5_000);
    expect(two.said.at(-1)).toEqual({ name: 'session.ended', body: { code: 'expired' } });
    expect(one.socket.connected).toBe(true);
  });

  it('looks again every 5 s who may see what: a new post is let in with its rows, a revoked device sees nothing more', async () => {
    const response = aResponse();
    await desks.hear(response.started(3), response.issued([response.task('v2'), response.task('v1')]));
    const leader = await desks.connect({ ...operatorOf(desks.people.leader, '320582/leyu'), roles: ['staff'] });
    const desk = await desks.connect(village(1));
    await until('let in', () => leader.mailboxes.length === 1 && desk.rows.length === 1);
    expect(leader.rows).toEqual([]);
    await desks.owner.query(
      `INSERT INTO directory.post_holder (org_id, post_id, person_id) SELECT 'v2', 'village-secretary', person_id FROM directory.account WHERE id = $1`,
      [desks.people.leader],
    );
    await desks.owner.query('UPDATE directory.device SET revoked_at = now() WHERE id = $1', [desks.people.devices[0]]);
    await until('the new mailbox', () => leader.mailboxes.length === 2 && leader.rows.length === 1, 7_000);
    await until('nothing for the revoked device', () => desk.mailboxes.length === 0, 7_000);
    await until('the heads', () => leader.said.some(({ name }) => name === 'mailbox.head'), 7_000);
    await desks.hear(response.issued([response.task('v1'), response.task('v2')]));
    await until('the row of the new post', () => leader.rows.length === 2);
    await pause(200);
    expect(desk.rows).toHaveLength(1);
  });
});
