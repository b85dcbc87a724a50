import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findBinaries } from './binaries.js';
import { createCluster, ownerName } from './cluster.js';
import { explained, findCluster, openDataFolder, ownerPassword, placesIn } from './data-folder.js';
import { livePostmaster, stopPostmaster } from './postmaster.js';
import { alreadyRunning, dataFolderBroken } from './postgres-problem.js';
import { launchServer } from './server.js';
import type { ServerPlan } from './server.js';
import { serverUser } from './server-user.js';

/** The major version whose files the binaries read. */
export const version = '18';
/** Held by the Muster that has the data folder open; it ends with its connection, so a killed process leaves none behind. */
const folderLock = 'SELECT pg_try_advisory_lock(320582) AS held';
/** Each commit is on the disk before it is answered; the rest suits short statements of some sixty connections. */
const durable = { fsync: 'on', full_page_writes: 'on', max_connections: '200', jit: 'off', log_timezone: 'UTC', timezone: 'UTC' };

export type PostgresOptions = {
  dataFolder: string;
  /** The port to try first; if it is taken, another one is used. */
  port?: number;
  /** The database that `adminUrl` names; it is made if it is not there. */
  database?: string;
  /** Server settings over ours; tests use them. */
  settings?: Record<string, string>;
  /** Told when the server died without being asked to, was started again, and whether that worked. */
  onDeath?: (restarted: true | Error) => void;
};

export type EmbeddedPostgres = {
  /** URL of the database as its owner. */
  adminUrl: string;
  port: number;
  /** Stops the server in order. Close pools first. */
  stop(): Promise<void>;
};

/**
 * Starts the PostgreSQL of a data folder and keeps it running: makes it at first, stops the one that a killed process left behind, starts
 * it again on the same port if it dies. Throws `PostgresProblem` with one sentence for what a person has to put right.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const places = placesIn(options.dataFolder);
  openDataFolder(places.folder);
  const known = explained(places.folder, () => findCluster(places, version));
  const user = serverUser(places.cluster);
  const binaries = findBinaries(user);
  const password = explained(places.folder, () => ownerPassword(places, known === undefined));
  const urlOf = (port: number, database: string): string => `postgres://${ownerName}:${password}@127.0.0.1:${port}/${database}`;
  if (known) await stopLeftover(known, places.folder, (port) => urlOf(port, 'postgres'));
  else explained(places.folder, () => createCluster(binaries, user, places, password));
  const plan: ServerPlan = {
    binaries,
    user,
    folder: places.folder,
    cluster: findCluster(places, version) ?? places.cluster,
    log: places.log,
    settings: { ...durable, ...options.settings },
    urlAt: (port) => urlOf(port, 'postgres'),
  };

  let server = await launchServer(plan, options.port);
  const { port } = server;
  let lock = await lockFolder(plan.urlAt(port), places.folder).catch(async (error: unknown) => {
    if (server.child.pid !== undefined) await stopPostmaster(server.child.pid);
    throw error;
  });
  let stopping = false;
  const watch = (): void => {
    server.child.once('exit', () => {
      if (stopping) return;
      restart().then(
        () => options.onDeath?.(true),
        (error: Error) => options.onDeath?.(error),
      );
    });
  };
  const restart = async (): Promise<void> => {
    server = await launchServer(plan, port);
    watch();
    lock = await lockFolder(plan.urlAt(server.port), places.folder);
    if (server.port !== port) throw new Error(`port ${port} of PostgreSQL was taken by another program while it was restarted`);
  };
  watch();
  await createDatabase(lock, options.database ?? 'muster');
  return {
    adminUrl: urlOf(port, options.database ?? 'muster'),
    port,
    stop: async () => {
      stopping = true;
      await lock.end();
      if (server.child.exitCode !== null || server.child.signalCode !== null) return;
      const exit = once(server.child, 'exit');
      // Else a process that has nothing else to wait for would end before its next step.
      server.child.ref();
      if (server.child.pid !== undefined) await stopPostmaster(server.child.pid);
      await exit;
    },
  };
}

/** Stops the server that outlived its process. One whose Muster still lives is left alone. */
async function stopLeftover(cluster: string, folder: string, urlAt: (port: number) => string): Promise<void> {
  const live = explained(folder, () => livePostmaster(cluster));
  if (!live) return;
  // One that is starting up or shutting down lets nobody in; it has no living Muster that works with it.
  const lock = await lockFolder(urlAt(live.port), folder).catch((error: Error & { code?: string }) => {
    if (error.code === '57P03' || error.code === 'ECONNREFUSED') return undefined;
    throw error;
  });
  await lock?.end();
  await stopPostmaster(live.pid);
}

/** Takes the folder for this process. The connection of one that was just killed is given 3 s to be noticed. */
async function lockFolder(url: string, folder: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'muster-folder-lock',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  // When the server dies this connection breaks; the watch over the process acts on it.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw dataFolderBroken(folder, { zh: '数据库密码与密码文件不符', en: 'its password file does not fit its database' });
  }
  for (let tries = 0; tries < 30; tries += 1) {
    const { rows } = await client.query<{ held: boolean }>(folderLock);
    if (rows[0]?.held) return client;
    await sleep(100);
  }
  await client.end();
  throw alreadyRunning(folder);
}

async function createDatabase(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
}
