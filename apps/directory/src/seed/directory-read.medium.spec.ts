import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';
import type { LoginRole } from '#service-kit/migrate.js';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import { holderId } from './people.rules.js';
import { seedDirectory } from './seed.service.js';

const day = '2026-03-02T10:00:00+08:00';
const night = '2026-03-02T22:00:00+08:00';

let city: FreshDatabase;
let directory: DataSource;
let dispatch: DataSource;
let owner: DataSource;

beforeAll(async () => {
  city = await freshDatabase();
  [directory, dispatch, owner] = await Promise.all([
    openDatabase(city.urlOf('directory'), 'spec'),
    openDatabase(city.urlOf('dispatch'), 'spec'),
    openDatabase(city.ownerUrl, 'spec'),
  ]);
  await seedDirectory(directory, { now: new Date(day), points: null, demo: true, randomPassword: () => randomUUID(), passwordCost: 4 });
  await owner.query('ANALYZE');
});
afterAll(async () => {
  await Promise.all([directory, dispatch, owner].map((source) => source?.destroy()));
  await city?.close();
});

async function onDuty(orgId: string, postId: string, at: string): Promise<{ holding: string; person_id: string | null }> {
  const rows = (await dispatch.query('SELECT holding, person_id FROM directory_read.on_duty($1) WHERE org_id = $2 AND post_id = $3', [
    at,
    orgId,
    postId,
  ])) as [{ holding: string; person_id: string | null }];
  expect(rows).toHaveLength(1);
  return rows[0];
}

describe('who is on duty', () => {
  const village = '320582104216';
  const dispatcher = (n: number) => holderId(village, 'village-dispatcher', n);

  it.each([
    ['07:59 is night', '2026-03-02T07:59:59+08:00', 1],
    ['08:00 is day', '2026-03-02T08:00:00+08:00', 0],
    ['19:59 is day', '2026-03-02T19:59:59+08:00', 0],
    ['20:00 is night', '2026-03-02T20:00:00+08:00', 1],
    ['midnight in another zone is day here', '2026-03-02T00:00:00Z', 0],
  ])('%s', async (_, at, n) =>
    expect(await onDuty(village, 'village-dispatcher', at)).toEqual({ holding: 'on-duty', person_id: dispatcher(n) }),
  );

  it.each([
    ['a vacant post', '320582104217', 'village-emergency-team-leader', day, { holding: 'vacant', person_id: null }],
    ['a vacant roster post', '320582105213', 'village-dispatcher', day, { holding: 'vacant', person_id: null }],
    ['an empty roster', '320582106212', 'grid-worker', day, { holding: 'nobody-on-duty', person_id: null }],
    ['nobody at night', '320582107208', 'village-secretary', night, { holding: 'nobody-on-duty', person_id: null }],
    [
      'the same by day',
      '320582107208',
      'village-secretary',
      day,
      { holding: 'on-duty', person_id: holderId('320582107208', 'village-secretary', 0) },
    ],
    [
      'only the stand-in, on a roster',
      '320582103224',
      'village-secretary',
      day,
      { holding: 'stand-in', person_id: holderId('320582103224', 'village-grid-lead', 0) },
    ],
    [
      'only the deputy, without a roster',
      'daxin:group-logistics',
      'group-leader',
      night,
      { holding: 'stand-in', person_id: holderId('daxin:group-logistics', 'group-deputy-leader', 0) },
    ],
    [
      'the first holder of a post without a roster',
      'city-centre',
      'city-deputy-commander',
      night,
      { holding: 'on-duty', person_id: holderId('city-centre', 'city-deputy-commander', 0) },
    ],
  ])('%s', async (_, orgId, postId, at, expected) => expect(await onDuty(orgId, postId, at)).toEqual(expected));

  it('a turn goes before the roster while it lasts, the later assigned one first, and an empty turn means nobody', async () => {
    const org = '320582104215';
    const turn = (person: string | null, from: string, until: string, assigned: string) =>
      directory.query(`INSERT INTO directory.duty_turn VALUES ($1, $2, 'village-dispatcher', $3, $4, $5, $6)`, [
        randomUUID(),
        org,
        person,
        from,
        until,
        assigned,
      ]);
    const [agent, lead] = [holderId(org, 'village-service-agent', 0), holderId(org, 'village-grid-lead', 0)];
    await turn(agent, '2026-03-03T08:00:00+08:00', '2026-03-03T12:00:00+08:00', '2026-03-01T00:00:00Z');
    await turn(lead, '2026-03-03T10:00:00+08:00', '2026-03-03T12:00:00+08:00', '2026-03-02T00:00:00Z');
    await turn(null, '2026-03-03T14:00:00+08:00', '2026-03-03T15:00:00+08:00', '2026-03-02T00:00:00Z');
    const at = (time: string) => onDuty(org, 'village-dispatcher', `2026-03-03T${time}:00+08:00`);
    expect(await at('09:00')).toEqual({ holding: 'on-duty', person_id: agent });
    expect(await at('10:00')).toEqual({ holding: 'on-duty', person_id: lead });
    expect(await at('12:00')).toEqual({ holding: 'on-duty', person_id: holderId(org, 'village-dispatcher', 0) });
    expect(await at('14:30')).toEqual({ holding: 'nobody-on-duty', person_id: null });
  });

  it('answers exactly one row per post of every org', async () => {
    const [row] = (await dispatch.query(
      `
      SELECT count(*)::int AS rows, count(DISTINCT (org_id, post_id))::int AS posts, (SELECT count(*)::int FROM directory_read.org_post) AS all,
        count(*) FILTER (WHERE (person_id IS NULL) <> (holding IN ('vacant', 'nobody-on-duty')))::int AS wrong
      FROM directory_read.on_duty($1)`,
      [night],
    )) as [{ rows: number; posts: number; all: number; wrong: number }];
    expect(row).toEqual({ rows: row.all, posts: row.all, all: row.all, wrong: 0 });
  });

  it('shows a handful of shortfalls in the demo, and no more', async () => {
    const count = async (at: string) => {
      const rows = (await dispatch.query(
        `SELECT holding, count(*)::int AS n FROM directory_read.on_duty($1) WHERE holding <> 'on-duty' GROUP BY 1`,
        [at],
      )) as {
        holding: string;
        n: number;
      }[];
      return Object.fromEntries(rows.map((row) => [row.holding, row.n]));
    };
    expect(await count(day)).toEqual({ vacant: 4, 'nobody-on-duty': 1, 'stand-in': 2 });
    expect(await count(night)).toEqual({ vacant: 4, 'nobody-on-duty': 4, 'stand-in': 2 });
  });
});

describe('the next post up', () => {
  it.each([
    ['320582104216', 'village-dispatcher', '320582104216', 'village-secretary'],
    ['320582104216', 'village-secretary', 'leyu:leadership', 'town-duty-leader'],
    ['leyu:pu-school-1', 'unit-head', 'leyu:enforcement-bureau', 'emergency-office-lead'],
    ['leyu:water-station', 'station-head', 'leyu:leadership', 'town-deputy-mayor'],
    ['water-affairs-bureau', 'dept-head', 'city-centre', 'city-deputy-commander'],
    ['leyu:leadership', 'town-party-secretary', 'city-centre', 'city-deputy-commander'],
  ])('%s %s → %s %s', async (orgId, postId, superiorOrgId, superiorPostId) => {
    const rows = (await dispatch.query(
      'SELECT superior_org_id, superior_post_id FROM directory_read.superior WHERE org_id = $1 AND post_id = $2',
      [orgId, postId],
    )) as unknown[];
    expect(rows).toEqual([{ superior_org_id: superiorOrgId, superior_post_id: superiorPostId }]);
  });

  it('climbs from every post of every org to the city commander', async () => {
    const rows = (await dispatch.query(`
      WITH RECURSIVE climb AS (
        SELECT op.org_id AS from_org, op.post_id AS from_post, op.org_id, op.post_id, 0 AS rung FROM directory_read.org_post op
        UNION ALL
        SELECT c.from_org, c.from_post, s.superior_org_id, s.superior_post_id, c.rung + 1
        FROM climb c JOIN directory_read.superior s ON s.org_id = c.org_id AND s.post_id = c.post_id WHERE c.rung < 12)
      SELECT count(DISTINCT (from_org, from_post)) FILTER (WHERE post_id = 'city-commander')::int AS arrived,
        (SELECT count(*)::int FROM directory_read.org_post) AS all, max(rung)::int AS highest FROM climb`)) as [
      { arrived: number; all: number; highest: number },
    ];
    expect(rows[0].arrived).toBe(rows[0].all);
    expect(rows[0].highest).toBeLessThan(12);
  });

  it('is one post for each but the city commander', async () => {
    const [row] = (await dispatch.query(`SELECT (SELECT count(*)::int FROM directory_read.superior) AS superiors,
      (SELECT count(DISTINCT (org_id, post_id))::int FROM directory_read.superior) AS posts, (SELECT count(*)::int - 1 FROM directory_read.org_post) AS expected`)) as [
      { superiors: number; posts: number; expected: number },
    ];
    expect(row).toEqual({ superiors: row.expected, posts: row.expected, expected: row.expected });
  });
});

describe('whose mailboxes a subject may open', () => {
  const orgsOf = async (subjectId: string) => {
    const rows = (await dispatch.query('SELECT org_id, post_id FROM directory_read.mailbox_access WHERE subject_id = $1', [subjectId])) as {
      org_id: string;
      post_id: string;
    }[];
    return rows;
  };
  const addDevice = async (orgId: string) => {
    const id = randomUUID();
    await directory.query(`INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES ($1, $2, $3, $4)`, [
      id,
      orgId,
      Buffer.from(id),
      day,
    ]);
    return id;
  };

  it('a village desk those of its nine posts, until it is revoked', async () => {
    const id = await addDevice('320582104216');
    const rows = await orgsOf(id);
    expect(rows).toHaveLength(9);
    expect(new Set(rows.map((row) => row.org_id))).toEqual(new Set(['320582104216']));
    await directory.query('UPDATE directory.device SET revoked_at = $2 WHERE id = $1', [id, day]);
    expect(await orgsOf(id)).toEqual([]);
  });

  it('a town desk those of its unit but the villages, and of no other unit', async () => {
    const orgs = new Set((await orgsOf(await addDevice('leyu:town-centre'))).map((row) => row.org_id));
    expect(orgs.size).toBe(1 + 1 + 9 + 13 + 10 + 4);
    expect([...orgs].every((orgId) => orgId.startsWith('leyu:'))).toBe(true);
  });

  it('a person those of the posts held, and of a post taken over for a turn', async () => {
    const [account] = (await directory.query(`SELECT id, person_id FROM directory.account WHERE login = 'shuiwu'`)) as [
      { id: string; person_id: string },
    ];
    const held = ['dept-duty-officer', 'dept-team-leader', 'dept-whistle-officer'];
    expect((await orgsOf(account.id)).map((row) => row.post_id).sort()).toEqual(held);
    await directory.query(
      `INSERT INTO directory.duty_turn VALUES ($1, 'water-affairs-bureau', 'dept-expert', $2, clock_timestamp() - interval '1 hour', clock_timestamp() + interval '1 hour', clock_timestamp())`,
      [randomUUID(), account.person_id],
    );
    expect((await orgsOf(account.id)).map((row) => row.post_id).sort()).toEqual([held[0], 'dept-expert', ...held.slice(1)]);
  });
});

describe('what other services may see', () => {
  const others: LoginRole[] = ['intake', 'plan', 'dispatch', 'notification', 'bus'];
  const secrets = ['account', 'device', 'session', 'sign_in_attempt', 'person', 'org', 'post_holder', 'duty_turn', 'setting', 'request'];
  const views = [
    'org',
    'post',
    'org_post',
    'person',
    'actor',
    'setting',
    'ended_session',
    'superior',
    'mailbox_access',
    'post_holder',
    'duty_pattern',
    'duty_turn',
    'matter',
    'stationing',
    'leave',
  ];

  it.each(others)('%s reads no table of the directory', async (role) => {
    const source = await openDatabase(city.urlOf(role), 'spec', [], 1);
    try {
      for (const table of secrets) await expect(source.query(`SELECT 1 FROM directory.${table}`)).rejects.toThrow(/permission denied/);
      await expect(source.query(`UPDATE directory.org SET name = 'x'`)).rejects.toThrow(/permission denied/);
    } finally {
      await source.destroy();
    }
  });

  it.each(others.slice(0, 4))('%s reads every view and who is on duty, and changes nothing through them', async (role) => {
    const source = await openDatabase(city.urlOf(role), 'spec', [], 1);
    try {
      for (const view of views) await source.query(`SELECT * FROM directory_read.${view} LIMIT 1`);
      const rows = (await source.query('SELECT 1 FROM directory_read.on_duty($1) LIMIT 1', [day])) as unknown[];
      expect(rows).toHaveLength(1);
      await expect(source.query(`UPDATE directory_read.org SET name = 'x'`)).rejects.toThrow(/permission denied/);
      await expect(source.query(`INSERT INTO directory_read.setting VALUES ('x', '1')`)).rejects.toThrow(/permission denied/);
    } finally {
      await source.destroy();
    }
  });

  it('no view shows a hash or a token', async () => {
    const rows = (await owner.query(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'directory_read' AND column_name ~ 'hash|token|password|login'`,
    )) as unknown[];
    expect(rows).toEqual([]);
  });

  it('not even the audit role reads accounts, devices or sessions', async () => {
    const source = await openDatabase(city.urlOf('audit'), 'spec', [], 1);
    try {
      for (const table of ['account', 'device', 'session']) {
        await expect(source.query(`SELECT 1 FROM directory.${table}`)).rejects.toThrow(/permission denied/);
      }
    } finally {
      await source.destroy();
    }
  });
});

describe('speed for the whole city', () => {
  /** The best of twelve runs by EXPLAIN ANALYZE: what the statement costs, without the noise of a busy machine. */
  async function bestMs(sql: string, parameters: unknown[] = []): Promise<number> {
    let best = Infinity;
    for (let run = 0; run < 12; run += 1) {
      const rows = (await dispatch.query(`EXPLAIN (ANALYZE, TIMING OFF) ${sql}`, parameters)) as { 'QUERY PLAN': string }[];
      const line = rows.map((row) => row['QUERY PLAN']).find((text) => text.startsWith('Execution Time'))!;
      best = Math.min(best, Number(/([\d.]+) ms/.exec(line)![1]));
    }
    return best;
  }

  it('on_duty and superior take less than 30 ms', async () => {
    expect(await bestMs('SELECT * FROM directory_read.on_duty($1)', [day])).toBeLessThan(30);
    expect(await bestMs('SELECT * FROM directory_read.superior')).toBeLessThan(30);
  });

  it('one village costs a hundredth of that', async () => {
    expect(await bestMs(`SELECT * FROM directory_read.on_duty($1) WHERE org_id = '320582104216'`, [day])).toBeLessThan(1);
    expect(await bestMs(`SELECT * FROM directory_read.superior WHERE org_id = '320582104216'`)).toBeLessThan(2);
  });
});
