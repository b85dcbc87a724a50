import { describeBusContract } from '../bus.contract.js';
import { KafkaBus } from './kafka-bus.js';
import { ensureTopics } from './topics.js';

const kafka = process.env.MUSTER_TEST_KAFKA;
if (!kafka) throw new Error('MUSTER_TEST_KAFKA does not say where the Kafka of this run is');
const brokers = kafka.split(',');
const made = new Map<string, Promise<unknown>>();

/** A bus on topics of the test's own: the prefix is the name of its database. */
async function openTestBus(databaseUrl: string): Promise<KafkaBus> {
  const prefix = `${new URL(databaseUrl).pathname.slice(1)}.`;
  const making = made.get(prefix) ?? ensureTopics({ brokers, prefix, partitions: 4 });
  made.set(prefix, making);
  await making;
  return new KafkaBus({ brokers, prefix });
}

describeBusContract('Kafka', (urlOf) => openTestBus(urlOf('bus')));
