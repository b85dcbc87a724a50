import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { LineState } from '#local-services/tcp-proxy.js';
import type { SeededAccount } from '#directory/seed/seed.service.js';
import { isRunning } from '#local-services/server-process.js';
import { readAccounts } from '#setup/accounts.js';
import { readState } from '../state-file.js';
import type { ClusterState } from '../state-file.js';

const startWithinMs = 180_000;

/** The cluster that a fault run disturbs: found by its data folder, or started there with lines that can be cut. */
export class ClusterUnderTest {
  private constructor(
    readonly dataFolder: string,
    /** As the owner: it looks at everything and ends connections. Never over a line that is disturbed. */
    readonly database: pg.Pool,
    private readonly own: ChildProcess | undefined,
  ) {}

  static async find(dataFolder: string, environment: NodeJS.ProcessEnv): Promise<ClusterUnderTest> {
    const state = readState(dataFolder);
    const own = state && isRunning(state.supervisor) ? undefined : await startCluster(dataFolder, environment);
    const database = new pg.Pool({ connectionString: readState(dataFolder)!.databaseUrl, max: 4, application_name: 'muster-faults' });
    database.on('error', () => undefined);
    return new ClusterUnderTest(dataFolder, database, own);
  }

  /** As it is now: processes that were started again have other numbers. */
  get state(): ClusterState {
    const state = readState(this.dataFolder);
    if (!state) throw new Error(`no cluster runs over ${this.dataFolder} any more`);
    return state;
  }

  get url(): string {
    return this.state.url;
  }

  /** The number of the process of this name now; undefined while it is being started again, and where it is not ours. */
  pidOf(process: string): number | undefined {
    const { kafka, redis, members } = this.state;
    if (process === 'kafka') return kafka.pid;
    if (process === 'redis') return redis.pid;
    return members.find((member) => member.name === process)?.pid;
  }

  account(role: string): SeededAccount {
    const account = readAccounts(this.dataFolder).find((each) => each.orgId === 'city-centre' && each.roles.includes(role));
    if (!account) throw new Error(`no demo account of ${this.dataFolder} is ${role}; faults are for a demo alone`);
    return account;
  }

  async changeLine(name: string, state: LineState): Promise<void> {
    const { lines } = this.state;
    if (!lines) throw new Error('this cluster has no lines to change');
    const answer = await fetch(`${lines.url}/lines/${encodeURIComponent(name)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${lines.token}` },
      body: JSON.stringify(state),
    });
    if (!answer.ok) throw new Error(`line ${name}: ${answer.status} ${await answer.text()}`);
  }

  /** The members that do not say that they are ready. */
  async notReady(): Promise<string[]> {
    const answers = await Promise.all(this.state.members.map(async ({ name, url }) => ((await isReady(url)) ? [] : [name])));
    return answers.flat();
  }

  /** Leaves a cluster as it was found: one of ours is stopped. */
  async leave(): Promise<void> {
    await this.database.end();
    if (!this.own || this.own.exitCode !== null) return;
    const exit = once(this.own, 'exit');
    this.own.kill('SIGTERM');
    await exit;
  }
}

/** Starts one; its own words go to a log in its data folder. */
async function startCluster(dataFolder: string, environment: NodeJS.ProcessEnv): Promise<ChildProcess> {
  mkdirSync(dataFolder, { recursive: true });
  const logFile = join(dataFolder, 'cluster.log');
  const log = openSync(logFile, 'a');
  // Detached: Ctrl-C reaches us alone, and we stop it when the round is told.
  const child = spawn(process.execPath, ['--enable-source-maps', fileURLToPath(new URL('../main.js', import.meta.url))], {
    detached: true,
    env: { ...environment, MUSTER_DATA: dataFolder, MUSTER_FAULT_LINES: 'true' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const until = performance.now() + startWithinMs;
  for (;;) {
    const state = readState(dataFolder);
    if (state && state.supervisor === child.pid && (await Promise.all(state.members.map(({ url }) => isReady(url)))).every(Boolean))
      return child;
    if (child.exitCode !== null || performance.now() > until) {
      child.kill('SIGTERM');
      throw new Error(`the cluster did not start; its words: ${logFile}`);
    }
    await sleep(200);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
