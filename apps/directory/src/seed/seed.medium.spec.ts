import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';
import type { FreshDatabase } from '#testing/database.js';
import { freshDatabase } from '#testing/database.js';
import { verifyPassword } from '../account/password.js';
import { OtherCounty, seedDirectory } from './seed.service.js';
import type { Seeded, SeedOptions } from './seed.service.js';

const now = new Date('2026-03-02T02:00:00Z');
let passwords = 0;
const demo: SeedOptions = { now, points: null, demo: true, randomPassword: () => `password-${(passwords += 1)}`, passwordCost: 4 };

async function countsOf(database: DataSource): Promise<Record<string, number>> {
  const [row] = (await database.query(`SELECT
    (SELECT count(*) FROM directory.org)::int AS orgs, (SELECT count(*) FROM directory.post)::int AS posts,
    (SELECT count(*) FROM directory.org_post)::int AS org_posts, (SELECT count(*) FROM directory.person)::int AS people,
    (SELECT count(*) FROM directory.post_holder)::int AS holders, (SELECT count(*) FROM directory.duty_pattern)::int AS duty,
    (SELECT count(*) FROM directory.line_mapping)::int AS lines, (SELECT count(*) FROM directory.account)::int AS accounts`)) as [
    Record<string, number>,
  ];
  return row;
}

describe('the seed of the model city', () => {
  let city: FreshDatabase;
  let database: DataSource;
  let first: Seeded;
  let statements = 0;

  beforeAll(async () => {
    city = await freshDatabase();
    database = await openDatabase(city.urlOf('directory'), 'seed-spec');
    const counting = jest.spyOn(database.logger, 'logQuery').mockImplementation(() => {
      statements += 1;
    });
    first = await seedDirectory(database, demo);
    counting.mockRestore();
  });
  afterAll(async () => {
    await database?.destroy();
    await city?.close();
  });

  it('has the city, its centre, 34 departments, 13 area units and 271 villages', async () => {
    const rows = (await database.query('SELECT kind, count(*)::int AS count FROM directory.org GROUP BY kind')) as {
      kind: string;
      count: number;
    }[];
    expect(Object.fromEntries(rows.map((row) => [row.kind, row.count]))).toEqual({
      city: 1,
      'city-centre': 1,
      department: 34,
      'area-unit': 13,
      'town-leadership': 13,
      'town-centre': 13,
      bureau: 9 * 13,
      station: 13 * 13,
      'working-group': 10 * 13,
      village: 271,
      'production-unit': 55,
    });
  });

  it('asks the database in bulk: a statement per table and account, none per person', () => {
    expect(first.people).toBeGreaterThan(6_000);
    expect(statements).toBeGreaterThan(15);
    expect(statements).toBeLessThan(45);
  });

  it('gives every village the posts that a typhoon at Ⅲ calls at once: 1,626 rows with two tasks for secretary and grid worker', async () => {
    const [row] = (await database.query(`
      SELECT sum(CASE WHEN post_id IN ('village-secretary', 'grid-worker') THEN 2 ELSE 1 END)::int AS rows
      FROM directory.org_post op JOIN directory.org o ON o.id = op.org_id AND o.kind = 'village'
      WHERE post_id IN ('village-secretary', 'grid-worker', 'village-emergency-team-leader', 'village-dispatcher')`)) as [{ rows: number }];
    expect(row.rows).toBe(1626);
  });

  it('keeps posts with onlyAt to their bureaus, stations and groups', async () => {
    const rows = (await database.query(`
      SELECT op.post_id, array_agg(DISTINCT o.template_id) AS templates, count(*)::int AS count
      FROM directory.org_post op JOIN directory.org o ON o.id = op.org_id
      WHERE op.post_id IN ('sluice-keeper', 'fire-first-commander', 'emergency-office-lead', 'group-expert') GROUP BY op.post_id ORDER BY 1`)) as unknown[];
    expect(rows).toEqual([
      { post_id: 'emergency-office-lead', templates: ['enforcement-bureau'], count: 13 },
      { post_id: 'fire-first-commander', templates: ['fire-station'], count: 13 },
      { post_id: 'group-expert', templates: ['group-expert-technical'], count: 13 },
      { post_id: 'sluice-keeper', templates: ['water-station'], count: 13 },
    ]);
  });

  it('puts every org under the path of its parent, and every desk at an org that exists', async () => {
    const wrong = (await database.query(`
      SELECT o.id FROM directory.org o LEFT JOIN directory.org p ON p.id = o.parent_id
      WHERE (o.parent_id IS NULL AND o.id <> '320582') OR (o.parent_id IS NOT NULL AND o.path <> p.path || '/' || o.id)
         OR (o.unit_id IS NOT NULL AND o.path <> '320582/' || o.unit_id AND o.path NOT LIKE '320582/' || o.unit_id || '/%')`)) as unknown[];
    expect(wrong).toEqual([]);
    const desks = (await database.query(`
      SELECT o.kind, bool_and(CASE WHEN o.kind IN ('village', 'department') THEN o.command_point_id = o.id
        WHEN o.unit_id IS NULL THEN o.command_point_id = 'city-centre' ELSE o.command_point_id = o.unit_id || ':town-centre' END) AS right
      FROM directory.org o GROUP BY o.kind`)) as { right: boolean }[];
    expect(desks.every((row) => row.right)).toBe(true);
  });

  it('names nobody who could exist: numbers begin with 000', async () => {
    const [row] = (await database.query(`SELECT count(*)::int AS real FROM directory.person WHERE phone !~ '^000[0-9]{8}$'`)) as [
      { real: number },
    ];
    expect(row.real).toBe(0);
  });

  it('tells the passwords of the demo accounts once, an operator for each of the 13 towns among them, and keeps strong hashes', async () => {
    expect(first.accounts.map((account) => account.login)).toEqual([
      ...['zhiban', 'zhihui', 'shenji', 'guanli', 'yangshe', 'jinfeng', 'leyu', 'jingang', 'baoshui', 'tangqiao', 'fenghuang', 'nanfeng'],
      ...['daxin', 'changyinsha', 'shuangshan', 'housheng', 'deji', 'hongxing', 'shuiwu'],
    ]);
    expect(new Set(first.accounts.filter((account) => account.orgId.endsWith(':town-centre')).map((account) => account.orgId)).size).toBe(
      13,
    );
    const [row] = (await database.query(`SELECT password_hash FROM directory.account WHERE login = 'zhiban'`)) as [
      { password_hash: string },
    ];
    expect(row.password_hash).not.toContain(first.accounts[0]!.password);
    expect(await verifyPassword(first.accounts[0]!.password, row.password_hash)).toBe(true);
    expect(await verifyPassword('another', row.password_hash)).toBe(false);
  });

  it('changes nothing when it runs again: same rows, same passwords, no account told twice', async () => {
    const before = await countsOf(database);
    const hashes = (await database.query('SELECT login, password_hash FROM directory.account ORDER BY login')) as unknown[];
    const again = await seedDirectory(database, { ...demo, now: new Date('2027-01-01T00:00:00Z') });
    expect(again).toEqual({ orgs: 0, people: 0, accounts: [] });
    expect(await countsOf(database)).toEqual(before);
    expect(await database.query('SELECT login, password_hash FROM directory.account ORDER BY login')).toEqual(hashes);
  });

  it('refuses to seed another county into the same data', async () => {
    await expect(seedDirectory(database, { ...demo, points: 100 })).rejects.toBeInstanceOf(OtherCounty);
    await expect(seedDirectory(database, { ...demo, demo: false })).rejects.toBeInstanceOf(OtherCounty);
  });

  it('maps lines many to many', async () => {
    const [row] = (await database.query(`SELECT
      (SELECT max(n) FROM (SELECT count(*)::int AS n FROM directory.line_mapping GROUP BY line_id) a) AS departments_of_a_line,
      (SELECT max(n) FROM (SELECT count(*)::int AS n FROM directory.line_mapping GROUP BY department_id) b) AS lines_of_a_department`)) as [
      { departments_of_a_line: number; lines_of_a_department: number },
    ];
    expect(row.departments_of_a_line).toBeGreaterThan(1);
    expect(row.lines_of_a_department).toBeGreaterThan(1);
  });
});

describe('other counties', () => {
  let county: FreshDatabase;
  let database: DataSource;

  beforeEach(async () => {
    county = await freshDatabase();
    database = await openDatabase(county.urlOf('directory'), 'seed-spec');
  });
  afterEach(async () => {
    await database?.destroy();
    await county?.close();
  });

  it('a synthetic county has exactly as many command points as asked, in units of at most 100 villages', async () => {
    await seedDirectory(database, { ...demo, points: 1000 });
    const [row] = (await database.query('SELECT count(DISTINCT command_point_id)::int AS points FROM directory.org')) as [
      { points: number },
    ];
    expect(row.points).toBe(1000);
    const [largest] = (await database.query(
      `SELECT max(n) AS villages, count(*)::int AS units FROM (SELECT count(*)::int AS n FROM directory.org WHERE kind = 'village' GROUP BY unit_id) u`,
    )) as [{ villages: number; units: number }];
    expect(largest).toEqual({ villages: 96, units: 10 });
  });

  it('makes no account when its password could not be kept', async () => {
    const keepPasswords = () => Promise.reject(new Error('disk full'));
    await expect(seedDirectory(database, { ...demo, keepPasswords })).rejects.toThrow('disk full');
    expect(await countsOf(database)).toMatchObject({ orgs: 0, accounts: 0 });
    const kept: string[] = [];
    const seeded = await seedDirectory(database, {
      ...demo,
      keepPasswords: (accounts) => void kept.push(...accounts.map((each) => each.login)),
    });
    expect(kept).toEqual(seeded.accounts.map((account) => account.login));
    await seedDirectory(database, { ...demo, keepPasswords });
  });

  it('without demo there are orgs and posts, and one administrator; no roster, production unit or demo account', async () => {
    const seeded = await seedDirectory(database, { ...demo, demo: false });
    expect(seeded.accounts).toMatchObject([{ login: 'guanli', roles: ['administrator'] }]);
    expect(await countsOf(database)).toMatchObject({ posts: 59, people: 1, holders: 0, duty: 0, accounts: 1 });
    expect(await database.query('SELECT demo FROM directory.account')).toEqual([{ demo: false }]);
    const [row] = (await database.query(`SELECT count(*)::int AS units FROM directory.org WHERE kind = 'production-unit'`)) as [
      { units: number },
    ];
    expect(row.units).toBe(0);
  });
});
