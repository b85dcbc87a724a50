import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import { ensureTopics } from '#messaging/kafka/topics.js';
import { step } from '#process/screen.js';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** Makes the topics that are missing, and says which. On a Kafka of one broker replication and min.insync.replicas are 1. */
export async function makeTopics(connection: KafkaConnection, options: { replication?: number; minInsync?: number } = {}): Promise<void> {
  step('建立 Kafka 主题', 'Making the topics of Kafka');
  const made = await ensureTopics({ ...connection, ...options }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const brokers = connection.brokers.join(', ');
    throw new SpokenProblem(
      { zh: `Kafka（${brokers}）的主题没有建好：${reason}`, en: `The topics of Kafka (${brokers}) are not ready: ${reason}` },
      { cause: error },
    );
  });
  if (made.length > 0) step(`建立了 ${made.join('、')}`, `made ${made.join(', ')}`);
}
