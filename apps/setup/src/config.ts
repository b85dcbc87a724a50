import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import { readKafkaConfig } from '#process/config.js';
import { flag, InvalidSetting, parseEnvironment } from '#process/environment.js';

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

/** Whose data are backed up or restored: those of `npm start` unless told otherwise. */
const dataFolder = z.object({ MUSTER_DATA: z.string().min(1).default('data') });

/** What `npm run backup` and `npm run restore` are told: the data folder, and the folder of the backup, which `option` names. */
export type BackupConfig = { dataFolder: string; folder: string };

/** Reads MUSTER_DATA and the one option of the command. Throws InvalidSetting for what does not fit. */
export function readBackupConfig(
  command: 'backup' | 'restore',
  option: '--to' | '--from',
  argv: readonly string[] = process.argv,
  variables: NodeJS.ProcessEnv = process.env,
): BackupConfig {
  const name = option.slice('--'.length);
  let folder: string | undefined;
  try {
    // By way of the starter its own word stands first.
    const args = argv.slice(argv[2] === command ? 3 : 2);
    folder = parseArgs({ args, options: { [name]: { type: 'string' } } }).values[name] as string | undefined;
  } catch (error) {
    throw new InvalidSetting(error instanceof Error ? error.message : String(error));
  }
  if (!folder) throw new InvalidSetting(`npm run ${command} -- ${option} FOLDER`);
  return { dataFolder: resolve(parseEnvironment(dataFolder, variables).MUSTER_DATA), folder: resolve(folder) };
}

/** What `npm run rejoin` is told: the database, as its owner. */
export function readRejoinConfig(variables: NodeJS.ProcessEnv = process.env): { adminUrl: string } {
  return { adminUrl: parseEnvironment(z.object({ DATABASE_URL: z.url() }), variables).DATABASE_URL };
}
