import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { DeadLetterCopy } from '#contracts/dead-letter.js';
import type { ServiceName } from '#contracts/events.js';
import { backOffMs, Bell } from './bell.js';
import type { EventBus } from './ports.js';

const lookMs = 2_000;
const atOnce = 20;

/**
 * Copies a service's dead letters to the bus. The row is the truth: whatever has no `copied_at` is copied, and marked after it, so that a
 * crash between the two copies it once more and never loses it.
 */
export class DeadLetterCopies {
  private readonly logger: Logger;
  private readonly bell = new Bell();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly service: ServiceName,
    private readonly database: DataSource,
    private readonly copy: NonNullable<EventBus['copyDeadLetters']>,
  ) {
    this.logger = new Logger(`dead letters ${service}`);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.bell.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let failures = 0; !this.stopping;) {
      try {
        const copied = await this.copySome();
        failures = 0;
        if (copied < atOnce) await this.bell.wait(lookMs);
      } catch (error) {
        if (failures === 0) this.logger.warn(`cannot be copied, goes on trying: ${String(error)}`);
        failures += 1;
        await this.bell.wait(backOffMs(failures));
      }
    }
  }

  private async copySome(): Promise<number> {
    const rows = (await this.database.query(
      `SELECT id, handler, event_id AS "eventId", type, topic, key, reason, error, tries, died_at AS "diedAt", record
       FROM ${this.service}.dead_letter WHERE copied_at IS NULL ORDER BY died_at, id LIMIT ${atOnce}`,
    )) as (Omit<DeadLetterCopy, 'diedAt'> & { diedAt: Date })[];
    if (rows.length === 0) return 0;
    await this.copy(
      this.service,
      rows.map((row) => ({ ...row, diedAt: row.diedAt.toISOString() })),
    );
    await this.database.query(`UPDATE ${this.service}.dead_letter SET copied_at = clock_timestamp() WHERE id = ANY ($1::uuid[])`, [
      rows.map((row) => row.id),
    ]);
    return rows.length;
  }
}
