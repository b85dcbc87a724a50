import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type {
  Activation,
  ActivationPage,
  ActivationQuery,
  ActivationTimeline,
  EndActivation,
  Preview,
  PreviewActivation,
  ReportAnswer,
  ReportTriggered,
  StartActivation,
} from '#contracts/activation.js';
import { activationQuery, endActivation, previewActivation, reportTriggered, startActivation } from '#contracts/activation.js';
import { id as idSchema } from '#contracts/ids.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { ActivationService } from './activation.service.js';
import { PreviewService } from './preview.service.js';
import { StartService } from './start.service.js';

/** Activations over HTTP. */
@Controller('api/activations')
export class ActivationController {
  constructor(
    private readonly previews: PreviewService,
    private readonly starts: StartService,
    private readonly activations: ActivationService,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Allow('activation.preview')
  preview(@Caller() caller: SessionClaims, @Body({ schema: previewActivation }) asked: PreviewActivation): Promise<Preview> {
    return this.previews.previewActivation(caller, asked);
  }

  @Post()
  @Allow('activation.start')
  start(@Caller() caller: SessionClaims, @Body({ schema: startActivation }) command: StartActivation): Promise<Activation> {
    return this.starts.startActivation(caller, command);
  }

  @Get()
  @Allow('activation.read')
  list(@Caller() caller: SessionClaims, @Query({ schema: activationQuery }) query: ActivationQuery): Promise<ActivationPage> {
    return this.activations.listActivations(caller, query);
  }

  @Get(':id')
  @Allow('activation.read')
  find(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<Activation> {
    return this.activations.findActivation(caller, id);
  }

  @Get(':id/timeline')
  @Allow('activation.read')
  timeline(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<ActivationTimeline> {
    return this.activations.readTimeline(caller, id);
  }

  @Post(':id/reports')
  @HttpCode(200)
  @Allow('activation.report')
  report(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: reportTriggered }) command: ReportTriggered,
  ): Promise<ReportAnswer> {
    return this.activations.reportTrigger(caller, id, command);
  }

  @Post(':id/end')
  @HttpCode(200)
  @Allow('activation.end')
  end(
    @Caller() caller: SessionClaims,
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: endActivation }) command: EndActivation,
  ): Promise<Activation> {
    return this.activations.endActivation(caller, id, command);
  }
}
