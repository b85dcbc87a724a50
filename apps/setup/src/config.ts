import { resolve } from 'node:path';
import { z } from 'zod';
import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import { readKafkaConfig } from '#process/config.js';
import { flag, parseEnvironment } from '#process/environment.js';

const count = z.coerce.number().int().min(1).max(9);
const topics = z.object({
  /** Copies of every event, and how many of them must have it before it counts. One broker can keep one. */
  KAFKA_REPLICATION: count.default(3),
  KAFKA_MIN_INSYNC: count.default(2),
});
const environment = topics.extend({
  /** The database's owner: it makes roles, schemas and tables. The services never see it. */
  DATABASE_URL: z.url(),
  /** Where the secrets lie that were made at the first time, and the settings of each service. */
  MUSTER_DATA: z.string().min(1),
  MUSTER_DEMO: flag.default(false),
});

/** How topics are made. */
export type TopicsConfig = { kafka: KafkaConnection; replication: number; minInsync: number };

/** What `npm run setup` is told. */
export type SetupConfig = TopicsConfig & { adminUrl: string; dataFolder: string; demo: boolean };

/** Reads what the topics command needs. */
export function readTopicsConfig(variables: NodeJS.ProcessEnv = process.env): TopicsConfig {
  const given = parseEnvironment(topics, variables);
  return { kafka: readKafkaConfig(variables), replication: given.KAFKA_REPLICATION, minInsync: given.KAFKA_MIN_INSYNC };
}

/** Reads the environment of a setup, once. */
export function readSetupConfig(variables: NodeJS.ProcessEnv = process.env): SetupConfig {
  const given = parseEnvironment(environment, variables);
  return { ...readTopicsConfig(variables), adminUrl: given.DATABASE_URL, dataFolder: resolve(given.MUSTER_DATA), demo: given.MUSTER_DEMO };
}
