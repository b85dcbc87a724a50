import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { PROCESS_SERVICES, ProcessFacts } from '#process/facts.service.js';
import { MetricsController } from '#process/metrics.controller.js';
import { Metrics } from '#process/metrics.service.js';
import { OpenApiController } from '#process/openapi.controller.js';
import { HealthController } from './health/health.controller.js';
import { Instances } from './instance/instances.js';

/** What the gateway answers by itself; the rest is forwarded. */
@Module({})
export class GatewayModule {
  static over(instances: Instances): DynamicModule {
    return {
      module: GatewayModule,
      controllers: [HealthController, MetricsController, OpenApiController],
      providers: [{ provide: Instances, useValue: instances }, { provide: PROCESS_SERVICES, useValue: [] }, ProcessFacts, Metrics],
    };
  }
}
