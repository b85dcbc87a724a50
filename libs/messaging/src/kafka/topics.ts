import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
// A CommonJS package: Node finds only the first of its names by themselves.
import kafkajs from 'kafkajs';
import { defaultRetention } from '../retention.js';
import type { KafkaConnection } from './kafka-client.js';
import { kafkaClient } from './kafka-client.js';
import { retentionDays, topicPartitions } from './topic-table.js';

const dayMs = 86_400_000;
const ledWithinMs = 20_000;

/** `replication` 3 and `minInsync` 2 in production; 1 and 1 on a single broker. `partitions` replaces the table's numbers, for tests. */
export type TopicOptions = KafkaConnection & { replication?: number; minInsync?: number; partitions?: number };

/**
 * Makes the topics that are missing and returns their names. Throws with a sentence if one exists with another number of partitions, or
 * keeps events for longer than the inboxes know them: neither is ever changed silently.
 */
export async function ensureTopics({ replication = 1, minInsync = 1, partitions, ...connection }: TopicOptions): Promise<string[]> {
  const admin = kafkaClient(connection).admin();
  await admin.connect();
  try {
    const wanted = new Map(
      Object.entries(topicPartitions).map(([topic, count]) => [`${connection.prefix ?? ''}${topic}`, partitions ?? count]),
    );
    const existing = await partitionsOf(admin, [...wanted.keys()]);
    const differing = [...wanted].filter(([topic, count]) => existing.has(topic) && existing.get(topic) !== count);
    if (differing.length > 0) throw new Error(differing.map(([topic, count]) => refusal(topic, existing.get(topic), count)).join('\n'));
    await refuseLongMemory(admin, [...existing.keys()]);
    const missing = [...wanted].filter(([topic]) => !existing.has(topic));
    if (missing.length === 0) return [];
    const configEntries = settings(minInsync);
    await admin.createTopics({
      // Its own wait gives up at the first broker that has not heard of the topic yet.
      waitForLeaders: false,
      topics: missing.map(([topic, numPartitions]) => ({ topic, numPartitions, replicationFactor: replication, configEntries })),
    });
    const made = missing.map(([topic]) => topic);
    await untilLed(admin, made);
    return made;
  } finally {
    await admin.disconnect();
  }
}

/** A send is at most 512 KB and an event 256 KB, so that Kafka's usual limit of 1 MB a batch leaves room. */
function settings(minInsync: number): { name: string; value: string }[] {
  return [
    { name: 'cleanup.policy', value: 'delete' },
    { name: 'retention.ms', value: String(retentionDays * dayMs) },
    { name: 'retention.bytes', value: '-1' },
    { name: 'max.message.bytes', value: '1048588' },
    { name: 'min.insync.replicas', value: String(minInsync) },
    { name: 'unclean.leader.election.enable', value: 'false' },
  ];
}

async function partitionsOf(admin: Admin, topics: readonly string[]): Promise<Map<string, number>> {
  const existing = new Set(await admin.listTopics());
  const known = topics.filter((topic) => existing.has(topic));
  if (known.length === 0) return new Map();
  const { topics: found } = await admin.fetchTopicMetadata({ topics: known });
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
}

/** Waits until every partition of these topics has a leader, so that what is sent next is taken. */
async function untilLed(admin: Admin, topics: string[]): Promise<void> {
  const until = performance.now() + ledWithinMs;
  for (;;) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics });
      if (found.every(({ partitions }) => partitions.length > 0 && partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    if (performance.now() > until) throw new Error(`${topics.join(', ')}: no leader within ${ledWithinMs / 1000} s`);
    await pause(100);
  }
}

/** Whatever an inbox has forgotten would take effect again when a group reads from the beginning. */
async function refuseLongMemory(admin: Admin, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return;
  const resources = topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] }));
  const { resources: found } = await admin.describeConfigs({ includeSynonyms: false, resources });
  for (const { resourceName, configEntries } of found) {
    const days = Number(configEntries.find(({ configName }) => configName === 'retention.ms')?.configValue) / dayMs;
    if (days >= 0 && days < defaultRetention.inboxDays) continue;
    throw new Error(
      `topic ${resourceName} keeps events ${days < 0 ? 'for ever' : `for ${days} days`}, and the inboxes know them for ${defaultRetention.inboxDays}: set its retention.ms to ${retentionDays * dayMs}`,
    );
  }
}

function refusal(topic: string, found: number | undefined, wanted: number): string {
  return `topic ${topic} has ${found} partitions and must have ${wanted}: keys would change their partition. Drain it and make it anew, or give another prefix.`;
}
