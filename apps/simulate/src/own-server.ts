import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { step } from '#process/screen.js';
import { BadOption } from './options.js';
import type { ServerOptions } from './options.js';

const startWithinMs = 300_000;
const wordsShown = 12;
/** The smallest county: the city's centre, its 34 departments, one town's centre and one village. */
const leastPoints = 37;

/** Starts a standalone server at the address and waits until it answers. Its own words go to a log in its data folder. */
export async function startOwnServer(
  { url, points, dataFolders, inherited }: ServerOptions,
  signal: AbortSignal,
): Promise<{ stop(): Promise<void> }> {
  if (points !== null && points < leastPoints)
    throw new BadOption('--points', {
      zh: `要至少 ${leastPoints}：虚拟县最少有这么多指挥调度点`,
      en: `wants ${leastPoints} at least where a county of its own is started`,
    });
  const dataFolder = dataFolders[0]!;
  const logFile = join(dataFolder, 'simulate-server.log');
  step(`没有在运行的服务器，自己启动一个（${dataFolder}）`, 'No server is running: starting one');
  mkdirSync(dataFolder, { recursive: true });
  const log = openSync(logFile, 'w');
  // Detached: Ctrl-C reaches us alone, and we stop it when the response is ended.
  const child = spawn(
    process.execPath,
    [
      '--enable-source-maps',
      fileURLToPath(new URL('../../standalone/src/main.js', import.meta.url)),
      ...(points === null ? [] : ['--points', String(points)]),
    ],
    { detached: true, env: { ...inherited, MUSTER_DATA: dataFolder, MUSTER_DEMO: 'true', PORT: portOf(url) }, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  };
  const until = performance.now() + startWithinMs;
  while (!(await isReady(url))) {
    const isDead = child.exitCode !== null || child.signalCode !== null;
    if (!isDead && !signal.aborted && performance.now() < until) {
      await sleep(200);
      continue;
    }
    await stop();
    signal.throwIfAborted();
    const words = readFileSync(logFile, 'utf8').trim().split('\n').slice(-wordsShown).join('\n');
    throw new SpokenProblem({ zh: `服务器没能启动：\n${words}`, en: `The server did not start; its words: ${logFile}` });
  }
  return { stop };
}

function portOf(url: string): string {
  const { port, protocol } = new URL(url);
  return port || (protocol === 'https:' ? '443' : '80');
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
