import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventData } from '#contracts/events.js';
import type { Envelope } from '#contracts/envelope.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { ResponseService } from './response.service.js';

/** Nothing here writes down whose click it was: events of many clicks are written together. */
const manyClicks = { mixedClicks: true };

/** Activations as plan announces them, per unit. */
@Controller()
export class ResponseConsumer {
  constructor(private readonly responses: ResponseService) {}

  @EventPattern<string>('activation.started.v1', transportOf('notification'), manyClicks)
  async onStarted(@Payload() events: Envelope<EventData<'activation.started.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.responses.expect(delivery.tx, events);
  }

  @EventPattern<string>('activation.ended.v1', transportOf('notification'), manyClicks)
  async onEnded(@Payload() events: Envelope<EventData<'activation.ended.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.responses.end(delivery.tx, events);
  }
}
