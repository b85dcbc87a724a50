import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { CallService } from './call.service.js';
import { callBell } from './call.times.js';

/** The alarm clock of calls 叫应. */
@Injectable()
export class CallJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly calls: CallService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue(callBell, () => this.calls.callDue());
  }
}
