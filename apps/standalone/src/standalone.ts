import type { LoggerService } from '@nestjs/common';
import { services } from '#contracts/events.js';
import type { ServiceName } from '#contracts/events.js';
import { LogBus } from '#messaging/log-bus.js';
import { openProcess } from '#process/open-process.js';
import type { OpenedProcess } from '#process/open-process.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import { DatabaseClock } from '#service-kit/clock.js';
import type { Clock } from '#service-kit/clock.js';
import { openDatabase } from '#service-kit/database.module.js';
import { IntervalAlarmClock } from '#service-kit/interval-alarm-clock.js';
import type { LoginRole } from '#service-kit/migrate.js';
import { Revocations } from '#service-kit/revocations.js';
import type { EvidenceSettings, ServiceConfig, WarningSettings } from '#service-kit/service-config.js';
import { allServices } from './all-services.js';
import { OpenApiController } from '#process/openapi.controller.js';

export type StandaloneOptions = {
  urlOf(role: LoginRole): string;
  publicKey: string;
  privateKey: string;
  demo: boolean;
  host: string;
  /** 0 takes any free port. */
  port: number;
  webFolder?: string;
  warnings?: WarningSettings;
  evidence: EvidenceSettings;
  logger: LoggerService;
  /** Tests put their own clocks in place of the database's and the interval's. */
  clock?: Clock;
  alarmClock?: AlarmClock;
};

/** Opens the whole platform over a migrated and seeded database, in this process: all services on one port. */
export async function openStandalone(options: StandaloneOptions): Promise<OpenedProcess> {
  const database = await openDatabase(options.urlOf('directory'), 'muster-process', [], 2);
  const ownClock = options.clock ? undefined : await DatabaseClock.start(database);
  const ports = {
    clock: options.clock ?? ownClock!,
    alarmClock: options.alarmClock ?? new IntervalAlarmClock(options.logger),
    bus: new LogBus(options.urlOf('bus')),
    revocations: new Revocations(database),
    publicKey: options.publicKey,
  };
  const configOf = (service: ServiceName): ServiceConfig => serviceConfig(service, options);
  const composition = { modules: allServices(configOf), services, own: configOf('directory'), ports, controllers: [OpenApiController] };
  const opened = await openProcess(composition, options);
  return {
    ...opened,
    close: async () => {
      await opened.close();
      ownClock?.stop();
      await database.destroy();
    },
  };
}

function serviceConfig(name: ServiceName, options: StandaloneOptions): ServiceConfig {
  const { publicKey, privateKey, demo } = options;
  const base = { name, databaseUrl: options.urlOf(name), auditDatabaseUrl: options.urlOf('audit'), publicKey, demo };
  if (name === 'directory') return { ...base, privateKey };
  if (name === 'dispatch') return { ...base, evidence: options.evidence };
  return name === 'intake' ? { ...base, warnings: options.warnings } : base;
}
