import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of this number runs, whoever owns it. One that ended but that nobody has waited for does not. */
export function isRunning(pid: number): boolean {
  return commandOf(pid) !== '';
}

/** The command line of a process; empty if it is no more. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    // One that ended but that nobody has waited for is shown by its name in brackets.
    return /^\(.*\)$|<defunct>$/.test(command) ? '' : command;
  } catch {
    // It ended between the two looks.
    return '';
  }
}

/** Stops a process in order and waits until it is gone. After `patienceMs` it is killed. */
export async function stopProcess(pid: number, patienceMs: number): Promise<void> {
  signal(pid, 'SIGTERM');
  // One that was stopped (SIGSTOP) hears SIGTERM only when it goes on.
  signal(pid, 'SIGCONT');
  if (await endsWithin(pid, patienceMs)) return;
  await killProcess(pid);
}

/** Kills a process (SIGKILL) and waits until it is gone. */
export async function killProcess(pid: number): Promise<void> {
  signal(pid, 'SIGKILL');
  if (!(await endsWithin(pid, 10_000))) throw new Error(`process ${pid} does not end`);
}

async function endsWithin(pid: number, limitMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + limitMs;
  while (isRunning(pid)) {
    if (performance.now() > giveUpAt) return false;
    await sleep(20);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
