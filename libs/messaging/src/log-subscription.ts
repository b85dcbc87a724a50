import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { backOffMs } from './bell.js';
import type { BatchHandler, BusRecord } from './ports.js';
import { shardCount } from './ports.js';

const maximumRecords = 500;
const maximumBytes = 4 * 1024 * 1024;

type Claim = { topic: string; source: ServiceName; shard: number; position: string; head: string };
type Row = { id: string; key: string; position: string; envelope: Envelope; listed: number };

/**
 * A consumer group's readers in this process. A reader claims one (topic, shard) by locking its position row for as long as it handles a
 * batch: others pass over it, and a dead process's lock ends with its connection. The position moves only after the batch is handled.
 */
export class LogSubscription {
  private readonly logger: Logger;
  private readonly readers = new Set<Promise<void>>();
  private readonly failures = new Map<string, number>();
  private readonly fallback: NodeJS.Timeout;
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
    this.fallback = setInterval(() => this.wake(), options.fallbackMs);
    this.fallback.unref();
  }

  reads(topics: ReadonlySet<string>): boolean {
    return [...this.sources.keys()].some((topic) => topics.has(topic));
  }

  /** Says that there may be something to read. */
  wake(): void {
    this.rung = true;
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
      while (!this.closing && (found || this.rung)) {
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

  /** Claims a shard with something to read, has it handled, and moves its position: one transaction around it. False if none was free. */
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
      const claim = await this.claim(client);
      if (!claim) {
        await client.query('COMMIT');
        return false;
      }
      // Another reader may find another shard meanwhile.
      this.wake();
      const batch = await this.readBatch(client, claim);
      const failed = await this.handleBatch(batch.records, () => this.closing || lost !== undefined);
      if (lost) throw lost;
      if (failed === undefined) await this.advance(client, claim, batch.until);
      else await this.retryLater(client, claim, failed);
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

  private async claim(client: pg.PoolClient): Promise<Claim | undefined> {
    const { rows } = await client.query<Claim>(
      `SELECT p.topic, p.source, p.shard, p.position, h.head
       FROM bus.position p JOIN bus.head h ON h.source = p.source AND h.shard = p.shard
       WHERE p.consumer_group = $1 AND p.topic = ANY ($2) AND h.head > p.position AND (p.retry_at IS NULL OR p.retry_at <= clock_timestamp())
       ORDER BY random() LIMIT 1 FOR UPDATE OF p SKIP LOCKED`,
      [this.group, [...this.sources.keys()]],
    );
    return rows[0];
  }

  private async readBatch(client: pg.PoolClient, claim: Claim): Promise<{ records: BusRecord[]; until: string }> {
    const { rows } = await client.query<Row>(
      `SELECT id, key, position, envelope, listed::integer
       FROM (
         SELECT id, key, position, envelope, bytes, count(*) OVER () AS listed, sum(bytes) OVER (ORDER BY position) AS read
         FROM (
           SELECT id, key, position, envelope, bytes FROM ${claim.source}.outbox
           WHERE shard = $1 AND topic = $2 AND position > $3 ORDER BY position LIMIT $4
         ) AS next
       ) AS next
       WHERE read - bytes < $5 ORDER BY position`,
      [claim.shard, claim.topic, claim.position, maximumRecords, maximumBytes],
    );
    const records = rows.map(({ id, key, envelope }): BusRecord => ({
      source: claim.source,
      topic: claim.topic,
      key,
      shard: claim.shard,
      outboxId: id,
      envelope,
    }));
    const last = rows.at(-1);
    if (!last) return { records, until: claim.head };
    const isAll = rows.length === last.listed && rows.length < maximumRecords;
    return { records, until: isAll && BigInt(claim.head) > BigInt(last.position) ? claim.head : last.position };
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

  private async advance(client: pg.PoolClient, claim: Claim, until: string): Promise<void> {
    await client.query('UPDATE bus.position SET position = $4, retry_at = NULL WHERE consumer_group = $1 AND topic = $2 AND shard = $3', [
      this.group,
      claim.topic,
      claim.shard,
      until,
    ]);
    this.failures.delete(`${claim.topic} ${claim.shard}`);
  }

  private async retryLater(client: pg.PoolClient, claim: Claim, { error }: { error: unknown }): Promise<void> {
    if (this.closing) return;
    const name = `${claim.topic} ${claim.shard}`;
    const failures = this.failures.get(name) ?? 0;
    const waitMs = backOffMs(failures);
    this.failures.set(name, failures + 1);
    if (failures === 0 || failures % 20 === 0)
      this.logger.warn(`${name} cannot be handled (try ${failures + 1}), goes on trying: ${String(error)}`);
    await client.query(
      `UPDATE bus.position SET retry_at = clock_timestamp() + $4 * interval '1 millisecond' WHERE consumer_group = $1 AND topic = $2 AND shard = $3`,
      [this.group, claim.topic, claim.shard, waitMs],
    );
    this.wakeIn(waitMs + 1);
  }
}
