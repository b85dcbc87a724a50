import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { CategoryCatalog } from './category/category.catalog.js';
import { CategoryController } from './category/category.controller.js';
import { DraftController } from './draft/draft.controller.js';
import { DraftService } from './draft/draft.service.js';
import { GridReportController } from './grid-report/grid-report.controller.js';
import { GridReportService } from './grid-report/grid-report.service.js';
import { WhistleConsumer } from './grid-report/whistle.consumer.js';
import { WhistledReportService } from './grid-report/whistled-report.service.js';
import { IncidentTimelineService } from './incident/incident-timeline.service.js';
import { IncidentController } from './incident/incident.controller.js';
import { IncidentEntity } from './incident/incident.entity.js';
import { IncidentService } from './incident/incident.service.js';
import { ReportDutyJobs } from './information-report/duty.jobs.js';
import { ReportDutyService } from './information-report/duty.service.js';
import { InformationReportController } from './information-report/information-report.controller.js';
import { InformationReportService } from './information-report/information-report.service.js';
import { LimitsCatalog } from './information-report/limits.catalog.js';
import { IncidentResponseConsumer } from './information-report/response.consumer.js';
import { IncidentResponseService } from './information-report/response.service.js';
import { WarningExampleController } from './warning/example/example.controller.js';
import { WarningExampleService } from './warning/example/example.service.js';
import { IssueController } from './warning/issue/issue.controller.js';
import { IssueService } from './warning/issue/issue.service.js';
import { WarningMessageEntity } from './warning/warning-message.entity.js';
import { FeedService } from './warning/source/feed.service.js';
import { FolderService } from './warning/source/folder.service.js';
import { WarningSourceJobs } from './warning/source/source.jobs.js';
import { WarningSourceController } from './warning/source/warning-source.controller.js';
import { WarningSourceService } from './warning/source/warning-source.service.js';
import { WarningTakingService } from './warning/warning-taking.service.js';
import { WarningController } from './warning/warning.controller.js';
import { WarningEntity } from './warning/warning.entity.js';
import { WarningService } from './warning/warning.service.js';

/** The service `intake`: incidents, the warnings they come from, and the reports that are owed of them. */
@Module({})
export class IntakeModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: IntakeModule,
      imports: [
        DatabaseModule.connect(config, [IncidentEntity, WarningEntity, WarningMessageEntity]),
        MessagingModule.forService(config.name),
      ],
      controllers: [
        CategoryController,
        DraftController,
        GridReportController,
        IncidentController,
        IncidentResponseConsumer,
        InformationReportController,
        IssueController,
        WarningController,
        WarningExampleController,
        WarningSourceController,
        WhistleConsumer,
      ],
      providers: [
        CategoryCatalog,
        DraftService,
        FeedService,
        FolderService,
        GridReportService,
        IncidentResponseService,
        IncidentService,
        IncidentTimelineService,
        InformationReportService,
        IssueService,
        LimitsCatalog,
        ReportDutyJobs,
        ReportDutyService,
        WarningExampleService,
        WarningService,
        WarningSourceJobs,
        WarningSourceService,
        WarningTakingService,
        WhistledReportService,
      ],
    };
  }
}
