import type { DynamicModule } from '@nestjs/common';
import type { ServiceName } from '#contracts/events.js';
import { DirectoryModule } from '#directory/directory.module.js';
import { DispatchModule } from '#dispatch/dispatch.module.js';
import { IntakeModule } from '#intake/intake.module.js';
import { NotificationModule } from '#notification/notification.module.js';
import { PlanModule } from '#plan/plan.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';

/** The modules of every service, each told what is its own. */
export function allServices(configOf: (service: ServiceName) => ServiceConfig): DynamicModule[] {
  return [
    DirectoryModule.register(configOf('directory')),
    IntakeModule.register(configOf('intake')),
    PlanModule.register(configOf('plan')),
    DispatchModule.register(configOf('dispatch')),
    NotificationModule.register(configOf('notification')),
  ];
}
