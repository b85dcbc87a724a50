import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { ServiceName } from '#contracts/events.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SessionGuard } from '#service-kit/session.guard.js';
import { PROCESS_SERVICES, ProcessFacts } from './facts.service.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.service.js';
import { PortsModule } from './ports.module.js';
import type { ProcessPorts } from './ports.module.js';

/** What runs in one process: the modules of its services, all of them or one, and what is only there. */
export type Composition = {
  modules: readonly DynamicModule[];
  services: readonly ServiceName[];
  /** Whose database the process itself asks for its health. */
  own: ServiceConfig;
  ports: ProcessPorts;
  controllers?: readonly Type[];
};

/** The services of one process under one guard, with its ports and its health. Nothing in a service's folder knows that it runs here. */
@Module({})
export class ProcessModule {
  static compose({ modules, services, own, ports, controllers = [] }: Composition): DynamicModule {
    return {
      module: ProcessModule,
      imports: [PortsModule.provide(ports), ...modules, DatabaseModule.connect(own)],
      controllers: [HealthController, MetricsController, ...controllers],
      providers: [{ provide: APP_GUARD, useClass: SessionGuard }, { provide: PROCESS_SERVICES, useValue: services }, ProcessFacts, Metrics],
    };
  }
}
