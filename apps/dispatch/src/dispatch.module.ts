import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { MessagingModule } from '#messaging/messaging.module.js';
import { DatabaseModule } from '#service-kit/database.module.js';
import { Clock } from '#service-kit/clock.js';
import { factsOf } from '#service-kit/facts.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { sweepDatabase } from '#service-kit/sweep-database.js';
import { CalendarJobs, calendarFacts } from './escalation/calendar.jobs.js';
import { EscalationJobs } from './escalation/escalation.jobs.js';
import { EscalationService } from './escalation/escalation.service.js';
import { LadderService } from './escalation/ladder.service.js';
import { AssignmentOutcomeService } from './assignment/assignment-outcome.service.js';
import { AssignmentController } from './assignment/assignment.controller.js';
import { AssignmentService } from './assignment/assignment.service.js';
import { EvidenceController } from './evidence/evidence.controller.js';
import { EvidenceJobs } from './evidence/evidence.jobs.js';
import { EvidenceService } from './evidence/evidence.service.js';
import { EvidenceStore } from './evidence/evidence-store.js';
import { openEvidenceStore } from './evidence/open-evidence-store.js';
import { ClaimService } from './obligation/claim.service.js';
import { ObligationService } from './obligation/obligation.service.js';
import { ResponseJobs } from './response/response.jobs.js';
import { ResponseService } from './response/response.service.js';
import { ScoreController } from './score/score.controller.js';
import { ScoreExportService } from './score/score-export.service.js';
import { ScoreService } from './score/score.service.js';
import { WorkbookWriter } from './score/workbook-writer.js';
import { StationedReviewController } from './stationed-review/stationed-review.controller.js';
import { StationedReviewService } from './stationed-review/stationed-review.service.js';
import { HandOverService } from './task/hand-over.service.js';
import { IssueService } from './task/issue.service.js';
import { StartService } from './task/start.service.js';
import { TaskWatchService } from './task/task-watch.service.js';
import { TaskConsumer } from './task/task.consumer.js';
import { TaskController } from './task/task.controller.js';
import { TaskService } from './task/task.service.js';
import { WhistleTaps } from './task/whistle-taps.js';
import { WhistleActController } from './whistle/whistle-act.controller.js';
import { WhistleActService } from './whistle/whistle-act.service.js';
import { WhistleCallTasks } from './whistle/whistle-call-tasks.js';
import { WhistleCallsService } from './whistle/whistle-calls.service.js';
import { WhistleTownService } from './whistle/whistle-town.service.js';
import { WhistleNews } from './whistle/whistle-news.js';
import { WhistleProposalController } from './whistle/whistle-proposal.controller.js';
import { WhistleProposalService } from './whistle/whistle-proposal.service.js';
import { WhistleRaiseService } from './whistle/whistle-raise.service.js';
import { WhistleRulingService } from './whistle/whistle-ruling.service.js';
import { WhistleTapsService } from './whistle/whistle-taps.service.js';
import { WhistleController } from './whistle/whistle.controller.js';
import { WhistleJobs } from './whistle/whistle.jobs.js';
import { WhistleService } from './whistle/whistle.service.js';
import { WhistleRulesController } from './whistle-rules/whistle-rules.controller.js';
import { WhistleRulesService } from './whistle-rules/whistle-rules.service.js';

/** Dispatch: tasks, acknowledgements, deadlines, escalation. */
@Module({})
export class DispatchModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: DispatchModule,
      imports: [DatabaseModule.connect(config), MessagingModule.forService(config.name)],
      controllers: [
        TaskController,
        AssignmentController,
        EvidenceController,
        ScoreController,
        StationedReviewController,
        WhistleRulesController,
        WhistleController,
        WhistleActController,
        WhistleProposalController,
        TaskConsumer,
      ],
      providers: [
        sweepDatabase(config),
        IssueService,
        StartService,
        TaskService,
        TaskWatchService,
        HandOverService,
        ClaimService,
        ObligationService,
        AssignmentOutcomeService,
        AssignmentService,
        { provide: WhistleTaps, useExisting: WhistleTapsService },
        { provide: EvidenceStore, useFactory: () => openEvidenceStore(config.evidence) },
        EvidenceService,
        EvidenceJobs,
        ResponseService,
        ResponseJobs,
        EscalationService,
        LadderService,
        EscalationJobs,
        CalendarJobs,
        { provide: factsOf(config.name), useFactory: calendarFacts, inject: [Clock] },
        ScoreService,
        ScoreExportService,
        { provide: WorkbookWriter, useFactory: () => new WorkbookWriter() },
        StationedReviewService,
        WhistleRulesService,
        WhistleService,
        WhistleActService,
        WhistleCallsService,
        WhistleCallTasks,
        WhistleTownService,
        WhistleNews,
        WhistleProposalService,
        WhistleRulingService,
        WhistleRaiseService,
        WhistleTapsService,
        WhistleJobs,
      ],
    };
  }
}
