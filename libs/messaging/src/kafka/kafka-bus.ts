import type { Kafka } from 'kafkajs';
import type { DeadLetterCopy } from '#contracts/dead-letter.js';
import type { ServiceName } from '#contracts/events.js';
import type { BatchHandler, OutboxRecord, Subscription } from '../ports.js';
import { EventBus } from '../ports.js';
import type { EventMessage } from './cloud-event.message.js';
import { bytesOf, messageOf } from './cloud-event.message.js';
import { letterMessageOf } from './dead-letter.message.js';
import { GroupLag } from './group-lag.js';
import type { ReadOptions } from './group-reader.js';
import type { KafkaConnection } from './kafka-client.js';
import { kafkaClient } from './kafka-client.js';
import type { ReadHealth } from './kafka-subscription.js';
import { KafkaSubscription } from './kafka-subscription.js';
import { ProducerLine } from './producer-line.js';
import type { Parcel } from './sender.js';
import { Sender } from './sender.js';
import { deadLetterTopic } from './topic-table.js';

/** How to reach Kafka, and how to read and send otherwise than usual. */
export type KafkaBusOptions = KafkaConnection & { sendDeadlineMs?: number; read?: Partial<ReadOptions> };

/**
 * A Kafka that comes back after a crash waits one session for the members that it remembers, before it lets us in under a new name: 6 s (the
 * least that brokers allow) so that reading goes on within 10 s.
 */
const usual: ReadOptions = {
  sessionMs: 6_000,
  heartbeatMs: 1_000,
  rebalanceMs: 20_000,
  silentMs: 30_000,
  maximumWaitMs: 300,
  partitionsAtOnce: 4,
};

/**
 * Facts for health checks and metrics, without asking Kafka. Counts are since the start; `oldestSeconds` is the age of the oldest event that is
 * being handled or waits after a failure.
 */
export type KafkaFacts = {
  /** Every group of this process reads, and Kafka takes every event. */
  isHealthy: boolean;
  produced: number;
  /** Events that Kafka refuses as too large, and that hold up what follows them. */
  refused: string[];
  groups: (ReadHealth & { consumed: number; oldestSeconds: number })[];
};

/** The bus of the cluster. The relay's events go to Kafka topics as CloudEvents; a consumer group reads them by Kafka's own positions. */
export class KafkaBus extends EventBus {
  readonly carriesEnvelopes = true;
  private readonly kafka: Kafka;
  private readonly prefix: string;
  private readonly sender: Sender;
  private readonly lags: GroupLag;
  private readonly read: ReadOptions;
  private readonly subscriptions = new Set<KafkaSubscription>();
  private closed = false;

  constructor(options: KafkaBusOptions) {
    super();
    this.kafka = kafkaClient(options);
    this.prefix = options.prefix ?? '';
    this.sender = new Sender(new ProducerLine(this.kafka, options.sendDeadlineMs ?? 8_000));
    this.lags = new GroupLag(this.kafka);
    this.read = { ...usual, ...options.read };
  }

  async publish(records: readonly OutboxRecord[]): Promise<void> {
    await this.sender.send(records.map((record) => this.parcelOf(record)));
  }

  /** Resolves at once, whether or not Kafka is there: the group joins in the background, without limit. */
  async subscribe(group: string, topics: readonly string[], handle: BatchHandler): Promise<Subscription> {
    if (this.closed) throw new Error('the bus is closed');
    const names = new Map(topics.map((topic) => [this.prefix + topic, topic]));
    const subscription = new KafkaSubscription(this.kafka, group, { groupId: this.groupId(group), topics: names, handle }, this.read);
    this.subscriptions.add(subscription);
    return {
      close: async () => {
        this.subscriptions.delete(subscription);
        await subscription.close();
      },
    };
  }

  /** Not a number while Kafka does not answer. */
  async lag(group: string): Promise<number> {
    const topics = [...this.subscriptions].filter((each) => each.group === group).flatMap((each) => each.topics);
    return this.lags.of(this.groupId(group), [...new Set(topics)]);
  }

  /** Kafka keeps a log of its own: no outbox waits for a reader. */
  async readByAll(_source: ServiceName): Promise<ReadonlyMap<number, string>> {
    return new Map();
  }

  override async copyDeadLetters(service: ServiceName, letters: readonly DeadLetterCopy[]): Promise<void> {
    await this.sender.send(
      letters.map((letter) => this.parcel(deadLetterTopic, letterMessageOf(service, letter), `dead letter ${letter.id}`)),
    );
  }

  facts(): KafkaFacts {
    const nowMs = performance.timeOrigin + performance.now();
    const { produced, refused } = this.sender;
    const groups = [...this.subscriptions].map((each) => ({
      ...each.health(),
      consumed: each.consumed,
      oldestSeconds: each.oldestSeconds(nowMs),
    }));
    return { isHealthy: refused.length === 0 && groups.every((each) => each.isReading), produced, refused, groups };
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.subscriptions.clear();
    await this.sender.close();
    await this.lags.close();
  }

  private groupId(group: string): string {
    return `${this.prefix}muster.${group}`;
  }

  private parcelOf(record: OutboxRecord): Parcel {
    if (!record.envelope) throw new Error('the relay gave an event without its envelope');
    const { key, outboxId, envelope } = record;
    return this.parcel(record.topic, messageOf({ key, outboxId, envelope }), `${envelope.type} ${envelope.id}`);
  }

  private parcel(topic: string, message: EventMessage, name: string): Parcel {
    return { topic: this.prefix + topic, message, bytes: bytesOf(message), name };
  }
}
