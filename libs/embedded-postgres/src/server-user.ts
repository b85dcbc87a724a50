import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PostgresProblem } from './postgres-problem.js';

/** Whom the server runs as. PostgreSQL refuses to run as root, so root lends it another user; anybody else runs it himself. */
export type ServerUser = { uid: number; gid: number } | undefined;

/**
 * The user for the server: undefined means the caller himself. Root takes the owner of the cluster that is there, else `postgres`, or
 * else `nobody`; none is ever created.
 */
export function serverUser(cluster: string): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const entry = users.find(([known]) => known === name);
    const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
    if (entry && uid > 0 && gid >= 0) return { uid, gid };
  }
  throw new PostgresProblem('binaries-not-runnable', {
    zh: 'PostgreSQL 不能以 root 身份运行，而本机没有 postgres 或 nobody 用户；请以普通用户启动。',
    en: 'PostgreSQL does not run as root, and this machine has neither a postgres nor a nobody user; start as an ordinary user.',
  });
}

/** Whether this user can get to the folder: each folder on the way must let him pass. A home of mode 0700 does not. */
export function canReach(user: ServerUser, folder: string): boolean {
  if (!user) return true;
  for (let current = path.resolve(folder); ; current = path.dirname(current)) {
    const { uid, gid, mode } = statSync(current);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === path.dirname(current)) return true;
  }
}
