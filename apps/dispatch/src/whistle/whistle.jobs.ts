import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { rulingBell } from './whistle-act.service.js';
import { WhistleRulingService } from './whistle-ruling.service.js';

/** The clock of returns and disputes that nobody settled. */
@Injectable()
export class WhistleJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarms: AlarmClock,
    private readonly rulings: WhistleRulingService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue(rulingBell, () => this.rulings.askDue());
  }
}
