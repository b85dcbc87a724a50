import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import { BehindService } from './behind.service.js';

/** Notices every second which responses are behind, and what other nodes noticed but could not say. */
@Injectable()
export class ResponseJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly fanOut: SocketFanOut,
    private readonly behind: BehindService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue('notification.issued-behind', () => this.behind.noticeBehind());
    this.alarmClock.onDue('notification.alarms-unheard', async () => {
      if (this.fanOut.mayMissNews()) await this.behind.raiseUnheard();
      return 0;
    });
  }
}
