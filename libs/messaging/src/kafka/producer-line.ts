import { Logger } from '@nestjs/common';
import type { Kafka, Message, Producer } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import { within } from './deadline.js';
import { briefRetry } from './kafka-client.js';

/**
 * One idempotent producer at a time. Any failure ends it and the next send opens another: kafkajs gives the sequence numbers of a failed send
 * to the next one, and a Kafka that has written the first would take the second for its repetition and drop it.
 */
export class ProducerLine {
  private readonly logger = new Logger('kafka');
  private producer: Promise<Producer> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly deadlineMs: number,
  ) {}

  /** Sends messages of one topic, acknowledged by all replicas in sync, or throws within the deadline. One call at a time. */
  async send(topic: string, messages: Message[]): Promise<void> {
    this.producer ??= this.open();
    const { producer } = this;
    const sending = producer.then((open) => open.send({ topic, messages, acks: -1, timeout: 5_000 }));
    try {
      await within(this.deadlineMs, 'a send to Kafka', sending);
    } catch (error) {
      this.producer = undefined;
      void this.end(producer);
      // A send that missed its deadline may open connections again while it ends.
      void sending.catch(() => undefined).then(() => this.end(producer));
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.producer) await this.end(this.producer);
    this.producer = undefined;
  }

  /** The partitioner is that of Kafka's own clients (murmur2 of the key), so that a key has one partition whoever sends. */
  private open(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: briefRetry,
    });
    return producer.connect().then(() => producer);
  }

  private async end(opening: Promise<Producer>): Promise<void> {
    try {
      const producer = await opening;
      await within(this.deadlineMs, 'closing a producer', producer.disconnect());
    } catch (error) {
      this.logger.debug(`a producer ends: ${String(error)}`);
    }
  }
}
