import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { begunAt, keptName } from './evidence-name.rules.js';
import { EvidenceStore } from './evidence-store.js';
import { holdContent } from './evidence.queries.js';
import { isLeftover, lookEveryMs } from './evidence.rules.js';

/**
 * Removes what uploads left behind that were cut off. A temporary piece is there until its row is committed, so it tells of every upload that
 * died on its way; if its content was kept already and no row speaks of it, that goes too.
 */
@Injectable()
export class EvidenceJobs implements OnApplicationBootstrap {
  private readonly logger = new Logger('evidence');
  private lookedAt = 0;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly alarmClock: AlarmClock,
    private readonly store: EvidenceStore,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue('dispatch.evidence-leftovers', () => this.look());
  }

  private async look(): Promise<number> {
    const now = this.clock.now();
    if (now.getTime() - this.lookedAt < lookEveryMs) return 0;
    this.lookedAt = now.getTime();
    const removed = await this.removeLeftovers();
    if (removed > 0) this.logger.warn(`${removed} uploads were never finished; what they left was removed`);
    return 0;
  }

  /** Removes every leftover; answers how many there were. */
  async removeLeftovers(): Promise<number> {
    const now = this.clock.now();
    const leftovers = (await this.store.listTemporaries()).filter((name) => isLeftover(begunAt(name), now));
    for (const name of leftovers) await this.removeLeftover(name);
    return leftovers.length;
  }

  private async removeLeftover(name: string): Promise<void> {
    const sha256 = await this.hashOf(name);
    await this.database.transaction(async (tx) => {
      if (sha256 && !(await holdContent(tx, sha256))) await this.store.remove(keptName(sha256));
    });
    await this.store.remove(name);
  }

  private async hashOf(name: string): Promise<string | null> {
    const stored = await this.store.open(name);
    if (!stored) return null;
    const hash = createHash('sha256');
    for await (const chunk of stored.content) hash.update(chunk as Buffer);
    return hash.digest('hex');
  }
}
