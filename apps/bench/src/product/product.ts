import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const startWithinMs = 300_000;

/** How the product is started: which of its main programs, with which words, over which data. */
export type ProductOrder = {
  main: 'standalone' | 'cluster';
  words: string[];
  dataFolder: string;
  inherited: NodeJS.ProcessEnv;
  port: number;
  /** Loads the sampler of `--flame` into it. */
  profiled: boolean;
};

/** The product as a child process, exactly as people start it. */
export class Product {
  readonly url: string;

  private constructor(
    private readonly process: ChildProcess,
    port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it and waits until it is ready. Its words go to a log in the data folder. */
  static async start({ main, words, dataFolder, inherited, port, profiled }: ProductOrder): Promise<Product> {
    mkdirSync(dataFolder, { recursive: true });
    const logFile = join(dataFolder, 'product.log');
    const log = openSync(logFile, 'a');
    const file = fileURLToPath(new URL(`../../../${main}/src/main.js`, import.meta.url));
    const preload = profiled ? ['--import', new URL('profile.preload.js', import.meta.url).href] : [];
    const child = spawn(process.execPath, ['--enable-source-maps', ...preload, file, ...words], {
      // Detached: Ctrl-C reaches us alone, and we stop it in order.
      detached: true,
      env: { ...inherited, MUSTER_DATA: dataFolder, MUSTER_DEMO: 'true', PORT: String(port) },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    const product = new Product(child, port);
    const until = performance.now() + startWithinMs;
    while (!(await isReady(product.url))) {
      if (child.exitCode !== null || performance.now() > until) {
        child.kill('SIGTERM');
        throw new Error(`the product did not start; its words: ${logFile}`);
      }
      await sleep(100);
    }
    return product;
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Begins or ends the sampling of its processor. */
  async profile(profile: 'start' | 'stop', file: string): Promise<void> {
    const answered = once(this.process, 'message');
    this.process.send({ profile, file });
    await answered;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await exit;
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
