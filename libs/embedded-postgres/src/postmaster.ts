import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that `postmaster.pid` tells of and that is alive. */
export type LivePostmaster = { pid: number; port: number };

/**
 * The server that already runs on this cluster, left behind by a process that was killed. A pid file whose number now belongs to some
 * other program (after a reboot, or in a container that counts from 1 again) is removed, because PostgreSQL itself would stop at it.
 */
export function livePostmaster(cluster: string): LivePostmaster | undefined {
  const file = path.join(cluster, 'postmaster.pid');
  let lines: string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (isAlive(pid) && isServerOf(pid, cluster)) return { pid, port };
  rmSync(file, { force: true });
  return undefined;
}

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  const command = commandOf(pid);
  return command.includes('postgres') && (command.includes(cluster) || command.includes(realpathSync(cluster)));
}

function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // It ended between the two looks: then it is not the server.
    return '';
  }
}

/** Stops a server in order: open transactions are undone and everything is written out. After `patienceMs` it is stopped hard. */
export async function stopPostmaster(pid: number, patienceMs = 30_000): Promise<void> {
  signal(pid, 'SIGINT');
  // A process that ended but that nobody has waited for has no command line left.
  for (let waited = 0; isAlive(pid) && commandOf(pid) !== ''; waited += 20) {
    if (waited === patienceMs) signal(pid, 'SIGQUIT');
    if (waited > patienceMs + 10_000) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    await sleep(20);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
