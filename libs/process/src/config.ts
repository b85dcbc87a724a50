import { z } from 'zod';
import type { ServiceName } from '#contracts/events.js';
import type { KafkaConnection } from '#messaging/kafka/kafka-client.js';
import type { EvidenceSettings, WarningSettings } from '#service-kit/service-config.js';
import { flag, InvalidSetting, list, parseEnvironment } from './environment.js';
import { evidenceEnvironment, evidenceSettingsOf } from './evidence-settings.js';
import { warningEnvironment, warningSettingsOf } from './warning-settings.js';

/** How Kafka is reached, by services and by the topics command. */
const kafka = z.object({
  KAFKA_BROKERS: list,
  /** In front of every topic and group, where several cities share one Kafka. */
  KAFKA_PREFIX: z.string().default(''),
  KAFKA_TLS: flag.default(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_USERNAME: z.string().optional(),
  KAFKA_PASSWORD: z.string().optional(),
});

const environment = kafka.extend({
  ...warningEnvironment.shape,
  ...evidenceEnvironment.shape,
  DATABASE_URL: z.url(),
  /** Only the reconciliation has it, in the process of `plan`. */
  AUDIT_DATABASE_URL: z.url().optional(),
  REDIS_URL: z.url(),
  REDIS_PREFIX: z.string().default('muster'),
  SESSION_PUBLIC_KEY: z.string().startsWith('-----BEGIN PUBLIC KEY-----'),
  /** Only the directory signs. */
  SESSION_PRIVATE_KEY: z.string().startsWith('-----BEGIN PRIVATE KEY-----').optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535),
  MUSTER_DEMO: flag.default(false),
  /** Where the demo's city finds the platform. */
  PLATFORM_URL: z.url().optional(),
  /** Whose word about the client's address is taken: that of the gateway in front. */
  TRUST_PROXY: flag.default(true),
});

/** What one service process is told by its environment. */
export type ServiceProcessConfig = {
  databaseUrl: string;
  auditDatabaseUrl: string;
  kafka: KafkaConnection;
  redis: { url: string; prefix: string };
  publicKey: string;
  privateKey?: string;
  host: string;
  port: number;
  demo: boolean;
  platformUrl?: string;
  trustProxy: boolean;
  warnings?: WarningSettings;
  evidence?: EvidenceSettings;
};

/** Reads the environment of a service process, once. */
export function readServiceConfig(service: ServiceName, variables: NodeJS.ProcessEnv = process.env): ServiceProcessConfig {
  const given = parseEnvironment(environment, variables);
  if (service === 'directory' && !given.SESSION_PRIVATE_KEY)
    throw new InvalidSetting('SESSION_PRIVATE_KEY: the directory signs, and needs it');
  if (service === 'plan' && !given.AUDIT_DATABASE_URL)
    throw new InvalidSetting('AUDIT_DATABASE_URL: the reconciliation reads with it, and plan needs it');
  const evidence = evidenceSettingsOf(given);
  if (service === 'dispatch' && !evidence)
    throw new InvalidSetting(
      'MUSTER_EVIDENCE_S3_URL or MUSTER_EVIDENCE_FOLDER: dispatch keeps evidence in a bucket, or in a folder that its processes share',
    );
  return {
    databaseUrl: given.DATABASE_URL,
    auditDatabaseUrl: given.AUDIT_DATABASE_URL ?? '',
    kafka: kafkaOf(given),
    redis: { url: given.REDIS_URL, prefix: given.REDIS_PREFIX },
    publicKey: given.SESSION_PUBLIC_KEY,
    ...(service === 'directory' ? { privateKey: given.SESSION_PRIVATE_KEY } : {}),
    host: given.HOST,
    port: given.PORT,
    demo: given.MUSTER_DEMO,
    platformUrl: given.PLATFORM_URL,
    trustProxy: given.TRUST_PROXY,
    ...(service === 'intake' ? { warnings: warningSettingsOf(given) } : {}),
    ...(service === 'dispatch' && evidence ? { evidence } : {}),
  };
}

/** Reads how Kafka is reached. */
export function readKafkaConfig(variables: NodeJS.ProcessEnv = process.env): KafkaConnection {
  return kafkaOf(parseEnvironment(kafka, variables));
}

function kafkaOf(given: z.infer<typeof kafka>): KafkaConnection {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = given;
  if (mechanism && (!username || !password))
    throw new InvalidSetting('KAFKA_USERNAME and KAFKA_PASSWORD: both are needed with KAFKA_SASL_MECHANISM');
  return {
    brokers: given.KAFKA_BROKERS,
    prefix: given.KAFKA_PREFIX,
    ssl: given.KAFKA_TLS,
    ...(mechanism && username && password ? { sasl: { mechanism, username, password } } : {}),
  };
}
