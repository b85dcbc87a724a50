import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DatabaseModule } from '#service-kit/database.module.js';
import { Clock } from '#service-kit/clock.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { AccountController } from './account/account.controller.js';
import { AccountService } from './account/account.service.js';
import { DemoCityController } from './demo/demo-city.controller.js';
import { DemoCity } from './demo/demo-city.service.js';
import { DemoDeskController } from './demo/demo-desk.controller.js';
import { DemoDeskService } from './demo/demo-desk.service.js';
import { DeviceController } from './device/device.controller.js';
import { DeviceService } from './device/device.service.js';
import { DutyController } from './duty/duty.controller.js';
import { DutyService } from './duty/duty.service.js';
import { LeaveController } from './leave/leave.controller.js';
import { LeaveService } from './leave/leave.service.js';
import { MatterController } from './matter/matter.controller.js';
import { MatterService } from './matter/matter.service.js';
import { OrgController } from './org/org.controller.js';
import { OrgService } from './org/org.service.js';
import { DatabaseSignInLimit } from './session/database.sign-in-limit.js';
import { RedisSignInLimit } from './session/redis.sign-in-limit.js';
import { MeController, SessionController } from './session/session.controller.js';
import { SessionJobs } from './session/session.jobs.js';
import { SessionKeys } from './session/session-keys.js';
import { SessionService } from './session/session.service.js';
import { SignInLimit } from './session/sign-in-limit.service.js';
import { SubjectService } from './session/subject.service.js';

/** What the cluster adds: a Redis in which all nodes count wrong passwords together. */
export type DirectoryParts = { redis?: ProcessRedis };

/** Directory: orgs, posts, people, duty, accounts, devices and sessions. It alone signs tokens. */
@Module({})
export class DirectoryModule {
  static register(config: ServiceConfig, { redis }: DirectoryParts = {}): DynamicModule {
    return {
      module: DirectoryModule,
      imports: [DatabaseModule.connect(config)],
      controllers: [
        SessionController,
        MeController,
        OrgController,
        DutyController,
        MatterController,
        LeaveController,
        DeviceController,
        AccountController,
        DemoCityController,
        DemoDeskController,
      ],
      providers: [
        SessionKeys,
        SubjectService,
        DatabaseSignInLimit,
        {
          provide: SignInLimit,
          useFactory: (database: DatabaseSignInLimit, clock: Clock) => (redis ? new RedisSignInLimit(redis, database, clock) : database),
          inject: [DatabaseSignInLimit, Clock],
        },
        SessionService,
        SessionJobs,
        OrgService,
        DutyService,
        MatterService,
        LeaveService,
        DeviceService,
        AccountService,
        DemoCity,
        DemoDeskService,
      ],
    };
  }
}
