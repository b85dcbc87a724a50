import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { ServiceName } from '#contracts/events.js';
import { DirectoryModule } from '#directory/directory.module.js';
import { DispatchModule } from '#dispatch/dispatch.module.js';
import { IntakeModule } from '#intake/intake.module.js';
import { NotificationModule } from '#notification/notification.module.js';
import { PlanModule } from '#plan/plan.module.js';
import { HealthController } from '#process/health.controller.js';
import { PortsModule } from '#process/ports.module.js';
import type { ProcessPorts } from '#process/ports.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SessionGuard } from '#service-kit/session.guard.js';
import { OpenApiController } from './openapi.controller.js';

/** All services in one process. Nothing in a service's folder knows that it runs here. */
@Module({})
export class StandaloneModule {
  static compose(configOf: (service: ServiceName) => ServiceConfig, ports: ProcessPorts): DynamicModule {
    return {
      module: StandaloneModule,
      imports: [
        PortsModule.provide(ports),
        DirectoryModule.register(configOf('directory')),
        IntakeModule.register(configOf('intake')),
        PlanModule.register(configOf('plan')),
        DispatchModule.register(configOf('dispatch')),
        NotificationModule.register(configOf('notification')),
        DatabaseModule.connect(configOf('directory')),
      ],
      controllers: [HealthController, OpenApiController],
      providers: [{ provide: APP_GUARD, useClass: SessionGuard }],
    };
  }
}
