import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';
import type { EventBus } from './ports.js';

/** How long a service keeps what was sent and what was received. The inbox outlasts every redelivery, else one would take effect twice. */
export type RetentionDays = { outboxDays: number; inboxDays: number };

export const defaultRetention: RetentionDays = { outboxDays: 30, inboxDays: 90 };

const chunk = 5_000;
const everyMs = 3_600_000;

/** Forgets old messages, once an hour, in small transactions. It never forgets what some consumer group has not read. */
export class Retention {
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly service: ServiceName,
    private readonly database: DataSource,
    private readonly bus: EventBus,
    private readonly days: RetentionDays = defaultRetention,
  ) {
    if (days.inboxDays <= days.outboxDays) throw new Error('the inbox must be kept longer than the outboxes that it is read from');
    this.logger = new Logger(`retention ${service}`);
  }

  start(): void {
    this.timer ??= setInterval(() => {
      this.running ??= this.prune()
        .then(
          () => undefined,
          (error: unknown) => this.logger.warn(`tries again in an hour: ${String(error)}`),
        )
        .finally(() => (this.running = undefined));
    }, everyMs).unref();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  /** Forgets what is old enough now; returns how many rows of each. */
  async prune(): Promise<{ outbox: number; inbox: number }> {
    return { outbox: await this.pruneOutbox(), inbox: await this.pruneInbox() };
  }

  /** A shard that no group reads is forgotten by age alone, and so is everything on a bus with a log of its own (position null). */
  private async pruneOutbox(): Promise<number> {
    const read = await this.bus.readByAll(this.service);
    return this.inChunks(
      `DELETE FROM ${this.service}.outbox WHERE id IN (
         SELECT o.id FROM ${this.service}.outbox o
         LEFT JOIN unnest($2::smallint[], $3::bigint[]) AS r(shard, position) ON r.shard = o.shard
         WHERE o.published_at < clock_timestamp() - $1 * interval '1 day' AND (r.position IS NULL OR o.position IS NULL OR o.position <= r.position)
         ORDER BY o.id LIMIT ${chunk})`,
      [this.days.outboxDays, [...read.keys()], [...read.values()]],
    );
  }

  private async pruneInbox(): Promise<number> {
    return this.inChunks(
      `DELETE FROM ${this.service}.inbox WHERE (handler, event_id) IN (
         SELECT handler, event_id FROM ${this.service}.inbox WHERE received_at < clock_timestamp() - $1 * interval '1 day' LIMIT ${chunk})`,
      [this.days.inboxDays],
    );
  }

  private async inChunks(sql: string, values: unknown[]): Promise<number> {
    let forgotten = 0;
    for (let last = chunk; last === chunk && !this.stopping; forgotten += last) {
      [, last] = (await this.database.query(sql, values)) as [unknown[], number];
    }
    return forgotten;
  }
}
