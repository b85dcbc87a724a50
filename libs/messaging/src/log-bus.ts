import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { ServiceName } from '#contracts/events.js';
import { events } from '#contracts/events.js';
import { Gathered } from './gathered.js';
import { LogSubscription } from './log-subscription.js';
import type { BatchHandler, OutboxRecord, Subscription } from './ports.js';
import { EventBus } from './ports.js';

/**
 * How a bus reads. `shardsAtOnce`: how many shards a group handles at the same time in this process. `pollMs`: how often it looks for what
 * other processes have published. `fallbackMs`: how often a group looks for shards that another process left.
 */
export type LogBusOptions = { shardsAtOnce: number; pollMs: number; fallbackMs: number };

const usual: LogBusOptions = { shardsAtOnce: 4, pollMs: 200, fallbackMs: 1_000 };

/** Which service's outbox holds a topic. */
export const sourceOfTopic: ReadonlyMap<string, ServiceName> = new Map(Object.values(events).map(({ topic, owner }) => [topic, owner]));

/**
 * The in-process bus: consumers read the outboxes as a log, by the positions that `publish` gives. It connects as `muster_bus`, which may
 * read every outbox, set positions there, and nothing else. Readers are woken in process; other processes' events are seen by a poll.
 */
export class LogBus extends EventBus {
  readonly carriesEnvelopes = false;
  private readonly logger = new Logger('bus');
  private readonly pool: pg.Pool;
  private readonly subscriptions = new Map<LogSubscription, pg.Pool>();
  private readonly poll: NodeJS.Timeout;
  /** A relay sends one shard after the other, all in one turn: they share a commit. */
  private readonly together = new Gathered<OutboxRecord>((records) => this.givePositions(records));
  private headsSeen: ReadonlyMap<string, string> = new Map();
  private closed = false;

  private readonly options: LogBusOptions;

  constructor(
    private readonly databaseUrl: string,
    options: Partial<LogBusOptions> = {},
  ) {
    super();
    this.options = { ...usual, ...options };
    this.pool = openPool(databaseUrl, 'muster-bus', 4);
    this.poll = setInterval(() => void this.lookAtHeads(), this.options.pollMs);
    this.poll.unref();
  }

  async publish(records: readonly OutboxRecord[]): Promise<void> {
    if (this.closed) throw new Error('the bus is closed');
    await this.together.add(records);
    const topics = new Set(records.map((record) => record.topic));
    for (const subscription of this.subscriptions.keys()) if (subscription.reads(topics)) subscription.wake();
  }

  /** Gives positions, in one transaction per source. */
  private async givePositions(records: readonly OutboxRecord[]): Promise<void> {
    const bySource = new Map<string, OutboxRecord[]>();
    for (const record of records) bySource.set(record.source, [...(bySource.get(record.source) ?? []), record]);
    for (const [source, own] of bySource) {
      const shards = [...new Set(own.map((record) => record.shard))];
      await this.pool.query('SELECT bus.publish_many($1, $2::smallint[], $3::bigint[])', [
        source,
        shards,
        own.map((record) => record.outboxId),
      ]);
    }
  }

  async subscribe(group: string, topics: readonly string[], handle: BatchHandler): Promise<Subscription> {
    if (this.closed) throw new Error('the bus is closed');
    const unknown = topics.filter((topic) => !sourceOfTopic.has(topic));
    if (unknown.length > 0) throw new Error(`no service owns the topic ${unknown.join(', ')}`);
    const pool = openPool(this.databaseUrl, `muster-bus-${group}`, this.options.shardsAtOnce);
    const sources = new Map(topics.map((topic) => [topic, sourceOfTopic.get(topic) as ServiceName]));
    const subscription = new LogSubscription(group, sources, handle, pool, this.options);
    this.subscriptions.set(subscription, pool);
    subscription.wake();
    return { close: () => this.end(subscription) };
  }

  async lag(group: string): Promise<number> {
    const { rows: sources } = await this.pool.query<{ source: string }>(
      'SELECT DISTINCT source FROM bus.position WHERE consumer_group = $1',
      [group],
    );
    let lag = 0;
    for (const { source } of sources) {
      const { rows } = await this.pool.query<{ waiting: number }>(
        `SELECT count(*)::integer AS waiting FROM bus.position p
         JOIN ${sourceName(source)}.outbox o ON o.topic = p.topic AND o.shard = p.shard AND o.position > p.position
         WHERE p.consumer_group = $1`,
        [group],
      );
      lag += rows[0]?.waiting ?? 0;
    }
    return lag;
  }

  async readByAll(source: ServiceName): Promise<ReadonlyMap<number, string>> {
    const { rows } = await this.pool.query<{ shard: number; position: string }>(
      'SELECT shard, min(position) AS position FROM bus.position WHERE source = $1 GROUP BY shard',
      [source],
    );
    return new Map(rows.map((row) => [row.shard, row.position]));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.poll);
    await Promise.all([...this.subscriptions.keys()].map((subscription) => this.end(subscription)));
    await this.pool.end();
  }

  private async end(subscription: LogSubscription): Promise<void> {
    const pool = this.subscriptions.get(subscription);
    this.subscriptions.delete(subscription);
    await subscription.close();
    await pool?.end();
  }

  /** One small query for all groups: which sources have moved since the last look, in whatever process. */
  private async lookAtHeads(): Promise<void> {
    try {
      const { rows } = await this.pool.query<{ source: string; heads: string }>(
        'SELECT source, sum(head) AS heads FROM bus.head GROUP BY source',
      );
      const moved = new Set(rows.filter(({ source, heads }) => this.headsSeen.get(source) !== heads).map(({ source }) => source));
      if (moved.size === 0) return;
      this.headsSeen = new Map(rows.map(({ source, heads }) => [source, heads]));
      for (const subscription of this.subscriptions.keys()) if (subscription.readsFrom(moved)) subscription.wake({ certain: false });
    } catch (error) {
      // Readers meet the same outage, and say so once; the poll goes on by itself.
      this.logger.debug(String(error));
    }
  }
}

/** A pool of the bus. Its connections may break at any time: the next use opens another. */
function openPool(connectionString: string, applicationName: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    keepAlive: true,
    // Kept open: a click after a quiet hour must not wait for connections.
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Names of sources come from the bus's own table; they are checked all the same before they become SQL. */
function sourceName(source: string): ServiceName {
  for (const owner of sourceOfTopic.values()) if (owner === source) return owner;
  throw new Error(`${source} is no source of events`);
}
