import { spawnSync } from 'node:child_process';
import { chownSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import { newClusterFolder } from './data-folder.js';
import type { placesIn } from './data-folder.js';
import { dataFolderBroken, diskFull } from './postgres-problem.js';
import type { ServerUser } from './server-user.js';

/** The user name of the database's owner inside PostgreSQL. */
export const ownerName = 'muster_owner';

/** What the server and initdb see of our environment: no PG* variables and no language, so that messages can be recognised. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes a new cluster: UTF-8 and locale C whatever LANG says, passwords by SCRAM, checksums on. It appears in its place by one rename (or
 * one link), so that a kill in the middle leaves no half of it.
 */
export function createCluster(binaries: Binaries, user: ServerUser, places: ReturnType<typeof placesIn>, password: string): void {
  const created = newClusterFolder(places.folder, user);
  const passwordFile = `${created}.password`;
  try {
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user) chownSync(passwordFile, user.uid, user.gid);
    const made = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${created}`,
        `--pwfile=${passwordFile}`,
        `--username=${ownerName}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--data-checksums',
      ],
      { ...user, cwd: '/', encoding: 'utf8', env: serverEnvironment },
    );
    if (made.status !== 0) throw problemOfInitdb(made.error?.message ?? made.stderr, places.folder);
    if (path.dirname(created) === places.folder) renameSync(created, places.cluster);
    else symlinkSync(created, places.cluster);
  } catch (error) {
    rmSync(created, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function problemOfInitdb(words: string, folder: string): Error {
  if (/No space left on device|Disk quota exceeded/.test(words)) return diskFull(folder);
  const reason = words.match(/(?:initdb: error|FATAL|PANIC): *(.+)/)?.[1] ?? words.trim().split('\n').at(-1) ?? '';
  return dataFolderBroken(folder, { zh: `initdb 失败：${reason}`, en: `initdb failed: ${reason}` });
}
