import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import type { Bell } from './bell.js';
import { backOffMs } from './bell.js';
import { Gathered } from './gathered.js';
import type { EventBus, OutboxRecord } from './ports.js';
import { shardCount } from './ports.js';
import { lockNumber } from './shard.rules.js';
import { Trouble } from './trouble.js';

const claimAgainMs = 1_000;
/** A process that stands still keeps its connection and its locks: PostgreSQL takes them back when it has asked nothing for so long. */
const silentSeconds = 10;
/** So that one that lives is never taken for such a one, it asks something at least this often. */
const aliveMs = 2_500;
const maximumEvents = 500;
const maximumBytes = 4 * 1024 * 1024;

type Row = { id: string; topic: string; key: string; shard: number; envelope?: Envelope; more: boolean };

/**
 * One connection that holds the advisory locks of its shards. All reading and marking goes over this same connection: whoever lost it has
 * lost the locks, and can neither read what to send nor mark anything as sent.
 */
export class RelaySession {
  private readonly trouble: Trouble;
  private readonly client: pg.Client;
  private readonly lock: number;
  private readonly held = new Set<number>();
  private readonly inFlight = new Map<number, Promise<void>>();
  /** Shards in flight that may have more to send than was read for them. */
  private readonly passedOver = new Set<number>();
  private readonly paused = new Map<number, { until: number; tries: number }>();
  /** Shards that were sent together are marked together. */
  private readonly marking = new Gathered<string>(async (ids) => {
    this.mustHold();
    await this.ask(
      `UPDATE ${this.service}.outbox SET published_at = clock_timestamp() WHERE id = ANY ($1::bigint[]) AND published_at IS NULL`,
      [ids],
    );
  });
  private lost: Error | undefined;
  private asking: Promise<unknown> = Promise.resolve();
  private alive: NodeJS.Timeout | undefined;
  private askedAt = performance.now();
  private claimAt = 0;

  constructor(
    private readonly service: ServiceName,
    databaseUrl: string,
    private readonly bus: EventBus,
    private readonly bell: Bell,
    private readonly pollMs: number,
  ) {
    this.trouble = new Trouble(new Logger(`relay ${service}`));
    this.lock = lockNumber(`muster relay ${service}`);
    this.client = new pg.Client({
      connectionString: databaseUrl,
      application_name: `muster-relay-${service}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.client.on('error', (error) => this.lose(error));
    this.client.on('end', () => this.lose(new Error('the lock connection ended')));
  }

  get isAlive(): boolean {
    return this.lost === undefined;
  }

  get shardsHeld(): number {
    return this.held.size;
  }

  async open(): Promise<void> {
    await this.client.connect();
    await this.ask(`SET statement_timeout = '30s'; SET idle_session_timeout = '${silentSeconds}s'`);
    this.alive = setInterval(() => {
      if (performance.now() - this.askedAt > aliveMs) this.ask('SELECT 1').catch((error: Error) => this.lose(error));
    }, aliveMs).unref();
  }

  /** Sends until `isStopping`, or throws when the connection is lost. `onRead` says that the database answered. */
  async work(isStopping: () => boolean, onRead: () => void): Promise<void> {
    while (!isStopping()) {
      if (this.lost) throw this.lost;
      await this.claimShards();
      for (const shard of this.inFlight.keys()) this.passedOver.add(shard);
      const rows = await this.read();
      onRead();
      const isAll = rows.at(0)?.more !== true;
      for (const [shard, batch] of byShard(rows)) {
        if (!isAll) this.passedOver.add(shard);
        this.inFlight.set(shard, this.send(shard, batch));
      }
      if (isAll || this.idleShards().length === 0) await this.bell.wait(this.pollMs);
    }
  }

  /** Waits for the sends in flight, so that the next session has one per shard again, and gives the locks back. */
  async close(): Promise<void> {
    clearInterval(this.alive);
    await Promise.all(this.inFlight.values());
    await this.client.end().catch(() => undefined);
  }

  async backlog(): Promise<{ unpublished: number; oldestSeconds: number }> {
    const { rows } = await this.ask<{ unpublished: number; oldestSeconds: number }>(
      `SELECT count(*)::integer AS unpublished,
              coalesce(extract(epoch FROM clock_timestamp() - min(written_at)), 0)::double precision AS "oldestSeconds"
       FROM ${this.service}.outbox WHERE published_at IS NULL`,
    );
    return rows[0] ?? { unpublished: 0, oldestSeconds: 0 };
  }

  /** One statement at a time on the one connection, in the order of asking. */
  private ask<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<pg.QueryResult<Row>> {
    const answer = this.asking.then(() => {
      this.askedAt = performance.now();
      return this.client.query<Row>(sql, values);
    });
    this.asking = answer.catch(() => undefined);
    return answer;
  }

  private async claimShards(): Promise<void> {
    if (this.held.size === shardCount || performance.now() < this.claimAt) return;
    this.claimAt = performance.now() + claimAgainMs;
    const free = Array.from({ length: shardCount }, (_, shard) => shard).filter((shard) => !this.held.has(shard));
    const { rows } = await this.ask<{ shard: number }>(
      'SELECT shard FROM unnest($2::integer[]) AS shard WHERE pg_try_advisory_lock($1, shard)',
      [this.lock, free],
    );
    for (const { shard } of rows) this.held.add(shard);
  }

  private idleShards(): number[] {
    const now = performance.now();
    return [...this.held].filter((shard) => !this.inFlight.has(shard) && (this.paused.get(shard)?.until ?? 0) <= now);
  }

  /** All unpublished rows by id, never "after the last id": ids are given before commit, and a smaller one may appear later. */
  private async read(): Promise<Row[]> {
    const shards = this.idleShards();
    if (shards.length === 0) return [];
    const { rows } = await this.ask<Row>(
      `SELECT id, topic, key, shard${this.bus.carriesEnvelopes ? ', envelope' : ''}, listed > $2 OR total > $3 AS more
       FROM (
         SELECT id, topic, key, shard, envelope, bytes, count(*) OVER () AS listed, sum(bytes) OVER (ORDER BY id) AS sent, sum(bytes) OVER () AS total,
                row_number() OVER (ORDER BY id) AS nth
         FROM (SELECT * FROM ${this.service}.outbox WHERE published_at IS NULL AND shard = ANY ($1) ORDER BY id LIMIT $2 + 1) AS first
       ) AS unpublished
       WHERE sent - bytes < $3 AND nth <= $2 ORDER BY id`,
      [shards, maximumEvents, maximumBytes],
    );
    return rows;
  }

  private async send(shard: number, rows: Row[]): Promise<void> {
    try {
      this.mustHold();
      await this.bus.publish(rows.map((row) => this.recordOf(row)));
      this.mustHold();
      await this.marking.add(rows.map((row) => row.id));
      this.paused.delete(shard);
      if (this.paused.size === 0) this.trouble.over('sends again');
    } catch (error) {
      const tries = (this.paused.get(shard)?.tries ?? 0) + 1;
      this.paused.set(shard, { until: performance.now() + backOffMs(tries), tries });
      if (this.lost) return;
      this.trouble.tell(`shard ${shard} cannot be sent (try ${tries}), goes on trying: ${String(error)}`);
      setTimeout(() => this.bell.ring(), backOffMs(tries)).unref();
    } finally {
      this.inFlight.delete(shard);
      if (!this.paused.has(shard) && this.passedOver.delete(shard)) this.bell.ring();
    }
  }

  private recordOf({ id, topic, key, shard, envelope }: Row): OutboxRecord {
    return { source: this.service, topic, key, shard, outboxId: id, ...(envelope ? { envelope } : {}) };
  }

  private mustHold(): void {
    if (this.lost) throw this.lost;
  }

  private lose(error: Error): void {
    this.lost ??= error;
    this.bell.ring();
  }
}

function byShard(rows: readonly Row[]): Map<number, Row[]> {
  const shards = new Map<number, Row[]>();
  for (const row of rows) {
    const batch = shards.get(row.shard);
    if (batch) batch.push(row);
    else shards.set(row.shard, [row]);
  }
  return shards;
}
