import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import { ensureTopics } from '#messaging/kafka/topics.js';
import { step } from '#process/screen.js';

/** Makes the topics that are missing, and says which. On a Kafka of one broker replication and min.insync.replicas are 1. */
export async function makeTopics(connection: KafkaConnection, options: { replication?: number; minInsync?: number } = {}): Promise<void> {
  step('建立 Kafka 主题', 'Making the topics of Kafka');
  const made = await ensureTopics({ ...connection, ...options });
  if (made.length > 0) step(`建立了 ${made.join('、')}`, `made ${made.join(', ')}`);
}
