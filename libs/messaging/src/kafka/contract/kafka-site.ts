import { testKafka } from '#testing/cluster.js';
import type { OpenBus } from '../../contract/process.js';
import type { KafkaBusOptions } from '../kafka-bus.js';
import { KafkaBus } from '../kafka-bus.js';
import { ensureTopics } from '../topics.js';

const made = new Map<string, Promise<unknown>>();

/** Topics and groups of one test: the prefix is the name of its database. */
export function prefixOf(databaseUrl: string): string {
  return `${new URL(databaseUrl).pathname.slice(1)}.`;
}

/** Makes the topics of a test once; fewer partitions than usual, because every test has its own. */
export async function topicsOf(databaseUrl: string, brokers = testKafka()): Promise<string> {
  const prefix = prefixOf(databaseUrl);
  const making = made.get(prefix) ?? ensureTopics({ brokers, prefix, partitions: 4 });
  made.set(prefix, making);
  await making;
  return prefix;
}

/** Opens buses on the run's Kafka, on topics of the test's own. */
export function openTestBus(options: Partial<KafkaBusOptions> = {}): OpenBus {
  return async (urlOf) => {
    const brokers = [...(options.brokers ?? testKafka())];
    return new KafkaBus({ prefix: await topicsOf(urlOf('bus'), brokers), ...options, brokers });
  };
}
