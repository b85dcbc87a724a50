import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import { serverEnvironment } from './cluster.js';
import { PostgresProblem, dataFolderBroken, diskFull } from './postgres-problem.js';
import type { ServerUser } from './server-user.js';

/** What one server is started with. */
export type ServerPlan = {
  binaries: Binaries;
  user: ServerUser;
  folder: string;
  cluster: string;
  log: string;
  settings: Record<string, string>;
  /** Connection to the database `postgres` as owner, for a port. */
  urlAt(port: number): string;
};

/** A server that answers. */
export type Server = { child: ChildProcess; port: number };

/** Starts the server and waits until it answers. If the port is taken in between, another one is taken. */
export async function launchServer(plan: ServerPlan, wantedPort: number | undefined): Promise<Server> {
  if (existsSync(plan.log)) renameSync(plan.log, `${plan.log}.previous`);
  const giveUpAt = performance.now() + 120_000;
  for (;;) {
    const port = await freePort(wantedPort);
    const child = spawnServer(plan, port);
    if (await answers(child, plan.urlAt(port), giveUpAt)) return { child, port };
    const words = readFileSync(plan.log, 'utf8').slice(-8_000);
    // Both pass by themselves: another program was quicker, or the processes of a killed server are still ending.
    const passes = /Address already in use|could not bind|pre-existing shared memory block/.test(words.split('\n').slice(-12).join('\n'));
    if (!passes || performance.now() > giveUpAt) throw problemOfLog(words, plan);
    await sleep(200);
  }
}

/** Its own session (`detached`), so that Ctrl-C does not reach it before us; its log is a file, because a pipe would die with us. */
function spawnServer(plan: ServerPlan, port: number): ChildProcess {
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port), ...plan.settings };
  const log = openSync(plan.log, 'a', 0o600);
  try {
    const child = spawn(
      plan.binaries.postgres,
      ['-D', plan.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...plan.user,
        cwd: '/',
        detached: true,
        env: serverEnvironment,
        stdio: ['ignore', log, log],
      },
    );
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function answers(child: ChildProcess, url: string, giveUpAt: number): Promise<boolean> {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  while (!ended && performance.now() < giveUpAt) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined); // a broken connection rejects `connect` as well
    try {
      await client.connect();
      return true;
    } catch (error) {
      // Password or database refused: it answers, and what is wrong with it the next connection says.
      if ((error as { code?: string }).code?.startsWith('28')) return true;
      await sleep(25);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  if (!ended) child.kill('SIGQUIT');
  return false;
}

async function freePort(wanted: number | undefined): Promise<number> {
  const probe = createServer();
  const listen = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(port, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
    });
  const port = await listen(wanted ?? 0).catch((error: NodeJS.ErrnoException) => {
    if (wanted !== undefined && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) return listen(0);
    throw error;
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function problemOfLog(words: string, plan: ServerPlan): PostgresProblem {
  if (/No space left on device|Disk quota exceeded/.test(words)) return diskFull(plan.folder);
  const reason = [...words.matchAll(/(?:FATAL|PANIC): +(.+)/g)].at(-1)?.[1];
  if (reason) return dataFolderBroken(plan.folder, { zh: `PostgreSQL 报告：${reason}`, en: `PostgreSQL says: ${reason}` });
  return new PostgresProblem('not-starting', {
    zh: `PostgreSQL 未能启动，原因见 ${plan.log}。`,
    en: `PostgreSQL does not start; the reason is in ${plan.log}.`,
  });
}
