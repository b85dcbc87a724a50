import { resolve } from 'node:path';
import { z } from 'zod';
import { parseEnvironment } from '#process/environment.js';
import type { FaultOptions } from './faults/options.js';
import { readOptions } from './faults/options.js';

const environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  MUSTER_DATA: z.string().min(1).default('data-cluster'),
  MUSTER_HOST: z.string().min(1).default('127.0.0.1'),
  MUSTER_DEMO: z.enum(['true', 'false']).default('true'),
  /** Owner of the database; where it is not set, an embedded PostgreSQL is started. */
  DATABASE_URL: z.url().optional(),
  /** Where it is not set, a local Kafka is started. */
  KAFKA_BROKERS: z.string().min(1).optional(),
  /** Where it is not set, a local Redis is started. */
  REDIS_URL: z.url().optional(),
  /** For a fault run: lines that can be slowed, held and cut lie between the processes and what they stand on. */
  MUSTER_FAULT_LINES: z.enum(['true', 'false']).default('false'),
});

/** What `npm run start:cluster` is told. What stands on this machine already is used, the rest is started here. */
export type ClusterConfig = {
  port: number;
  host: string;
  dataFolder: string;
  demo: boolean;
  databaseUrl?: string;
  kafkaBrokers?: string;
  redisUrl?: string;
  faultLines: boolean;
  /** Handed on to the processes: PATH, HOME, proxies, Kafka's credentials. */
  inherited: Record<string, string>;
};

/** Reads the environment, once. */
export function readConfig(variables: NodeJS.ProcessEnv = process.env): ClusterConfig {
  const { PORT, MUSTER_DATA, MUSTER_HOST, MUSTER_DEMO, MUSTER_FAULT_LINES, DATABASE_URL, KAFKA_BROKERS, REDIS_URL } = parseEnvironment(
    environment,
    variables,
  );
  const inherited = Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    port: PORT,
    host: MUSTER_HOST,
    dataFolder: resolve(MUSTER_DATA),
    demo: MUSTER_DEMO === 'true',
    databaseUrl: DATABASE_URL,
    kafkaBrokers: KAFKA_BROKERS,
    redisUrl: REDIS_URL,
    faultLines: MUSTER_FAULT_LINES === 'true',
    inherited: Object.fromEntries(inherited),
  };
}

/** Reads what `npm run faults` is told. */
export function readFaultOptions(): FaultOptions {
  return readOptions(process.argv, process.env);
}
