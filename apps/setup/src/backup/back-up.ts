import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyRunningCluster } from '#embedded-postgres/base-backup.js';
import { version } from '#embedded-postgres/embedded-postgres.js';
import { copyFiles, listTree } from '#embedded-postgres/file-copy.js';
import { reachPostgres } from '#embedded-postgres/reach-postgres.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { writeManifest } from './manifest.js';
import type { Manifest } from './manifest.js';
import { requireSpace, spareBytes } from './space.js';

/** What the data folder holds besides the database that is made anew or tells only of the past: servers of a cluster, logs, halves. */
const passedOver = /^(postgres|logs|kafka|redis)(\/|$)|^postgres\.new-|^postgres\.log|^cluster\.json$|^\.probe-|\.new$/;

/**
 * Copies a data folder, with its database, secrets and settings, into a folder that must not be there yet or is empty. The city may run; nobody
 * waits for it. The folder appears when all is in it and on the disk.
 */
export async function backUp(dataFolder: string, to: string): Promise<Manifest> {
  refuseWhatIsThere(to);
  if (!existsSync(join(dataFolder, 'postgres'))) {
    throw new SpokenProblem({
      zh: `数据目录 ${dataFolder} 里没有数据库，没有可备份的；用 MUSTER_DATA 指定。`,
      en: `There is no database in the data folder ${dataFolder}: nothing to back up. Name the folder in MUSTER_DATA.`,
    });
  }
  mkdirSync(dirname(to), { recursive: true });
  const postgres = await reachPostgres(dataFolder);
  const making = `${to}.new-${process.pid}`;
  try {
    requireSpace(dirname(to), sizeOf(postgres.cluster) + sizeOf(join(dataFolder, 'evidence')) + spareBytes);
    mkdirSync(making, { mode: 0o700 });
    mkdirSync(join(making, 'postgres'), { mode: 0o700 });
    const base = await copyRunningCluster(postgres.adminUrl, postgres.cluster, join(making, 'postgres'));
    const own = await copyFiles(dataFolder, making, listTree(dataFolder, (each) => passedOver.test(each)).files);
    const made: Manifest = {
      format: 1,
      madeAt: base.endedAt,
      postgres: version,
      dataFolder,
      fromWal: base.fromWal,
      toWal: base.toWal,
      folders: base.folders,
      files: [...own, ...base.files.map((file) => ({ ...file, path: `postgres/${file.path}` }))],
    };
    writeManifest(making, made);
    if (existsSync(to)) rmdirSync(to);
    renameSync(making, to);
    return made;
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    throw error;
  } finally {
    await postgres.close();
  }
}

function refuseWhatIsThere(to: string): void {
  if (!existsSync(to) || (statSync(to).isDirectory() && readdirSync(to).length === 0)) return;
  throw new SpokenProblem({
    zh: `${to} 已经有东西，不会覆盖；换一个目录。`,
    en: `${to} is not empty and is not overwritten; name another folder.`,
  });
}

/** About how much the copy will take. A file that goes meanwhile counts nothing. */
function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return listTree(folder, () => false).files.reduce(
    (sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
