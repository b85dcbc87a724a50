import { Logger } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { backOffMs, Bell } from '../bell.js';
import type { Subscription } from '../ports.js';
import { isTopicMissing } from './failures.js';
import type { Reading, ReadOptions } from './group-reader.js';
import { GroupReader } from './group-reader.js';

/** A life shorter than this counts as a failed try. */
const steadyMs = 10_000;
/** How long a consumer may take to leave its group when the process ends, and when the next one is to start. */
const closingMs = 12_000;
const revivalMs = 3_000;
/** The longest wait between two lives, so that reading goes on within 10 s of Kafka's return. */
const maximumWaitMs = 2_000;

/** What a health check says of one group's consumer here. `seconds`: how long it has been so; `reason`: why it does not read. */
export type ReadHealth = { group: string; isReading: boolean; seconds: number; reason: string | undefined };

/**
 * A consumer group in this process: one reader after the other, without limit. However a reader ends (a crash, retriable or not, a stop without
 * a word, a silence), the next one starts with back-off and goes on from what is committed.
 */
export class KafkaSubscription implements Subscription {
  private readonly logger: Logger;
  private readonly bell = new Bell();
  private readonly running: Promise<void>;
  private reader: GroupReader | undefined;
  private consumedBefore = 0;
  private closing = false;
  private isReading = false;
  private wasToldOf = false;
  private reason: string | undefined = 'it has not joined yet';
  private since = performance.now();

  constructor(
    private readonly kafka: Kafka,
    readonly group: string,
    private readonly reading: Reading,
    private readonly options: ReadOptions,
  ) {
    this.logger = new Logger(`kafka ${reading.groupId}`);
    this.running = this.run();
  }

  /** Kafka's names of what the group reads. */
  get topics(): string[] {
    return [...this.reading.topics.keys()];
  }

  get groupId(): string {
    return this.reading.groupId;
  }

  get consumed(): number {
    return this.consumedBefore + (this.reader?.consumed ?? 0);
  }

  /** The age of the oldest message that is being handled or waits after a failure; 0 if there is none. */
  oldestSeconds(nowMs: number): number {
    const oldest = Math.min(...(this.reader?.inHand.values() ?? []));
    return Number.isFinite(oldest) ? Math.max(0, (nowMs - oldest) / 1_000) : 0;
  }

  health(): ReadHealth {
    return { group: this.group, isReading: this.isReading, seconds: (performance.now() - this.since) / 1_000, reason: this.reason };
  }

  async close(): Promise<void> {
    this.closing = true;
    this.bell.ring();
    await this.reader?.end(closingMs);
    await this.running;
  }

  private async run(): Promise<void> {
    for (let tries = 0; !this.closing; tries += 1) {
      const startedAt = performance.now();
      const reason = await this.live();
      if (performance.now() - startedAt > steadyMs) tries = 0;
      if (this.closing) return;
      this.become(false, reason);
      await this.bell.wait(Math.min(maximumWaitMs, backOffMs(tries)));
    }
  }

  /** One life of a consumer; resolves with the reason of its end. */
  private async live(): Promise<string> {
    const reader = new GroupReader(this.kafka, this.reading, this.options);
    this.reader = reader;
    try {
      await reader.join();
      this.become(true, undefined);
      return await reader.untilOver();
    } catch (error) {
      return isTopicMissing(error) ? `a topic is missing (${this.topics.join(', ')}): make them with npm run topics` : String(error);
    } finally {
      await reader.end(this.closing ? closingMs : revivalMs);
      this.consumedBefore += reader.consumed;
      this.reader = undefined;
    }
  }

  /** Each change is told once, and the same trouble is not told again. */
  private become(isReading: boolean, reason: string | undefined): void {
    if (isReading && !this.isReading && this.wasToldOf) this.logger.log('reads again');
    if (!isReading && (this.isReading || this.reason !== reason)) this.logger.warn(`does not read, goes on trying: ${reason}`);
    this.wasToldOf = !isReading;
    if (isReading !== this.isReading) this.since = performance.now();
    this.isReading = isReading;
    this.reason = reason;
  }
}
