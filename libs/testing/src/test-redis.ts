import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { LocalRedis } from '#local-services/local-redis.js';
import { startRedis } from '#local-services/local-redis.js';

/** A Redis of one test file's own, which it may flush, freeze and kill: the run's shared one belongs to others too. */
export class TestRedis {
  private constructor(
    private readonly folder: string,
    private server: LocalRedis,
  ) {}

  static async start(): Promise<TestRedis> {
    const folder = mkdtempSync(join(tmpdir(), 'muster-redis-'));
    return new TestRedis(folder, await startRedis({ folder }));
  }

  get url(): string {
    return this.server.url;
  }

  /** Kill −9, as a failing machine would. */
  async kill(): Promise<void> {
    await this.server.kill();
  }

  /** Starts again at the same address, empty. */
  async comeBack(): Promise<void> {
    const { url, port } = this.server;
    this.server = await startRedis({ folder: this.folder, port });
    if (this.server.url !== url) throw new Error(`Redis came back at ${this.server.url} instead of ${url}`);
  }

  /** Stands still without closing a connection. */
  freeze(): void {
    process.kill(this.server.pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.server.pid, 'SIGCONT');
  }

  async flush(): Promise<void> {
    await this.ask((redis) => redis.flushall());
  }

  /** Asks it something on a connection of its own. */
  async ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const redis = new Redis(this.url);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  async close(): Promise<void> {
    await this.server.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
