import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startPostgres, version } from '#embedded-postgres/embedded-postgres.js';
import { copyFiles } from '#embedded-postgres/file-copy.js';
import { layCluster } from '#embedded-postgres/lay-cluster.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { proveFiles, readManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { rejoin } from './rejoin.js';
import type { Rejoined } from './rejoin.js';
import { requireSpace, spareBytes } from './space.js';

const inDatabase = 'postgres/';

/** What was restored, and what became of it. */
export type Restored = { manifest: Manifest; rejoined: Rejoined };

/**
 * Makes a data folder from a backup: proves every file, lays them down, lets PostgreSQL recover, and makes the database fit the world that has gone
 * on. The data folder must not be there yet, or is empty; it appears when all that has succeeded, else nothing does.
 */
export async function restore(from: string, dataFolder: string): Promise<Restored> {
  const manifest = readManifest(from);
  if (manifest.postgres !== version) {
    throw new SpokenProblem({
      zh: `备份来自 PostgreSQL ${manifest.postgres}，程序使用 ${version}；用做备份时的那个版本恢复。`,
      en: `The backup is of PostgreSQL ${manifest.postgres}, the program brings ${version}; restore it with the version that made it.`,
    });
  }
  refuseWhatIsThere(dataFolder);
  await proveFiles(from, manifest.files);
  mkdirSync(dirname(dataFolder), { recursive: true });
  requireSpace(dirname(dataFolder), manifest.files.reduce((sum, file) => sum + file.bytes, 0) + spareBytes);
  const making = `${dataFolder}.new-${process.pid}`;
  try {
    mkdirSync(making, { mode: 0o755 });
    const own = manifest.files.map(({ path }) => path).filter((path) => !path.startsWith(inDatabase));
    await copyFiles(from, making, own);
    await layCluster(making, join(from, 'postgres'), {
      folders: manifest.folders,
      files: manifest.files
        .map(({ path }) => path)
        .filter((path) => path.startsWith(inDatabase))
        .map((path) => path.slice(inDatabase.length)),
    });
    const rejoined = await recover(making);
    if (existsSync(dataFolder)) rmdirSync(dataFolder);
    renameSync(making, dataFolder);
    return { manifest, rejoined };
  } catch (error) {
    const cluster = join(making, 'postgres');
    if (existsSync(cluster)) rmSync(realpathSync(cluster), { recursive: true, force: true });
    rmSync(making, { recursive: true, force: true });
    throw error;
  }
}

/** Starts the server once: it replays its log up to the moment of the backup. */
async function recover(dataFolder: string): Promise<Rejoined> {
  const postgres = await startPostgres({ dataFolder });
  try {
    return await rejoin(postgres.adminUrl);
  } finally {
    await postgres.stop();
  }
}

function refuseWhatIsThere(dataFolder: string): void {
  if (!existsSync(dataFolder) || (statSync(dataFolder).isDirectory() && readdirSync(dataFolder).length === 0)) return;
  throw new SpokenProblem({
    zh: `数据目录 ${dataFolder} 已经有东西，不会覆盖；先停下集结，把它改名移开。`,
    en: `The data folder ${dataFolder} is not empty and is not overwritten; stop Muster and move it away first.`,
  });
}
