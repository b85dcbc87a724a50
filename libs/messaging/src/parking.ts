import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';
import { backOffMs, Bell } from './bell.js';
import type { Consumer } from './consumer.js';
import type { Claim } from './delivery.js';
import type { Incoming } from './incoming.js';
import { parseRecord } from './incoming.js';
import type { BusRecord } from './ports.js';

const retryMs = 500;
const lookMs = 5_000;
const alarmSeconds = 60;

type ParkedRow = { id: string; type: string; record: BusRecord; waitingFor: string; seconds: number };

/**
 * Events that came before their aggregate, and what follows them in the same line (`lineOf`), in order. They are tried again whenever the service
 * has handled something, twice a second, and after a restart; the alarm is raised when one has waited for 60 s.
 */
export class Parking {
  private readonly logger: Logger;
  private readonly bell = new Bell();
  private readonly alarmed = new Set<string>();
  private running: Promise<void> | undefined;
  private stopping = false;
  private waiting = 1;

  constructor(
    private readonly service: ServiceName,
    private readonly database: DataSource,
    private readonly consumer: Pick<Consumer, 'deliverAlone' | 'bury'>,
  ) {
    this.logger = new Logger(`consumer ${service}`);
  }

  /** How many events wait, as of the last look. */
  get count(): number {
    return this.waiting;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  /** The service has handled events: what waits may be possible now. */
  somethingHappened(): void {
    if (this.waiting > 0) this.bell.ring();
  }

  noteParked(items: readonly Incoming[], waitingFor: string): void {
    this.waiting += items.length;
    const [first] = items;
    if (first)
      this.logger.warn(`${items.length} × ${first.type} from ${first.eventId} of ${first.key} on must wait: not yet ${waitingFor}`);
    this.bell.ring();
  }

  private async run(): Promise<void> {
    for (let outages = 0; !this.stopping;) {
      try {
        this.waiting = await this.retryAll();
        outages = 0;
        await this.bell.wait(this.waiting > 0 ? retryMs : lookMs);
      } catch (error) {
        if (outages === 0) this.logger.warn(`parked events cannot be tried, goes on trying: ${String(error)}`);
        outages += 1;
        await new Promise((resolve) => setTimeout(resolve, backOffMs(outages)));
      }
    }
  }

  /** Tries each waiting line from its first event on, until one must wait longer. Returns how many wait then. */
  private async retryAll(): Promise<number> {
    const lines = (await this.database.query(
      `SELECT topic, key FROM ${this.service}.parked WHERE consumer_group = $1 GROUP BY topic, key ORDER BY min(id) LIMIT 1000`,
      [this.service],
    )) as { topic: string; key: string }[];
    for (const { topic, key } of lines) {
      if (this.stopping) break;
      await this.resume(topic, key);
    }
    if (lines.length === 0) return 0;
    const [row] = (await this.database.query(`SELECT count(*)::integer AS waiting FROM ${this.service}.parked WHERE consumer_group = $1`, [
      this.service,
    ])) as { waiting: number }[];
    return row?.waiting ?? 0;
  }

  private async resume(topic: string, key: string): Promise<void> {
    while (!this.stopping) {
      const [row] = (await this.database.query(
        `SELECT id, type, record, waiting_for AS "waitingFor", extract(epoch FROM clock_timestamp() - parked_at)::double precision AS seconds
         FROM ${this.service}.parked WHERE consumer_group = $1 AND topic = $2 AND key = $3 ORDER BY id LIMIT 1`,
        [this.service, topic, key],
      )) as ParkedRow[];
      if (!row || (await this.retry(row)) === 'parked') return;
    }
  }

  private async retry(row: ParkedRow): Promise<string> {
    // Whoever deletes the row decides its outcome: another process with the same row waits here, and then finds it gone.
    const claim: Claim = async (tx) => {
      const [rows] = (await tx.query(`DELETE FROM ${this.service}.parked WHERE id = $1 RETURNING id`, [row.id])) as [unknown[], number];
      return rows.length > 0;
    };
    const parsed = parseRecord(row.record);
    if ('reason' in parsed) return this.consumer.bury(parsed, { reason: 'contract', error: parsed.reason, tries: 1 }, claim);
    const outcome = await this.consumer.deliverAlone(parsed, { claim, notYet: (waitingFor) => this.goOnWaiting(row, waitingFor) });
    if (outcome !== 'parked') this.alarmed.delete(row.id);
    return outcome;
  }

  private async goOnWaiting(row: ParkedRow, waitingFor: string): Promise<void> {
    await this.database.query(`UPDATE ${this.service}.parked SET tries = tries + 1, waiting_for = $2 WHERE id = $1`, [row.id, waitingFor]);
    if (row.seconds < alarmSeconds || this.alarmed.has(row.id)) return;
    this.alarmed.add(row.id);
    this.logger.error(`${row.type} has waited for ${Math.round(row.seconds)} s: not yet ${waitingFor}`);
  }
}
