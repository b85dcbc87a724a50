import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { z } from 'zod';
import type { ActivationStarted, activationEnded, activationReported } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { ResponseService } from '../response/response.service.js';
import { IssueService } from './issue.service.js';

/** What dispatch hears: a response started in a unit, a trigger was reported there, it ended there. */
@Controller()
export class TaskConsumer {
  constructor(
    private readonly issues: IssueService,
    private readonly responses: ResponseService,
  ) {}

  @EventPattern<string>('activation.started.v1', transportOf('dispatch'))
  async onStarted(@Payload() events: Envelope<ActivationStarted>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.issues.issueTasks(delivery.tx, events);
  }

  @EventPattern<string>('activation.reported.v1', transportOf('dispatch'))
  async onReported(@Payload() events: Envelope<z.infer<typeof activationReported>>[], @Ctx() delivery: Delivery): Promise<void> {
    for (const event of events) await this.responses.reportTrigger(delivery.tx, event.data);
  }

  @EventPattern<string>('activation.ended.v1', transportOf('dispatch'))
  async onEnded(@Payload() events: Envelope<z.infer<typeof activationEnded>>[], @Ctx() delivery: Delivery): Promise<void> {
    for (const event of events) await this.responses.endResponse(delivery.tx, event.data);
  }
}
