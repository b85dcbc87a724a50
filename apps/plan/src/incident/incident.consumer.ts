import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { Envelope } from '#contracts/envelope.js';
import type { IncidentOpened } from '#contracts/incident.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { KnownIncidentService } from './known-incident.service.js';

/** What plan hears of incidents. */
@Controller()
export class IncidentConsumer {
  constructor(private readonly incidents: KnownIncidentService) {}

  @EventPattern<string>('incident.opened.v1', transportOf('plan'))
  async onOpened(@Payload() events: Envelope<IncidentOpened>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.incidents.keepIncidents(delivery.tx, events);
  }
}
