import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.js';
import { alreadyRunning, folderUnwritable, notStarting } from './local-service-problem.js';
import { commandOf, isRunning, killProcess, stopProcess } from './server-process.js';

/** How the server of a folder is recognised and stopped. */
export type ServerSign = {
  name: 'Kafka' | 'Redis' | 'S3Proxy';
  folder: string;
  /** Whether a process with this command line is the server of this folder, on this port. */
  isOurs(commandLine: string, port: number): boolean;
  stopWithinMs: number;
};

/** How it is started besides. */
export type ServerPlan = ServerSign & {
  /** The command for a port. Whatever it has to write for that, it writes here. */
  command(port: number): Promise<{ program: string; args: string[]; env: NodeJS.ProcessEnv }>;
  /** Whether it answers in its own protocol. */
  answers(port: number): Promise<boolean>;
  /** What its log says about why it ended; empty if nothing. */
  reasonIn(log: string): string;
  startWithinMs: number;
};

/** A server beside us that answers. */
export type LocalServer = {
  pid: number;
  port: number;
  /** Fulfilled when the process has ended, asked to or not. */
  exited: Promise<void>;
  /** Stops it in order. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a power cut would. */
  kill(): Promise<void>;
};

/** What is written down about the server of a folder, so that the next start finds it if we are killed. */
type Note = { pid: number; port: number; owner: number };

/**
 * Starts the server of a folder and waits until it answers. One that a killed process left behind is stopped first; one whose process
 * lives is refused. Without a wanted port it comes back where it was, if it can.
 */
export async function startLocalServer(plan: ServerPlan, wantedPort: number | undefined): Promise<LocalServer> {
  const places = placesOf(plan);
  try {
    mkdirSync(plan.folder, { recursive: true });
    writeFileSync(`${places.note}.probe`, '');
    rmSync(`${places.note}.probe`);
  } catch (error) {
    throw folderUnwritable(plan.folder, error);
  }
  const last = readNote(places.note);
  await stopLeftover(plan);
  if (existsSync(places.log)) renameSync(places.log, `${places.log}.previous`);

  const { child, pid, port, exited } = await launch(plan, places, wantedPort ?? last?.port);
  return {
    pid,
    port,
    exited,
    stop: async () => {
      if (hasEnded(child)) return;
      child.ref();
      await stopProcess(pid, plan.stopWithinMs);
      await exited;
    },
    kill: async () => {
      if (hasEnded(child)) return;
      child.ref();
      await killProcess(pid);
      await exited;
    },
  };
}

/** Another program may take the port between our look and the server's: then another port is taken. */
async function launch(
  plan: ServerPlan,
  places: { note: string; log: string },
  wantedPort: number | undefined,
): Promise<{ child: ChildProcess; pid: number; port: number; exited: Promise<void> }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? wantedPort : undefined);
    const child = await spawnServer(plan, port, places.log);
    const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const pid = child.pid ?? 0;
    writeNote(places.note, { pid, port, owner: process.pid });
    if (await answersInTime(plan, child, port)) return { child, pid, port, exited };
    if (isRunning(pid)) await killProcess(pid);
    const words = readFileSync(places.log, 'utf8').slice(-20_000);
    if (attempt === 3 || !words.includes('Address already in use')) throw notStarting(plan.name, places.log, plan.reasonIn(words));
  }
}

/** Stops the server of a folder if it outlived the process that started it. One whose process lives is refused, not stopped. */
export async function stopLeftover(sign: ServerSign): Promise<void> {
  const note = readNote(placesOf(sign).note);
  if (!note || !sign.isOurs(commandOf(note.pid), note.port)) return;
  if (isRunning(note.owner)) throw alreadyRunning(sign.name, sign.folder);
  await stopProcess(note.pid, sign.stopWithinMs);
}

/** Its own session (`detached`), so that Ctrl-C does not reach it before us; its log is a file, because a pipe would die with us. */
async function spawnServer(plan: ServerPlan, port: number, logFile: string): Promise<ChildProcess> {
  const { program, args, env } = await plan.command(port);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(program, args, { cwd: plan.folder, detached: true, env, stdio: ['ignore', log, log] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function answersInTime(plan: ServerPlan, child: ChildProcess, port: number): Promise<boolean> {
  const giveUpAt = performance.now() + plan.startWithinMs;
  while (!hasEnded(child) && performance.now() < giveUpAt) {
    if (await plan.answers(port)) return true;
    await sleep(50);
  }
  return false;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function placesOf({ name, folder }: ServerSign): { note: string; log: string } {
  return { note: path.join(folder, `${name.toLowerCase()}.pid`), log: path.join(folder, `${name.toLowerCase()}.log`) };
}

function readNote(file: string): Note | undefined {
  if (!existsSync(file)) return undefined;
  const [pid, port, owner] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  return pid && port && owner ? { pid, port, owner } : undefined;
}

function writeNote(file: string, note: Note): void {
  writeFileSync(`${file}.new`, `${note.pid} ${note.port} ${note.owner}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}
