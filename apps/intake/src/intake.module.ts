import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { CategoryCatalog } from './category/category.catalog.js';
import { CategoryController } from './category/category.controller.js';
import { DraftController } from './draft/draft.controller.js';
import { DraftService } from './draft/draft.service.js';
import { IncidentTimelineService } from './incident/incident-timeline.service.js';
import { IncidentController } from './incident/incident.controller.js';
import { IncidentEntity } from './incident/incident.entity.js';
import { IncidentService } from './incident/incident.service.js';
import { SourceDocumentController } from './source-document/source-document.controller.js';
import { SourceDocumentEntity } from './source-document/source-document.entity.js';
import { SourceDocumentService } from './source-document/source-document.service.js';

/** The service `intake`: incidents and the documents they come from. */
@Module({})
export class IntakeModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: IntakeModule,
      imports: [DatabaseModule.connect(config, [IncidentEntity, SourceDocumentEntity]), MessagingModule.forService(config.name)],
      controllers: [CategoryController, DraftController, IncidentController, SourceDocumentController],
      providers: [CategoryCatalog, DraftService, IncidentService, IncidentTimelineService, SourceDocumentService],
    };
  }
}
