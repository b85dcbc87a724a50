import { NestFactory } from '@nestjs/core';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceName } from '#contracts/events.js';
import { connectConsumers } from '#messaging/connect-consumers.js';
import { LogBus } from '#messaging/log-bus.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import { DatabaseClock } from '#service-kit/clock.js';
import type { Clock } from '#service-kit/clock.js';
import { openDatabase } from '#service-kit/database.module.js';
import { httpAdapter, prepareHttp } from '#service-kit/http-app.js';
import { IntervalAlarmClock } from '#service-kit/interval-alarm-clock.js';
import type { LoginRole } from '#service-kit/migrate.js';
import { Revocations } from '#service-kit/revocations.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { StandaloneModule } from './standalone.module.js';

/** The services that hear events. Directory and intake only speak. */
const listeners: readonly ServiceName[] = ['plan', 'dispatch', 'notification'];

export type StandaloneOptions = {
  urlOf(role: LoginRole): string;
  publicKey: string;
  privateKey: string;
  demo: boolean;
  host: string;
  /** 0 takes any free port. */
  port: number;
  webFolder?: string;
  logger: LoggerService;
  /** Tests put their own clocks in place of the database's and the interval's. */
  clock?: Clock;
  alarmClock?: AlarmClock;
};

/** The whole platform in this process. */
export type Standalone = { app: NestFastifyApplication; url: string; close(): Promise<void> };

/** Opens the platform over a migrated and seeded database: services, consumers, HTTP and sockets on one port. */
export async function openStandalone(options: StandaloneOptions): Promise<Standalone> {
  const database = await openDatabase(options.urlOf('directory'), 'muster-process', [], 2);
  const ownClock = options.clock ? undefined : await DatabaseClock.start(database);
  const alarmClock = options.alarmClock ?? new IntervalAlarmClock(options.logger);
  const bus = new LogBus(options.urlOf('bus'));
  const revocations = new Revocations(database);
  const ports = { clock: options.clock ?? ownClock!, alarmClock, bus, revocations, publicKey: options.publicKey };
  const app = await NestFactory.create<NestFastifyApplication>(
    StandaloneModule.compose((service) => configOf(service, options), ports),
    httpAdapter(),
    {
      logger: options.logger,
      bodyParser: false,
      abortOnError: false,
    },
  );
  await prepareHttp(app, options.webFolder);
  connectConsumers(app, listeners);
  await app.startAllMicroservices();
  await app.listen(options.port, options.host);
  const address = app.getHttpServer().address() as { port: number };
  return {
    app,
    url: `http://${options.host === '0.0.0.0' ? 'localhost' : options.host}:${address.port}`,
    close: async () => {
      // Sweeps first, so that none begins work that is about to lose its pools; then HTTP and consumers; then what they stood on.
      await alarmClock.stop();
      await app.close();
      await bus.close();
      revocations.onApplicationShutdown();
      ownClock?.stop();
      await database.destroy();
    },
  };
}

function configOf(name: ServiceName, options: StandaloneOptions): ServiceConfig {
  const { publicKey, privateKey, demo } = options;
  const base = { name, databaseUrl: options.urlOf(name), auditDatabaseUrl: options.urlOf('audit'), publicKey, demo };
  return name === 'directory' ? { ...base, privateKey } : base;
}
