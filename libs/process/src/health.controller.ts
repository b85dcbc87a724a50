import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';
import { Clock } from '#service-kit/clock.js';
import { Public } from '#service-kit/session.guard.js';
import { ProcessFacts } from './facts.service.js';

export type Live = { status: 'live'; at: string };

/** What waits in each outbox says whether the bus takes what is said: the age grows while it does not. */
export type Ready = {
  status: 'ready';
  at: string;
  services: Partial<Record<ServiceName, { eventsUnpublished: number; oldestUnpublishedSeconds: number; eventsWaiting: number }>>;
};

/** Whether the house is in order. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly facts: ProcessFacts,
  ) {}

  /** The process runs and answers. */
  @Get('live')
  @Public()
  live(): Live {
    return { status: 'live', at: this.clock.now().toISOString() };
  }

  /** It can serve: its database answers (`unavailable`, 503, while it does not). A click is accepted without Kafka and Redis, so they do not count. */
  @Get('ready')
  @Public()
  async ready(): Promise<Ready> {
    await this.database.query('SELECT 1');
    const services: Ready['services'] = {};
    for (const messaging of this.facts.messaging()) {
      const { relay, consumer } = await messaging.state();
      services[messaging.service] = {
        eventsUnpublished: relay.unpublished,
        oldestUnpublishedSeconds: Math.round(relay.oldestSeconds),
        eventsWaiting: consumer.waiting,
      };
    }
    return { status: 'ready', at: this.clock.now().toISOString(), services };
  }
}
