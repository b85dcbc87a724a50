import { randomUUID } from 'node:crypto';
import { leavesAnswer } from '#contracts/leave.js';
import type { Leave, LeavesAnswer } from '#contracts/leave.js';
import { holderId } from '../seed/people.rules.js';
import { DirectoryApp } from '../testing/directory-app.js';
import type { Answer } from '../testing/directory-app.js';

type Problem = { code: string; fields?: { field: string }[] };

let directory: DirectoryApp;
let city: string;
let leyu: string;

beforeAll(async () => {
  directory = await DirectoryApp.boot();
  [city, leyu] = (await Promise.all(['zhiban', 'leyu'].map(async (login) => (await directory.signIn(login)).accessToken))) as [
    string,
    string,
  ];
});
afterAll(() => directory.close());
afterEach(() => directory.database.query('DELETE FROM directory.leave'));

const day = '2026-03-02T10:00:00+08:00';
const village = '320582104216';
const inLeyu = holderId(village, 'village-secretary', 0);
const head = holderId('water-affairs-bureau', 'dept-head', 0);
const deputyHead = holderId('water-affairs-bureau', 'dept-deputy-head', 0);

const command = (changes: object = {}) => ({
  requestId: randomUUID(),
  personId: inLeyu,
  from: '2026-03-02T09:00:00+08:00',
  until: '2026-03-05T09:00:00+08:00',
  reason: '培训',
  ...changes,
});
const note = (body: object, token = leyu): Promise<Answer<Leave & Problem>> => directory.send('POST', '/api/leaves', token, body);
const withdraw = (id: string, token = leyu): Promise<Answer<Leave & Problem>> =>
  directory.send('POST', `/api/leaves/${id}/withdraw`, token, { requestId: randomUUID() });
const list = (orgId: string, token = leyu): Promise<Answer<LeavesAnswer & Problem>> =>
  directory.send('GET', `/api/leaves?orgId=${orgId}`, token);
/** Straight into the table: who is away from the day before until the day after. */
const away = (...people: string[]) =>
  directory.database.query(
    `INSERT INTO directory.leave SELECT gen_random_uuid(), p, $2::timestamptz - interval '1 day', $2::timestamptz + interval '1 day', '', $2 FROM unnest($1::uuid[]) p`,
    [people, day],
  );
const onDuty = async (orgId: string, postId: string, at = day) => {
  const [row] = (await directory.database.query(
    'SELECT person_id AS person, holding FROM directory_read.on_duty($1) WHERE org_id = $2 AND post_id = $3',
    [at, orgId, postId],
  )) as [{ person: string | null; holding: string }];
  return row;
};

describe('a leave', () => {
  it('is noted, listed for every org above, withdrawn, and told in the timeline without its reason', async () => {
    const noted = await note(command());
    expect(noted).toMatchObject({ status: 201, body: { personId: inLeyu, reason: '培训', from: '2026-03-02T01:00:00.000Z' } });
    for (const [orgId, token] of [
      [village, leyu],
      ['leyu', leyu],
      ['320582', city],
    ] as const) {
      const answer = await list(orgId, token);
      expect(leavesAnswer.safeParse(answer.body).error).toBeUndefined();
      expect(answer.body.leaves.map((leave) => leave.id)).toEqual([noted.body.id]);
    }
    expect((await withdraw(noted.body.id)).status).toBe(201);
    expect((await withdraw(noted.body.id)).status).toBe(201);
    expect((await list('leyu')).body.leaves).toEqual([]);
    const lines = (await directory.database.query(`SELECT what, facts FROM directory.timeline WHERE what LIKE 'leave.%' ORDER BY id`)) as {
      what: string;
    }[];
    expect(lines.map((line) => line.what)).toEqual(['leave.noted', 'leave.withdrawn']);
    expect(JSON.stringify(lines)).not.toContain('培训');
  });

  it('is noted once per request id, also by two at once', async () => {
    const body = command();
    const [one, other] = await Promise.all([note(body), note(body)]);
    expect(one.body).toEqual(other.body);
    expect((await list('leyu')).body.leaves).toHaveLength(1);
    expect((await note({ ...body, reason: '事假' })).body.code).toBe('request-id-reused');
  });

  it.each([
    ['a person of another town', { personId: holderId('320582001206', 'village-secretary', 0) }, 'unknown-person', 'personId'],
    ['nobody', { personId: randomUUID() }, 'unknown-person', 'personId'],
    ['an end before the beginning', { until: '2026-03-01T09:00:00+08:00' }, 'invalid-input', 'until'],
    ['a time without offset', { from: '2026-03-02T09:00:00' }, 'invalid-input', 'from'],
    ['a reason with control characters', { reason: 'a\u0000b' }, 'invalid-input', 'reason'],
  ])('is refused for %s, with nothing written', async (_, changes, code, field) => {
    const answer = await note(command(changes));
    expect(answer.body).toMatchObject({ code, fields: [{ field }] });
    expect(await directory.database.query('SELECT 1 FROM directory.leave')).toEqual([]);
  });

  it('of another town is neither seen nor withdrawn, and answers as one that is not there', async () => {
    const { id } = (await note(command({ personId: head }), city)).body;
    const [foreign, missing] = [await withdraw(id), await withdraw(randomUUID())];
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
    expect({ ...foreign.body, correlationId: '' }).toEqual({ ...missing.body, correlationId: '' });
    expect((await list('water-affairs-bureau')).status).toBe(404);
    expect((await list('leyu')).body.leaves).toEqual([]);
  });

  it('is for who oversees people, not for staff', async () => {
    const { accessToken } = await directory.signIn('shuiwu');
    expect((await note(command(), accessToken)).status).toBe(403);
    expect((await list('water-affairs-bureau', accessToken)).status).toBe(403);
  });
});

describe('while somebody is on leave', () => {
  it('the department leader is answered for by the deputy, who has the mailbox meanwhile', async () => {
    expect(await onDuty('water-affairs-bureau', 'dept-head')).toEqual({ person: head, holding: 'on-duty' });
    await away(head);
    expect(await onDuty('water-affairs-bureau', 'dept-head')).toEqual({ person: deputyHead, holding: 'stand-in' });
    expect(await onDuty('water-affairs-bureau', 'dept-head', '2026-03-04T10:00:00+08:00')).toEqual({ person: head, holding: 'on-duty' });
    expect(await onDuty('emergency-bureau', 'dept-head')).toMatchObject({ holding: 'on-duty' });
  });

  it('a post whose holders are all away is with the post that stands in for it, though nobody there holds it', async () => {
    await directory.database.query(
      `DELETE FROM directory.post_holder WHERE org_id = 'water-affairs-bureau' AND post_id = 'dept-head' AND rank > 0`,
    );
    await away(head);
    expect(await onDuty('water-affairs-bureau', 'dept-head')).toEqual({ person: deputyHead, holding: 'stand-in' });
    await away(deputyHead);
    expect(await onDuty('water-affairs-bureau', 'dept-head')).toEqual({ person: null, holding: 'nobody-on-duty' });
  });

  it('the deputy of the turn answers, then the next holder by rank, then nobody', async () => {
    const post = 'village-dispatcher';
    const [row] = (await directory.database.query(
      `SELECT person_id AS person, deputy_person_id AS deputy FROM directory.duty_pattern WHERE org_id = $1 AND post_id = $2 AND shift = 'day'`,
      [village, post],
    )) as [{ person: string; deputy: string }];
    await away(row.person);
    expect(await onDuty(village, post)).toEqual({ person: row.deputy, holding: 'stand-in' });
    await away(row.deputy);
    const holders = (await directory.database.query(
      'SELECT person_id AS id FROM directory.post_holder WHERE org_id = $1 AND post_id = $2 ORDER BY rank',
      [village, post],
    )) as { id: string }[];
    const others = holders.map((holder) => holder.id).filter((id) => id !== row.person && id !== row.deputy);
    expect(await onDuty(village, post)).toEqual({ person: others[0] ?? null, holding: others[0] ? 'stand-in' : 'nobody-on-duty' });
  });

  it('whoever took a turn over and is away is answered for by the roster', async () => {
    const agent = holderId(village, 'village-service-agent', 0);
    const regular = await onDuty(village, 'village-dispatcher');
    await directory.database.query(
      `INSERT INTO directory.duty_turn VALUES (gen_random_uuid(), $1, 'village-dispatcher', $2, $3::timestamptz - interval '1 hour', $3::timestamptz + interval '1 hour', $3)`,
      [village, agent, day],
    );
    expect(await onDuty(village, 'village-dispatcher')).toEqual({ person: agent, holding: 'on-duty' });
    await away(agent);
    expect(await onDuty(village, 'village-dispatcher')).toEqual({ person: regular.person, holding: 'stand-in' });
    await directory.database.query('DELETE FROM directory.duty_turn');
  });

  it('every other post is answered for as before, and each by one', async () => {
    const all = () =>
      directory.database.query('SELECT org_id, post_id, person_id, holding FROM directory_read.on_duty($1) ORDER BY 1, 2', [
        day,
      ]) as Promise<{ person_id: string | null }[]>;
    const before = await all();
    const people = [...new Set(before.map((row) => row.person_id))].filter((id) => id !== null).slice(0, 300);
    await away(...people);
    const after = await all();
    expect(after).toHaveLength(before.length);
    const gone = new Set<string | null>(people);
    expect(after.filter((row) => gone.has(row.person_id))).toEqual([]);
    before.forEach((row, index) => {
      if (!gone.has(row.person_id)) expect(after[index]).toEqual(row);
    });
  });

  it('opens the mailboxes of those who stand in, exactly as long as they do', async () => {
    // The view goes by the database's own time.
    const now = () =>
      directory.database.query(
        `SELECT d.org_id, d.post_id FROM directory_read.on_duty(statement_timestamp()) d JOIN directory.account a ON a.person_id = d.person_id
         WHERE d.holding = 'stand-in' AND NOT EXISTS (
           SELECT 1 FROM directory_read.mailbox_access m WHERE m.subject_id = a.id AND m.org_id = d.org_id AND m.post_id = d.post_id)`,
      );
    await directory.database.query(
      `DELETE FROM directory.post_holder WHERE org_id = 'water-affairs-bureau' AND post_id = 'dept-head' AND rank > 0`,
    );
    const [account] = (await directory.database.query(`UPDATE directory.account SET person_id = $1 WHERE login = 'shuiwu' RETURNING id`, [
      deputyHead,
    ])) as [{ id: string }[]];
    const posts = async () =>
      (
        (await directory.database.query(`SELECT post_id FROM directory_read.mailbox_access WHERE subject_id = $1 ORDER BY 1`, [
          account[0]!.id,
        ])) as {
          post_id: string;
        }[]
      ).map((row) => row.post_id);
    const usual = await posts();
    expect(usual).not.toContain('dept-head');
    await directory.database.query(
      `INSERT INTO directory.leave VALUES (gen_random_uuid(), $1, clock_timestamp() - interval '1 hour', clock_timestamp() + interval '1 hour', '', clock_timestamp())`,
      [head],
    );
    expect(await posts()).toEqual([...usual, 'dept-head'].sort());
    expect(await now()).toEqual([]);
    await directory.database.query('UPDATE directory.leave SET withdrawn_at = clock_timestamp()');
    expect(await posts()).toEqual(usual);
  });
});
