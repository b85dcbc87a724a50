import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Post } from './roster.js';

/** A process that lived this long has started well: its next death is a new story. */
const livedWellMs = 30_000;
const stopWithinMs = 20_000;

/** What a member tells whoever watches over the cluster. */
export type MemberNews = { started: (member: Member) => void; died: (member: Member, how: string, againInMs: number) => void };

/** One process of the cluster, started again whenever it dies, with longer waits while it does not live. Its output goes to its log. */
export class Member {
  private child: ChildProcess | undefined;
  private stopping = false;
  private deaths = 0;

  constructor(
    readonly post: Post,
    readonly port: number,
    private readonly environment: Record<string, string>,
    private readonly logFile: string,
    private readonly news: MemberNews,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const log = openSync(this.logFile, 'a');
    const main = fileURLToPath(new URL(`../../${this.post.app}/src/main.js`, import.meta.url));
    const startedAt = performance.now();
    // Detached, so that Ctrl-C reaches us alone and we stop them in order; the channel tells them if we die.
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      detached: true,
      env: { ...this.environment, PORT: String(this.port) },
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    this.news.started(this);
    child.once('exit', (code, signal) => {
      this.child = undefined;
      if (this.stopping) return;
      this.deaths = performance.now() - startedAt > livedWellMs ? 1 : this.deaths + 1;
      const againInMs = Math.min(10_000, 250 * 2 ** (this.deaths - 1));
      this.news.died(this, signal ?? `exit ${code}`, againInMs);
      setTimeout(() => !this.stopping && this.start(), againInMs);
    });
  }

  /** Waits until it answers that it lives, or that it is ready; throws if it does not within this time. */
  async waitUntil(health: 'live' | 'ready', withinMs: number): Promise<void> {
    const until = performance.now() + withinMs;
    while (!(await this.answers(health))) {
      if (performance.now() > until) throw new Error(`${this.post.name} did not start; its log: ${this.logFile}`);
      await sleep(100);
    }
  }

  /** Ends it in order; what does not end is killed. */
  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (!child) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exit;
    clearTimeout(late);
  }

  private async answers(health: 'live' | 'ready'): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/${health}`, { signal: AbortSignal.timeout(1_000) })).ok;
    } catch {
      return false;
    }
  }
}
