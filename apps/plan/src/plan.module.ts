import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { ActivationController } from './activation/activation.controller.js';
import { ActivationEntity } from './activation/activation.entity.js';
import { ActivationService } from './activation/activation.service.js';
import { CompositionService } from './activation/composition.service.js';
import { PreviewService } from './activation/preview.service.js';
import { StartService } from './activation/start.service.js';
import { CallListController } from './call-list/call-list.controller.js';
import { CallListService } from './call-list/call-list.service.js';
import { IncidentConsumer } from './incident/incident.consumer.js';
import { KnownIncidentService } from './incident/known-incident.service.js';
import { PlanController } from './library/plan.controller.js';
import { PlanService } from './library/plan.service.js';
import { ProposalController } from './proposal/proposal.controller.js';
import { ProposalService } from './proposal/proposal.service.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';

/** The service `plan`: the library, composition, activations, and the proof that nothing of them was lost. */
@Module({})
export class PlanModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: PlanModule,
      imports: [
        DatabaseModule.connect(config, [ActivationEntity]),
        MessagingModule.forService(config.name),
        ReconciliationModule.register(config),
      ],
      controllers: [ActivationController, CallListController, IncidentConsumer, PlanController, ProposalController],
      providers: [
        ActivationService,
        CallListService,
        CompositionService,
        KnownIncidentService,
        PlanService,
        PreviewService,
        ProposalService,
        StartService,
      ],
    };
  }
}
