import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown, Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { reachDatabase } from './database.module.js';
import type { ServiceConfig } from './service-config.js';

/** A deadline is found by one sweep and a call by another; a third waits its turn. */
const connections = 2;

/**
 * The connections of sweeps, which no request can take: with those of the service alone, a storm of taps kept deadlines waiting for a connection for
 * 26 s. Tests may give the service's own `DataSource`.
 */
@Injectable()
export abstract class SweepDatabase {
  abstract transaction<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result>;
}

class OwnConnections extends SweepDatabase implements OnApplicationShutdown {
  constructor(private readonly pool: DataSource) {
    super();
  }

  override transaction<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    return this.pool.transaction(work);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.pool.isInitialized) await this.pool.destroy();
  }
}

/** Gives a service's sweeps connections of their own. Whoever hears of the service's commits (relay, bells of desks) hears of theirs. */
export function sweepDatabase(config: ServiceConfig): Provider {
  return {
    provide: SweepDatabase,
    useFactory: async (database: DataSource) => {
      const pool = await reachDatabase(config.databaseUrl, `muster-${config.name}-sweeps`, [], connections);
      return new OwnConnections(Object.assign(pool, { subscribers: database.subscribers }));
    },
    inject: [DataSource],
  };
}
