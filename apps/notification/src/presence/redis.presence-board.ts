import { hostname } from 'node:os';
import { z } from 'zod';
import type { ProcessRedis } from '#service-kit/redis.js';
import type { PresentDesk, PresentNode } from './presence.board.js';
import { PresenceBoard } from './presence.board.js';

/** A post stands for three beats; a node that is killed is gone from the board after that. */
const standsForSeconds = 15;
/** A board that was just read is not read again: many pages ask at once. */
const freshMs = 1_000;

const posted = z.array(z.tuple([z.string(), z.string(), z.enum(['person', 'command-point'])]));

/** The board in Redis: a key per node with a time to live, and a set of the nodes' names. */
export class RedisPresenceBoard extends PresenceBoard {
  private postedChanges = -1;
  private reading: { at: number; nodes: Promise<PresentNode[] | null> } | null = null;

  constructor(
    private readonly redis: ProcessRedis,
    readonly node = `${hostname()}-${process.pid}`,
  ) {
    super();
  }

  async post(changes: number, desks: () => PresentDesk[]): Promise<void> {
    await this.ask(async ({ commands }) => {
      const stands = changes === this.postedChanges && (await commands.expire(this.keyOf(this.node), standsForSeconds)) === 1;
      if (!stands) {
        const rows = desks().map(({ orgId, subjectId, kind }) => [orgId, subjectId, kind]);
        await commands.set(this.keyOf(this.node), JSON.stringify(rows), 'EX', standsForSeconds);
        this.postedChanges = changes;
      }
      await commands.sadd(this.names, this.node);
    });
  }

  readOthers(): Promise<PresentNode[] | null> {
    const now = performance.now();
    if (!this.reading || now - this.reading.at > freshMs) this.reading = { at: now, nodes: this.read() };
    return this.reading.nodes;
  }

  async withdraw(): Promise<void> {
    await this.ask(({ commands }) => commands.multi().srem(this.names, this.node).del(this.keyOf(this.node)).exec());
  }

  private read(): Promise<PresentNode[] | null> {
    return this.ask(async ({ commands }) => {
      const names = (await commands.smembers(this.names)).filter((name) => name !== this.node);
      if (names.length === 0) return [];
      const posts = await commands.mget(names.map((name) => this.keyOf(name)));
      const gone = names.filter((_, nth) => posts[nth] === null);
      if (gone.length > 0) await commands.srem(this.names, ...gone);
      return names.flatMap((node, nth) => {
        const post = posts[nth];
        return post
          ? [{ node, desks: posted.parse(JSON.parse(post)).map(([orgId, subjectId, kind]) => ({ orgId, subjectId, kind })) }]
          : [];
      });
    });
  }

  /** Null where Redis does not answer, which its process says itself. */
  private async ask<Answer>(question: (redis: ProcessRedis) => Promise<Answer>): Promise<Answer | null> {
    if (this.redis.isAway()) return null;
    try {
      return await question(this.redis);
    } catch {
      return null;
    }
  }

  private get names(): string {
    return `${this.redis.prefix}presence`;
  }

  private keyOf(node: string): string {
    return `${this.redis.prefix}presence:${node}`;
  }
}
