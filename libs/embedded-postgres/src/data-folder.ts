import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sharedFolder } from './binaries.js';
import { isAlive } from './postmaster.js';
import { dataFolderBroken, dataFolderUnwritable, problemOfFileError } from './postgres-problem.js';
import { canReach } from './server-user.js';
import type { ServerUser } from './server-user.js';

/** Where things lie in the data folder. `cluster` may be a link, when root's server cannot reach the folder itself. */
export function placesIn(dataFolder: string): { folder: string; cluster: string; password: string; log: string } {
  const folder = path.resolve(dataFolder);
  return {
    folder,
    cluster: path.join(folder, 'postgres'),
    password: path.join(folder, 'postgres.password'),
    log: path.join(folder, 'postgres.log'),
  };
}

/** Makes the data folder if it is not there and proves that it can be written, before anything is started. */
export function openDataFolder(folder: string): void {
  explained(folder, () => {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw dataFolderUnwritable(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const probe = path.join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, 'can this be written?');
    rmSync(probe);
    removeUnfinished(folder);
  });
}

/** Does file work and says in one sentence what is wrong with the folder if it fails. */
export function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw problemOfFileError(error, folder) ?? error;
  }
}

/** Removes what a killed first start left: its folder carries the number of a process that is no more. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^postgres\.new-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** The real path of the cluster; undefined if there is none yet. Something else in its place is refused, never repaired. */
export function findCluster(places: ReturnType<typeof placesIn>, version: string): string | undefined {
  const { cluster, folder } = places;
  const entry = lstatSync(cluster, { throwIfNoEntry: false });
  if (!entry) return undefined;
  if (entry.isSymbolicLink() && !statSync(cluster, { throwIfNoEntry: false })) {
    throw dataFolderBroken(folder, {
      zh: `链接 ${cluster} 指向的数据库不存在`,
      en: `the database that the link ${cluster} points to is gone`,
    });
  }
  const found = readIfThere(path.join(cluster, 'PG_VERSION'))?.trim();
  if (found === undefined) throw dataFolderBroken(folder, { zh: `${cluster} 中没有数据库`, en: `there is no database in ${cluster}` });
  if (found !== version) {
    throw dataFolderBroken(folder, {
      zh: `其数据库版本为 PostgreSQL ${found}，而程序使用 ${version}`,
      en: `its database is of PostgreSQL ${found}, the program brings ${version}`,
    });
  }
  return realpathSync(cluster);
}

/** An empty folder in which the server's user may make a new cluster; outside the data folder where he could not reach it. */
export function newClusterFolder(folder: string, user: ServerUser): string {
  let created = path.join(folder, `postgres.new-${process.pid}`);
  if (canReach(user, folder)) {
    mkdirSync(created, { mode: 0o700 });
  } else {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    created = mkdtempSync(path.join(sharedFolder, 'data-'));
  }
  if (user) chownSync(created, user.uid, user.gid);
  return created;
}

/** The password of the database's owner: random, made once, readable by the owner of the data folder alone. */
export function ownerPassword(places: ReturnType<typeof placesIn>, isNewCluster: boolean): string {
  const known = readIfThere(places.password)?.trim();
  if (known) return known;
  if (!isNewCluster) {
    throw dataFolderBroken(places.folder, { zh: `缺少密码文件 ${places.password}`, en: `its password file ${places.password} is missing` });
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(places.password, `${password}\n`, { mode: 0o600, flush: true });
  return password;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
