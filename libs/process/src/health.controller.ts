import { Controller, Get } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventBus } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Public } from '#service-kit/session.guard.js';

export type Health = { status: 'live' | 'ready'; at: string; busLag?: number };

/** Whether the house is in order. `ready` asks the database; it fails as `unavailable` (503) while the database is away. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DataSource,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  @Get('live')
  @Public()
  live(): Health {
    return { status: 'live', at: this.clock.now().toISOString() };
  }

  @Get('ready')
  @Public()
  async ready(): Promise<Health> {
    await this.database.query('SELECT 1');
    return {
      status: 'ready',
      at: this.clock.now().toISOString(),
      busLag: (await this.bus.lag('dispatch')) + (await this.bus.lag('notification')),
    };
  }
}
