import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EventData } from '#contracts/events.js';
import type { Envelope } from '#contracts/envelope.js';
import type { Delivery } from '#messaging/ports.js';
import { transportOf } from '#messaging/transport.js';
import { WhistleService } from './whistle.service.js';

/** Nothing here writes down whose click it was: events of many clicks are written together. */
const manyClicks = { mixedClicks: true };

/** Whistles as dispatch announces them. */
@Controller()
export class WhistleConsumer {
  constructor(private readonly whistles: WhistleService) {}

  @EventPattern<string>('whistle.blown.v1', transportOf('notification'), manyClicks)
  async onBlown(@Payload() events: Envelope<EventData<'whistle.blown.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.whistles.noteBlown(delivery.tx, events);
  }

  @EventPattern<string>('whistle.changed.v1', transportOf('notification'), manyClicks)
  async onChanged(@Payload() events: Envelope<EventData<'whistle.changed.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.whistles.noteChanges(delivery.tx, events);
  }

  @EventPattern<string>('whistle.ruling-asked.v1', transportOf('notification'), manyClicks)
  async onRulingAsked(@Payload() events: Envelope<EventData<'whistle.ruling-asked.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.whistles.askForRuling(delivery.tx, events);
  }

  @EventPattern<string>('whistle.ended.v1', transportOf('notification'), manyClicks)
  async onEnded(@Payload() events: Envelope<EventData<'whistle.ended.v1'>>[], @Ctx() delivery: Delivery): Promise<void> {
    await this.whistles.end(delivery.tx, events);
  }
}
