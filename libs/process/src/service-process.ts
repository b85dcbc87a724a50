import 'reflect-metadata';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import type { ServiceName } from '#contracts/events.js';
import { KafkaBus } from '#messaging/kafka/kafka-bus.js';
import { BullAlarmClock } from '#service-kit/bull-alarm-clock.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import { DatabaseClock } from '#service-kit/clock.js';
import type { Clock } from '#service-kit/clock.js';
import { reachDatabase } from '#service-kit/database.module.js';
import { openRedis } from '#service-kit/redis.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { Revocations } from '#service-kit/revocations.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { clusterFacts } from './cluster.facts.js';
import type { ServiceProcessConfig } from './config.js';
import { readServiceConfig } from './config.js';
import { Metrics } from './metrics.service.js';
import { openProcess } from './open-process.js';
import type { OpenedProcess } from './open-process.js';
import { runDaemon } from './run-daemon.js';

/** Composes the module of one service. `redis` is there for what nodes of a cluster share. */
export type ComposeService = (config: ServiceConfig, redis: ProcessRedis) => DynamicModule;

/** One service to be opened as a process. Tests put their own clocks in place of the database's and the bells'. */
export type ServiceOptions = {
  name: ServiceName;
  compose: ComposeService;
  config: ServiceProcessConfig;
  logger: LoggerService;
  clock?: Clock;
  alarmClock?: AlarmClock;
};

/** Opens one service on Kafka, Redis and PostgreSQL. It waits for its database; Kafka and Redis may be away, now and later. */
export async function openService({ name, compose, config, logger, clock, alarmClock }: ServiceOptions): Promise<OpenedProcess> {
  const database = await reachDatabase(config.databaseUrl, `muster-${name}-process`, [], 2);
  const ownClock = clock ? undefined : await DatabaseClock.start(database);
  const redis = openRedis(config.redis, logger);
  const { publicKey, privateKey, databaseUrl, auditDatabaseUrl, demo, platformUrl, warnings, evidence } = config;
  const own: ServiceConfig = { name, databaseUrl, auditDatabaseUrl, publicKey, privateKey, demo, platformUrl, warnings, evidence };
  const time = clock ?? ownClock!;
  const ports = {
    clock: time,
    alarmClock: alarmClock ?? new BullAlarmClock(redis, time, logger),
    bus: new KafkaBus({ ...config.kafka, clientId: `muster-${name}` }),
    revocations: new Revocations(database),
    publicKey,
  };
  const composition = { modules: [compose(own, redis)], services: [name], own, ports };
  const opened = await openProcess(composition, {
    host: config.host,
    port: config.port,
    logger,
    trustProxy: config.trustProxy,
  });
  const metrics = opened.app.get(Metrics);
  for (const fact of clusterFacts(ports.bus, redis, ports.alarmClock)) metrics.add(name, fact);
  return {
    ...opened,
    close: async () => {
      await opened.close();
      await redis.close();
      ownClock?.stop();
      await database.destroy();
    },
  };
}

/** The main function of a service's process. */
export async function runService(name: ServiceName, compose: ComposeService): Promise<void> {
  await runDaemon(name, (logger) => openService({ name, compose, config: readServiceConfig(name), logger }));
}
