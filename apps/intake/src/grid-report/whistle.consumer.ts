import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { Envelope } from '#contracts/envelope.js';
import type { EventData } from '#contracts/events.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { WhistledReportService } from './whistled-report.service.js';

/** What intake hears of whistles: that one was blown for a grid report, and how it ended. */
@Controller()
export class WhistleConsumer {
  constructor(private readonly reports: WhistledReportService) {}

  @EventPattern<string>('whistle.blown.v1', transportOf('intake'))
  async onBlown(@Payload() events: Envelope<EventData<'whistle.blown.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.reports.takeBlown(delivery.tx, events);
  }

  @EventPattern<string>('whistle.ended.v1', transportOf('intake'))
  async onEnded(@Payload() events: Envelope<EventData<'whistle.ended.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.reports.takeEnded(delivery.tx, events);
  }
}
