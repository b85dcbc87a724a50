import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventData } from '#contracts/events.js';
import type { Envelope } from '#contracts/envelope.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { IncidentResponseService } from './response.service.js';

/** What intake hears: a response to an incident started in a unit, or ended there. */
@Controller()
export class IncidentResponseConsumer {
  constructor(private readonly responses: IncidentResponseService) {}

  @EventPattern<string>('activation.started.v1', transportOf('intake'))
  async onStarted(@Payload() events: Envelope<EventData<'activation.started.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.responses.takeStarted(delivery.tx, events);
  }

  @EventPattern<string>('activation.ended.v1', transportOf('intake'))
  async onEnded(@Payload() events: Envelope<EventData<'activation.ended.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.responses.takeEnded(delivery.tx, events);
  }
}
