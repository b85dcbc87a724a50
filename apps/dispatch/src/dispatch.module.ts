import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { EscalationJobs } from './escalation/escalation.jobs.js';
import { EscalationService } from './escalation/escalation.service.js';
import { LadderService } from './escalation/ladder.service.js';
import { ResponseJobs } from './response/response.jobs.js';
import { ResponseService } from './response/response.service.js';
import { IssueService } from './task/issue.service.js';
import { StartService } from './task/start.service.js';
import { TaskConsumer } from './task/task.consumer.js';
import { TaskController } from './task/task.controller.js';
import { TaskService } from './task/task.service.js';
import { WhistleRulesController } from './whistle-rules/whistle-rules.controller.js';
import { WhistleRulesService } from './whistle-rules/whistle-rules.service.js';

/** Dispatch: tasks, acknowledgements, deadlines, escalation. */
@Module({})
export class DispatchModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: DispatchModule,
      imports: [DatabaseModule.connect(config), MessagingModule.forService(config.name)],
      controllers: [TaskController, WhistleRulesController, TaskConsumer],
      providers: [
        IssueService,
        StartService,
        TaskService,
        ResponseService,
        ResponseJobs,
        EscalationService,
        LadderService,
        EscalationJobs,
        WhistleRulesService,
      ],
    };
  }
}
