import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Server } from 'socket.io';
import type { ProcessRedis } from '#service-kit/redis.js';
import type { News } from './news.js';
import { newsKinds } from './news.js';
import { LocalFanOut } from './socket.fan-out.js';

/** So long after a line is back, news that were said meanwhile are still looked for: the others may have been cut off as well. */
const lookOnMs = 5_000;
const said = 'news';

/**
 * The fan-out between nodes: through the Socket.IO Redis adapter on the desks' server. The own sessions hear at once and without Redis; what
 * the others hear is counted on both sides. While Redis is away nothing crosses, and every node looks into the database by itself.
 */
export class RedisFanOut extends LocalFanOut {
  /** News that this node gave to the others, that it could not give, and that it got from others. */
  readonly counts = { sent: 0, lost: 0, received: 0 };
  private server: Server | null = null;
  private listening: Redis | null = null;
  private cutUntil = 0;

  constructor(private readonly redis: ProcessRedis) {
    super();
  }

  override announce<Kind extends keyof News>(kind: Kind, news: News[Kind]): void {
    super.announce(kind, news);
    this.server?.serverSideEmit(said, kind, news);
  }

  override joinServer(server: Server): void {
    this.listening = this.redis.listeningLine();
    for (const line of [this.listening, this.redis.commands]) line.on('close', () => (this.cutUntil = Infinity));
    for (const line of [this.listening, this.redis.commands]) line.on('ready', () => this.lookOn());
    server.adapter(createAdapter(this.publisher(), subscriber(this.listening), { key: `${this.redis.prefix}desks` }));
    server.on(said, (kind: string, news: unknown) => this.hear(kind, news));
    this.server = server;
    this.cutUntil = performance.now() + lookOnMs;
  }

  override mayMissNews(): boolean {
    return this.redis.isAway() || this.listening?.status !== 'ready' || performance.now() < this.cutUntil;
  }

  private lookOn(): void {
    if (!this.redis.isAway() && this.listening?.status === 'ready') this.cutUntil = performance.now() + lookOnMs;
  }

  /** News of another node, which may be of another version: what is not known here is left out. */
  private hear(kind: string, news: unknown): void {
    const schema = Object.hasOwn(newsKinds, kind) ? newsKinds[kind as keyof News] : null;
    const heard = schema?.safeParse(news);
    if (!heard?.success) return;
    this.counts.received += 1;
    super.announce(kind as keyof News, heard.data as News[keyof News]);
  }

  /** The adapter asks and forgets. What fails is counted here; a promise that nobody catches would end the process. */
  private publisher(): AdapterLine {
    const { commands } = this.redis;
    const publish = (channel: string, message: string | Buffer): void => {
      commands.call('PUBLISH', channel, message).then(
        () => (this.counts.sent += 1),
        () => (this.counts.lost += 1),
      );
    };
    return { ...hearing(commands), publish };
  }
}

/** What the adapter needs of a line to Redis. */
type AdapterLine = Pick<Redis, 'on' | 'off' | 'listenerCount'> & Record<string, (...said: never[]) => unknown>;

/** Subscriptions wait until Redis is there; where the process ends before, nothing is missing. */
function subscriber(line: Redis): AdapterLine {
  const dropped = (): undefined => undefined;
  return {
    ...hearing(line),
    subscribe: (channels: string[]) => void line.subscribe(...channels).catch(dropped),
    psubscribe: (pattern: string) => void line.psubscribe(pattern).catch(dropped),
    unsubscribe: (channels: string[]) => void line.unsubscribe(...channels).catch(dropped),
    punsubscribe: (pattern: string) => void line.punsubscribe(pattern).catch(dropped),
  };
}

function hearing(line: Redis): AdapterLine {
  return { on: line.on.bind(line), off: line.off.bind(line), listenerCount: line.listenerCount.bind(line) } as AdapterLine;
}
