import { join } from 'node:path';
import { startPostgres } from '#embedded-postgres/embedded-postgres.js';
import { startKafka } from '#local-services/local-kafka.js';
import { startRedis } from '#local-services/local-redis.js';
import type { CloseLater } from '#process/run-main.js';
import { databaseNews, step } from '#process/screen.js';
import type { ClusterConfig } from './config.js';
import { KeptServer } from './kept-server.js';
import type { Lines } from './lines.js';

/** What the services stand on. A pid is there where the server is ours. */
export type Ground = {
  databaseUrl: string;
  kafka: { brokers: string; pid?: number };
  redis: { url: string; pid?: number };
};

/** Uses PostgreSQL, Kafka and Redis where their addresses are given, else starts local ones in the data folder. `changed`: one was started again. */
export async function layGround(
  config: ClusterConfig,
  closeLater: CloseLater,
  changed: () => void,
  lines: Lines | undefined,
): Promise<() => Ground> {
  const databaseUrl = config.databaseUrl ?? (await localPostgres(config, closeLater));
  const kafka = config.kafkaBrokers ? { current: { brokers: config.kafkaBrokers } } : await localKafka(config, closeLater, changed, lines);
  const redis = config.redisUrl ? { current: { url: config.redisUrl } } : await localRedis(config, closeLater, changed);
  return () => ({ databaseUrl, kafka: kafka.current, redis: redis.current });
}

async function localPostgres({ dataFolder }: ClusterConfig, closeLater: CloseLater): Promise<string> {
  step('启动数据库', 'Starting PostgreSQL');
  const postgres = await startPostgres({ dataFolder, onDeath: databaseNews });
  closeLater(() => postgres.stop());
  return postgres.adminUrl;
}

async function localKafka({ dataFolder }: ClusterConfig, closeLater: CloseLater, changed: () => void, lines: Lines | undefined) {
  step('启动 Kafka（首次要下载约 43 MB）', 'Starting Kafka (the first time it is fetched, about 43 MB)');
  const line = await lines?.ahead('kafka');
  const begin = async () => {
    const server = await startKafka({ folder: join(dataFolder, 'kafka'), advertisedPort: line?.port, log: (zh, en) => step(zh, en) });
    line?.leadTo(server.port);
    return line ? { ...server, brokers: `127.0.0.1:${line.port}` } : server;
  };
  const kafka = await KeptServer.start('Kafka', begin, changed);
  closeLater(() => kafka.stop());
  return kafka;
}

async function localRedis({ dataFolder }: ClusterConfig, closeLater: CloseLater, changed: () => void) {
  step('启动 Redis', 'Starting Redis');
  const redis = await KeptServer.start('Redis', () => startRedis({ folder: join(dataFolder, 'redis') }), changed);
  closeLater(() => redis.stop());
  return redis;
}
