import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { backOffMs } from './bell.js';
import type { BatchHandler, BusRecord } from './ports.js';
import { shardCount } from './ports.js';

/** What one batch holds at most, over all its shards: small enough that the next service begins while this one goes on. */
const maximumRecords = 500;
const maximumBytes = 256 * 1024;
/** Shards of one topic that a reader takes at once: a click is spread over all of them, and each batch costs its statements. */
const shardsPerBatch = 4;

type Claim = { topic: string; source: ServiceName; shard: number; position: string; head: string };
type Row = { id: string; shard: number; key: string; position: string; envelope: Envelope; listed: number };

/**
 * A consumer group's readers in this process. A reader claims some shards of one topic by locking their position rows for as long as it handles a
 * batch: others pass over them, and a dead process's locks end with its connection. Positions move only after the batch is handled. A shard whose
 * batch failed is taken alone from then on, until it goes well: it holds up no other.
 */
export class LogSubscription {
  private readonly logger: Logger;
  private readonly readers = new Set<Promise<void>>();
  /** Shards that failed, by name, and how often. */
  private readonly failures = new Map<string, number>();
  private readonly fallback: NodeJS.Timeout;
  private turn = 0;
  private rung = false;
  private closing = false;
  private prepared = false;
  private outages = 0;
  private pausedUntil = 0;

  constructor(
    private readonly group: string,
    private readonly sources: ReadonlyMap<string, ServiceName>,
    private readonly handle: BatchHandler,
    private readonly pool: pg.Pool,
    private readonly options: { shardsAtOnce: number; fallbackMs: number },
  ) {
    this.logger = new Logger(`bus ${group}`);
    // A dead process's shards become free without a new event: nobody rings for them.
    this.fallback = setInterval(() => this.wake({ certain: false }), options.fallbackMs);
    this.fallback.unref();
  }

  reads(topics: ReadonlySet<string>): boolean {
    return [...this.sources.keys()].some((topic) => topics.has(topic));
  }

  readsFrom(sources: ReadonlySet<string>): boolean {
    return [...this.sources.values()].some((source) => sources.has(source));
  }

  /** Says that there is something to read, or that there may be: then it is asked first, which is cheaper than a claim. */
  wake({ certain = true } = {}): void {
    this.rung ||= certain;
    if (this.closing || this.readers.size >= this.options.shardsAtOnce || performance.now() < this.pausedUntil) return;
    const reader: Promise<void> = this.read().finally(() => this.readers.delete(reader));
    this.readers.add(reader);
  }

  /** Ends after the batches in hand, which see `isStale()`; what they did not finish is delivered again. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.fallback);
    await Promise.all(this.readers);
  }

  private async read(): Promise<void> {
    try {
      let found = true;
      while (!this.closing && (this.rung || (found && (await this.isMore())))) {
        this.rung = false;
        found = await this.takeBatch();
        this.outages = 0;
      }
    } catch (error) {
      this.pause(error);
    }
  }

  /** The database is away: all readers of the group end, and one looks again after a while. */
  private pause(error: unknown): void {
    const waitMs = backOffMs(this.outages);
    if (this.outages === 0 && !this.closing) this.logger.warn(`cannot read, goes on trying: ${String(error)}`);
    this.outages += 1;
    this.pausedUntil = performance.now() + waitMs;
    this.wakeIn(waitMs + 1);
  }

  private wakeIn(milliseconds: number): void {
    setTimeout(() => this.wake(), milliseconds).unref();
  }

  /** Whether there may be more: one small question instead of a claim, its transaction and its lock. */
  private async isMore(): Promise<boolean> {
    if (this.closing) return false;
    if (this.rung) return true;
    const { rows } = await this.pool.query<{ more: boolean }>(`SELECT EXISTS (${readySql}) AS more`, [
      this.group,
      [...this.sources.keys()],
    ]);
    return rows[0]!.more;
  }

  /** Claims shards with something to read, has them handled, and moves their positions: one transaction around it. False if none was free. */
  private async takeBatch(): Promise<boolean> {
    await this.prepare();
    const client = await this.pool.connect();
    let lost: Error | undefined;
    const lose = (error?: Error): void => {
      lost ??= error ?? new Error('the connection of the claim ended');
    };
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.query('BEGIN');
      const claims = await this.claim(client);
      if (claims.length === 0) {
        await client.query('COMMIT');
        return false;
      }
      // Another reader may find other shards meanwhile.
      if (claims.length === shardsPerBatch || this.failures.size > 0) this.wake();
      const batch = await this.readBatch(client, claims);
      const failed = await this.handleBatch(batch.records, () => this.closing || lost !== undefined);
      if (lost) throw lost;
      if (failed === undefined) await this.advance(client, claims, batch.until);
      else await this.retryLater(client, claims, failed);
      await client.query('COMMIT');
      return true;
    } catch (error) {
      lost ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.off('error', lose);
      client.off('end', lose);
      client.release(lost);
    }
  }

  private async prepare(): Promise<void> {
    if (this.prepared) return;
    await this.pool.query(
      `INSERT INTO bus.position (consumer_group, source, topic, shard, position)
       SELECT $1, source, topic, shard, 0 FROM unnest($2::text[], $3::text[]) AS t(topic, source), generate_series(0, $4::integer - 1) AS shard
       ON CONFLICT DO NOTHING`,
      [this.group, [...this.sources.keys()], [...this.sources.values()], shardCount],
    );
    this.prepared = true;
  }

  /** Those that failed come first, each alone; then the others, some of one topic together. */
  private async claim(client: pg.PoolClient): Promise<Claim[]> {
    const failed = [...this.failures.keys()];
    if (failed.length > 0) {
      const alone = await client.query<Claim>(
        `${readySql} AND p.topic || ' ' || p.shard = ANY ($3) ORDER BY random() LIMIT 1 FOR UPDATE OF p SKIP LOCKED`,
        [this.group, [...this.sources.keys()], failed],
      );
      if (alone.rows.length > 0) return alone.rows;
    }
    for (const topic of this.topicsInTurn()) {
      const { rows } = await client.query<Claim>(
        `${readySql} AND p.topic || ' ' || p.shard <> ALL ($3) ORDER BY random() LIMIT $4 FOR UPDATE OF p SKIP LOCKED`,
        [this.group, [topic], failed, shardsPerBatch],
      );
      if (rows.length > 0) return rows;
    }
    return [];
  }

  /** Topics take turns, so that a busy one does not starve another. */
  private topicsInTurn(): string[] {
    const topics = [...this.sources.keys()];
    this.turn = (this.turn + 1) % topics.length;
    return [...topics.slice(this.turn), ...topics.slice(0, this.turn)];
  }

  /** The next records of each claimed shard, in their order, and up to where each is then read. */
  private async readBatch(client: pg.PoolClient, claims: readonly Claim[]): Promise<{ records: BusRecord[]; until: string[] }> {
    const { topic, source } = claims[0]!;
    const recordsEach = Math.ceil(maximumRecords / claims.length);
    const { rows } = await client.query<Row>(
      `SELECT id, shard, key, position, envelope, listed::integer
       FROM (
         SELECT o.*, c.nth, count(*) OVER (PARTITION BY c.nth) AS listed, sum(o.bytes) OVER (PARTITION BY c.nth ORDER BY o.position) AS read
         FROM unnest($1::smallint[], $2::bigint[]) WITH ORDINALITY AS c(shard, position, nth)
         CROSS JOIN LATERAL (
           SELECT id, shard, key, position, envelope, bytes FROM ${source}.outbox
           WHERE shard = c.shard AND topic = $3 AND position > c.position ORDER BY position LIMIT $4
         ) AS o
       ) AS next
       WHERE read - bytes < $5 ORDER BY nth, position`,
      [
        claims.map((claim) => claim.shard),
        claims.map((claim) => claim.position),
        topic,
        recordsEach,
        Math.ceil(maximumBytes / claims.length),
      ],
    );
    const records = rows.map(({ id, shard, key, envelope }): BusRecord => ({ source, topic, key, shard, outboxId: id, envelope }));
    const until = claims.map(({ shard, head }) => {
      const own = rows.filter((row) => row.shard === shard);
      const last = own.at(-1);
      if (!last) return head;
      const isAll = own.length === last.listed && own.length < recordsEach;
      return isAll && BigInt(head) > BigInt(last.position) ? head : last.position;
    });
    return { records, until };
  }

  /** What the handler threw, or undefined if all is handled. */
  private async handleBatch(records: BusRecord[], isStale: () => boolean): Promise<{ error: unknown } | undefined> {
    if (records.length === 0) return undefined;
    try {
      await this.handle(records, { heartbeat: async () => undefined, isStale });
      return undefined;
    } catch (error) {
      return { error };
    }
  }

  private async advance(client: pg.PoolClient, claims: readonly Claim[], until: readonly string[]): Promise<void> {
    await client.query(
      `UPDATE bus.position p SET position = u.position, retry_at = NULL
       FROM unnest($3::smallint[], $4::bigint[]) AS u(shard, position) WHERE p.consumer_group = $1 AND p.topic = $2 AND p.shard = u.shard`,
      [this.group, claims[0]!.topic, claims.map((claim) => claim.shard), until],
    );
    for (const claim of claims) this.failures.delete(nameOf(claim));
  }

  /** Of several shards it is not known whose fault it is: each is tried alone, at once. One that fails alone waits, longer each time. */
  private async retryLater(client: pg.PoolClient, claims: readonly Claim[], { error }: { error: unknown }): Promise<void> {
    if (this.closing) return;
    const [only, ...others] = claims as [Claim, ...Claim[]];
    if (others.length > 0) {
      for (const claim of claims) this.failures.set(nameOf(claim), 0);
      return;
    }
    const name = nameOf(only);
    const failures = this.failures.get(name) ?? 0;
    const waitMs = backOffMs(failures);
    this.failures.set(name, failures + 1);
    if (failures === 0 || failures % 20 === 0)
      this.logger.warn(`${name} cannot be handled (try ${failures + 1}), goes on trying: ${String(error)}`);
    await client.query(
      `UPDATE bus.position SET retry_at = clock_timestamp() + $4 * interval '1 millisecond' WHERE consumer_group = $1 AND topic = $2 AND shard = $3`,
      [this.group, only.topic, only.shard, waitMs],
    );
    this.wakeIn(waitMs + 1);
  }
}

/** Shards with something to read that nobody waits with. */
const readySql = `
  SELECT p.topic, p.source, p.shard, p.position, h.head
  FROM bus.position p JOIN bus.head h ON h.source = p.source AND h.shard = p.shard
  WHERE p.consumer_group = $1 AND p.topic = ANY ($2) AND h.head > p.position AND (p.retry_at IS NULL OR p.retry_at <= clock_timestamp())`;

function nameOf({ topic, shard }: Claim): string {
  return `${topic} ${shard}`;
}
