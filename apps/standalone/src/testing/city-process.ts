import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { freePorts } from '#process/free-port.js';
import { ApiClient } from '#testing/api-client.js';

const startTimeoutMs = 90_000;

/** A city as an operating-system process of its own (or many: the supervisor of a cluster) over a data folder of its own, so that it can be killed. */
export class CityProcess {
  readonly dataFolder = mkdtempSync(join(tmpdir(), 'muster-city-'));
  private child: ChildProcess | undefined;
  private output = '';
  private port = 0;

  constructor(private readonly way: 'standalone' | 'cluster' = 'standalone') {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything the process printed since its last start. */
  get screen(): string {
    return this.output;
  }

  /** Starts it and waits until it is ready; throws with what it printed if it does not get there. */
  async start(): Promise<void> {
    this.port ||= (await freePorts(1))[0]!;
    this.output = '';
    const child = spawn(process.execPath, [join(process.cwd(), `dist/apps/${this.way}/src/main.js`)], {
      env: { ...process.env, PORT: String(this.port), MUSTER_DATA: this.dataFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (this.output += text.toString()));
    const until = performance.now() + startTimeoutMs;
    while (!this.output.includes('ready')) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`the city did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** kill −9: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Ctrl-C. Answers the exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGINT');
  }

  /** Signs in as a demo account of this data folder. */
  async signIn(login: string): Promise<ApiClient> {
    return new ApiClient(this.url).signIn(login, this.passwordOf(login));
  }

  /** Signs in on the page, as people do, and waits for the console. */
  async enterConsole(page: Page, login: string): Promise<void> {
    await page.goto(`${this.url}/sign-in`);
    await page.fill('input[autocomplete=username]', login);
    await page.fill('input[type=password]', this.passwordOf(login));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console');
  }

  /** Stops it if it runs, and forgets its data. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }

  private passwordOf(login: string): string {
    const accounts = JSON.parse(readFileSync(join(this.dataFolder, 'demo-accounts.json'), 'utf8')) as { login: string; password: string }[];
    const account = accounts.find((each) => each.login === login);
    if (!account) throw new Error(`no demo account ${login}`);
    return account.password;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exit)[0];
  }
}
