import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import { ensureTopics } from '#messaging/kafka/topics.js';
import { step } from '#process/screen.js';

/** Kafka cannot be reached, or a topic is not as it must be: one sentence for the person at the screen. */
class TopicsRefused extends Error {
  readonly text: { zh: string; en: string };

  constructor(brokers: readonly string[], cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(reason, { cause });
    this.text = {
      zh: `Kafka（${brokers.join('、')}）的主题没有建好：${reason}`,
      en: `The topics of Kafka (${brokers.join(', ')}) are not ready: ${reason}`,
    };
  }
}

/** Makes the topics that are missing, and says which. On a Kafka of one broker replication and min.insync.replicas are 1. */
export async function makeTopics(connection: KafkaConnection, options: { replication?: number; minInsync?: number } = {}): Promise<void> {
  step('建立 Kafka 主题', 'Making the topics of Kafka');
  const made = await ensureTopics({ ...connection, ...options }).catch((error: unknown) => {
    throw new TopicsRefused(connection.brokers, error);
  });
  if (made.length > 0) step(`建立了 ${made.join('、')}`, `made ${made.join(', ')}`);
}
