import { Logger } from '@nestjs/common';
import type { Admin, Kafka } from 'kafkajs';
import { within } from './deadline.js';

const deadlineMs = 3_000;

/** Asks Kafka how far groups have read. One connection, opened at the first question and replaced after a failure. */
export class GroupLag {
  private readonly logger = new Logger('kafka');
  private admin: Promise<Admin> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** How many messages of these topics the group has not committed; without topics, of all that it ever committed. Not a number while Kafka is away. */
  async of(groupId: string, topics: readonly string[]): Promise<number> {
    const opening = (this.admin ??= this.open());
    try {
      return await within(
        deadlineMs,
        'asking Kafka for positions',
        opening.then((admin) => lagOf(admin, groupId, topics)),
      );
    } catch (error) {
      this.logger.debug(String(error));
      if (this.admin === opening) this.admin = undefined;
      void this.end(opening);
      return Number.NaN;
    }
  }

  async close(): Promise<void> {
    if (this.admin) await this.end(this.admin);
    this.admin = undefined;
  }

  private async open(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async end(opening: Promise<Admin>): Promise<void> {
    try {
      await within(deadlineMs, 'closing', (await opening).disconnect());
    } catch (error) {
      this.logger.debug(String(error));
    }
  }
}

async function lagOf(admin: Admin, groupId: string, topics: readonly string[]): Promise<number> {
  const committed = await admin.fetchOffsets({ groupId, ...(topics.length > 0 ? { topics: [...topics] } : {}) });
  const lags = await Promise.all(
    committed.map(async ({ topic, partitions }) => {
      const ends = await admin.fetchTopicOffsets(topic);
      return ends.reduce((sum, { partition, high, low }) => {
        const offset = partitions.find((each) => each.partition === partition)?.offset ?? '-1';
        const from = BigInt(offset) < BigInt(low) ? BigInt(low) : BigInt(offset);
        return sum + Number(BigInt(high) - from);
      }, 0);
    }),
  );
  return lags.reduce((sum, lag) => sum + lag, 0);
}
