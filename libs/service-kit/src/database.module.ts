import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntitySchema, MixedList } from 'typeorm';
import { isOutage } from './outage.js';
import type { ServiceConfig } from './service-config.js';
import { SERVICE_CONFIG } from './service-config.js';

const logger = new Logger('database');

type Entities = MixedList<(new () => object) | EntitySchema>;

/** Opens a pool as one login role. Statements end after 30 s, so that a stuck one becomes an outage that is waited out. */
export async function openDatabase(url: string, applicationName: string, entities: Entities = [], poolSize = 8): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    applicationName,
    entities,
    poolSize,
    extra: {
      statement_timeout: 30_000,
      // A process that stands still in the middle of a transaction gives its rows back.
      idle_in_transaction_session_timeout: 10_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      // Kept open: a click after a quiet hour must not wait for connections.
      idleTimeoutMillis: 0,
    },
    // A connection that breaks while idle is replaced at the next use.
    poolErrorHandler: () => undefined,
  });
  return source.initialize();
}

/** Opens a pool as soon as the database answers: it may start after us. Throws only what is no outage. */
export async function reachDatabase(url: string, applicationName: string, entities: Entities = [], poolSize?: number): Promise<DataSource> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await openDatabase(url, applicationName, entities, poolSize);
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (tries === 0) logger.warn(`${applicationName} waits for its database: ${String(error)}`);
      await sleep(Math.min(5_000, 200 * 2 ** tries));
    }
  }
}

/** Gives a service its own `DataSource` (class token) and its config. Each service has its own pool and its own role. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: DataSource) {}

  static connect(config: ServiceConfig, entities: Entities = []): DynamicModule {
    return {
      module: namedModule(config.name),
      providers: [
        { provide: SERVICE_CONFIG, useValue: config },
        { provide: DataSource, useFactory: () => reachDatabase(config.databaseUrl, `muster-${config.name}`, entities) },
      ],
      exports: [DataSource, SERVICE_CONFIG],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.database.isInitialized) await this.database.destroy();
  }
}

const modules = new Map<string, typeof DatabaseModule>();

/** One module class per service: Nest would take two dynamic modules of one class and equal metadata for the same. */
function namedModule(name: string): typeof DatabaseModule {
  let module = modules.get(name);
  if (!module) {
    module = { [name]: class extends DatabaseModule {} }[name] as typeof DatabaseModule;
    Reflect.defineMetadata('design:paramtypes', [DataSource], module);
    Module({})(module);
    modules.set(name, module);
  }
  return module;
}
