import path from 'node:path';
import { answersWith } from './answer.js';
import { readLocalServicesConfig } from './config.js';
import { redisMissing } from './local-service-problem.js';
import { startLocalServer, stopLeftover } from './local-server.js';
import type { ServerSign } from './local-server.js';
import { findProgram } from './program.js';

export type LocalRedisOptions = {
  /** Its log lies here. Nothing else does: Redis keeps no truth, so it keeps no files. */
  folder: string;
  /** The port to try first; if it is taken, another one is used. */
  port?: number;
  /** The program; by default the machine's redis-server. */
  program?: string;
};

export type LocalRedis = {
  url: string;
  port: number;
  pid: number;
  /** Fulfilled when the process has ended, asked to or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

/** In memory alone, and never evicting: what BullMQ put there stays until it is done or Redis is gone. */
const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--daemonize', 'no'];

/** Starts a Redis of this machine. Throws `LocalServiceProblem` with one sentence for what a person has to put right. */
export async function startRedis(options: LocalRedisOptions): Promise<LocalRedis> {
  const wanted = options.program ?? 'redis-server';
  const program = findProgram(wanted, readLocalServicesConfig().programFolders);
  if (!program) throw redisMissing(wanted);
  const server = await startLocalServer(
    {
      ...signOf(options.folder),
      command: async (port) => ({ program, args: ['--port', String(port), ...settings], env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }),
      answers: (port) => answersWith(port, Buffer.from('PING\r\n'), (answer) => answer.toString('latin1').startsWith('+PONG')),
      reasonIn,
      startWithinMs: 30_000,
    },
    options.port,
  );
  return { url: `redis://127.0.0.1:${server.port}`, ...server };
}

/** Stops the Redis of a folder if it outlived the process that started it. */
export async function stopLeftoverRedis(folder: string): Promise<void> {
  await stopLeftover(signOf(folder));
}

function signOf(folder: string): ServerSign {
  return {
    name: 'Redis',
    folder: path.resolve(folder),
    // It writes its address into its own command line: `redis-server 127.0.0.1:20417`.
    isOurs: (commandLine, port) => commandLine.includes('redis-server') && commandLine.includes(String(port)),
    stopWithinMs: 10_000,
  };
}

/** What Redis says about why it ended: the last line of its log that is no warning, without process id and time. */
function reasonIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !line.includes('# WARNING'));
  return (lines.at(-1) ?? '').replace(/^\d+:[A-Z] .*?[*#.-] /, '');
}
