import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '#embedded-postgres/embedded-postgres.js';
import { isAlive, livePostmaster, stopPostmaster } from '#embedded-postgres/postmaster.js';
import type { LoginRole } from '#service-kit/migrate.js';

/** What the tests of a run are told about its server. */
export type TestServer = { adminUrl: string; template: string; password: string };

type Migrate = (adminUrl: string, options: { passwordOf: (role: LoginRole) => string }) => Promise<void>;

const prefix = 'muster-test-';

/**
 * The PostgreSQL of one test run, in a process of its own: it lives as long as its standard input, so that it ends with the run however
 * the run ends. First argument: the module whose `migrateAll` makes the template that every test file clones.
 */
async function serveTests(migrationsModule: string): Promise<void> {
  await removeLeftovers();
  const dataFolder = mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`));
  chmodSync(dataFolder, 0o755);
  // Nothing here has to survive a power cut; everything else is as in earnest.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '400' };
  const template = 'city_template';
  const postgres = await startPostgres({ dataFolder, database: template, settings });
  const close = async (): Promise<void> => {
    await postgres.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    const password = randomBytes(12).toString('base64url');
    const { migrateAll } = (await import(pathToFileURL(path.resolve(migrationsModule)).href)) as { migrateAll: Migrate };
    await migrateAll(postgres.adminUrl, { passwordOf: () => password });
    const server: TestServer = { adminUrl: postgres.adminUrl.replace(/[^/]+$/, 'postgres'), template, password };
    process.stdout.write(`${JSON.stringify(server)}\n`);
  } catch (error) {
    await close();
    throw error;
  }
  process.stdin.resume();
  process.stdin.once('close', () => void close());
}

/** Servers of runs whose own process was killed too. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (!pid || isAlive(Number(pid))) continue;
    const folder = path.join(tmpdir(), name);
    const live = livePostmaster(path.join(folder, 'postgres'));
    if (live) await stopPostmaster(live.pid);
    rmSync(folder, { recursive: true, force: true });
  }
}

// Ctrl-C goes to the run; this one follows when its standard input ends.
process.on('SIGINT', () => undefined);
await serveTests(process.argv[2] ?? '');
