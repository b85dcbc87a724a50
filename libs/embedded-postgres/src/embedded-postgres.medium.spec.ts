import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startPostgres } from './embedded-postgres.js';
import type { EmbeddedPostgres, PostgresOptions } from './embedded-postgres.js';
import { livePostmaster } from './postmaster.js';

const root = path.resolve(import.meta.dirname, '../../..');
let parent: string;
let running: EmbeddedPostgres[] = [];
let children: ChildProcess[] = [];

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'muster 数据-'));
  chmodSync(parent, 0o755);
});

afterEach(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await Promise.all(running.map((postgres) => postgres.stop()));
  [running, children] = [[], []];
  rmSync(parent, { recursive: true, force: true });
});

async function start(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataFolder: path.join(parent, 'data'), ...options });
  running.push(postgres);
  return postgres;
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that opens the data folder, until it is killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', './libs/testing/loader/register.mjs', 'libs/embedded-postgres/src/testing/hold-open.ts', path.join(parent, 'data')],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url };
}

function postmasterPid(): number {
  return Number(readFileSync(path.join(parent, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

describe('startPostgres', () => {
  it('makes a UTF-8 cluster that only this machine can reach, with its password in a file of mode 0600', async () => {
    const { adminUrl, port } = await start();
    const [row] = await query(
      adminUrl,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses,
        current_setting('fsync') AS fsync, current_database() AS name, (SELECT datcollate FROM pg_database WHERE datname = 'muster') AS locale`,
    );
    expect(row).toEqual({ encoding: 'UTF8', addresses: '127.0.0.1', fsync: 'on', name: 'muster', locale: 'C' });
    expect(statSync(path.join(parent, 'data/postgres.password')).mode & 0o777).toBe(0o600);
    await expect(query(`postgres://muster_owner:guess@127.0.0.1:${port}/muster`, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('keeps what was written over stop and start, and takes another port if the wanted one is taken', async () => {
    const first = await start();
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    expect(existsSync(path.join(parent, 'data/postgres/postmaster.pid'))).toBe(false);
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const second = await start({ port });
    taken.close();
    expect(second.port).not.toBe(port);
    expect(await query(second.adminUrl, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it('goes on after its process was killed: the server that was left behind is stopped and started again', async () => {
    const elsewhere = await startElsewhere();
    await query(elsewhere.url, 'CREATE TABLE kept AS SELECT 7 AS number');
    const left = postmasterPid();
    elsewhere.child.kill('SIGKILL');
    await once(elsewhere.child, 'exit');
    const { adminUrl } = await start();
    expect(postmasterPid()).not.toBe(left);
    expect(await query(adminUrl, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it('refuses a data folder that a living process has open, and leaves that one alone', async () => {
    const elsewhere = await startElsewhere();
    await expect(start()).rejects.toMatchObject({ code: 'already-running' });
    expect(await query(elsewhere.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts a server again that was killed, on the same port and with what was committed', async () => {
    const deaths: (true | Error)[] = [];
    const { adminUrl } = await start({ onDeath: (restarted) => deaths.push(restarted) });
    await query(adminUrl, 'CREATE TABLE kept AS SELECT 7 AS number');
    process.kill(postmasterPid(), 'SIGKILL');
    for (let waited = 0; deaths.length === 0 && waited < 20_000; waited += 50) await sleep(50);
    expect(deaths).toEqual([true]);
    expect(await query(adminUrl, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it('is not stopped by a pid file whose number belongs to another program', async () => {
    await (await start()).stop();
    writeFileSync(path.join(parent, 'data/postgres/postmaster.pid'), `${process.pid}\n${parent}\n0\n1\n\n127.0.0.1\n`);
    await start();
  });

  it('removes what a first start left that was killed in the middle', async () => {
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(ended, 'exit');
    const unfinished = path.join(parent, `data/postgres.new-${ended.pid}`);
    mkdirSync(unfinished, { recursive: true });
    await start();
    expect(existsSync(unfinished)).toBe(false);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('keeps the database of root where its user can reach it, if the data folder is closed to him', async () => {
    chmodSync(parent, 0o700);
    const first = await start();
    const cluster = path.join(parent, 'data/postgres');
    try {
      expect(lstatSync(cluster).isSymbolicLink()).toBe(true);
      expect(statSync(cluster).uid).not.toBe(0);
      await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS number');
      await first.stop();
      const second = await start();
      expect(await query(second.adminUrl, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
      await second.stop();
    } finally {
      rmSync(realpathSync(cluster), { recursive: true, force: true });
    }
    await expect(start()).rejects.toMatchObject({ code: 'data-folder-broken' });
  });

  it.each([
    ['a file in the place of the folder', 'data-folder-unwritable', () => writeFileSync(path.join(parent, 'data'), 'file')],
    ['something that is no database', 'data-folder-broken', () => mkdirSync(path.join(parent, 'data/postgres'), { recursive: true })],
    [
      'the database of another version',
      'data-folder-broken',
      () => {
        mkdirSync(path.join(parent, 'data/postgres'), { recursive: true });
        writeFileSync(path.join(parent, 'data/postgres/PG_VERSION'), '12\n');
      },
    ],
  ])('says in one sentence what is wrong: %s', async (_, code, arrange) => {
    arrange();
    const problem = (await start().catch((error: unknown) => error)) as { code: string; text: { zh: string; en: string } };
    expect(problem.code).toBe(code);
    expect(problem.text.en).toContain(path.join(parent, 'data'));
    expect(problem.text.zh).toContain(path.join(parent, 'data'));
  });

  it.each([
    ['the password file is gone', () => rmSync(path.join(parent, 'data/postgres.password'))],
    ['the password file holds another password', () => writeFileSync(path.join(parent, 'data/postgres.password'), 'other')],
    ['a control file is damaged', () => writeFileSync(path.join(parent, 'data/postgres/global/pg_control'), 'damage')],
  ])('says that a data folder is broken when %s', async (_, damage) => {
    await (await start()).stop();
    damage();
    await expect(start()).rejects.toMatchObject({ code: 'data-folder-broken' });
    expect(livePostmaster(path.join(parent, 'data/postgres'))).toBeUndefined();
  });
});
