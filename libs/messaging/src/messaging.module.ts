import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { ServiceName } from '#contracts/events.js';
import { Clock } from '#service-kit/clock.js';
import { BusStrategy } from './bus-strategy.js';
import { deadLetterController } from './dead-letter.controller.js';
import { DeadLetterService } from './dead-letter.service.js';
import { EventBus, Outbox } from './ports.js';
import { PostgresOutbox } from './postgres-outbox.js';
import type { MessagingOptions } from './service-messaging.js';
import { ServiceMessaging } from './service-messaging.js';

/** Injection token of a service's strategy, for the process that connects its consumers. */
export function strategyOf(service: ServiceName): symbol {
  return Symbol.for(`muster:strategy:${service}`);
}

/** Injection token of a service's `ServiceMessaging`, for health checks and metrics of the process. */
export function messagingOf(service: ServiceName): symbol {
  return Symbol.for(`muster:messaging:${service}`);
}

const modules = new Map<ServiceName, DynamicModule>();

/** Gives a service its `Outbox` and the routes of its dead letters, and runs its relay. `EventBus` and `Clock` come from the process. */
@Module({})
export class MessagingModule {
  /**
   * Import it beside the module that gives the service its `DataSource`. The consumers are connected by `connectConsumers`. The first call
   * of a process decides on the options.
   */
  static forService(service: ServiceName, options?: MessagingOptions): DynamicModule {
    let module = modules.get(service);
    if (!module) {
      module = compose(service, options);
      modules.set(service, module);
    }
    return module;
  }
}

function compose(service: ServiceName, options?: MessagingOptions): DynamicModule {
  return {
    module: MessagingModule,
    providers: [
      { provide: Outbox, useFactory: (clock: Clock) => new PostgresOutbox(service, clock), inject: [Clock] },
      {
        provide: ServiceMessaging,
        useFactory: (bus: EventBus, container: ModulesContainer) => new ServiceMessaging(service, bus, container, options),
        inject: [EventBus, ModulesContainer],
      },
      { provide: messagingOf(service), useExisting: ServiceMessaging },
      {
        provide: strategyOf(service),
        useFactory: (messaging: ServiceMessaging) => new BusStrategy(service, messaging),
        inject: [ServiceMessaging],
      },
      {
        provide: DeadLetterService,
        useFactory: (messaging: ServiceMessaging) =>
          new DeadLetterService(
            service,
            () => messaging.database(),
            () => messaging.listening(),
          ),
        inject: [ServiceMessaging],
      },
    ],
    controllers: [deadLetterController(service)],
    exports: [Outbox, messagingOf(service), strategyOf(service)],
  };
}
