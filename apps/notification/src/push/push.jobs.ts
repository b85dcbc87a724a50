import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import { PushService } from './push.service.js';

/** Wakes the push loop after commits, every second for what was not confirmed, and for what other nodes could not say. */
@Injectable()
export class PushJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly fanOut: SocketFanOut,
    private readonly push: PushService,
  ) {}

  onApplicationBootstrap(): void {
    this.fanOut.onNews('mailboxes', ({ mailboxIds }) => this.push.wake(mailboxIds));
    this.alarmClock.onDue('notification.push-again', () => this.push.pushAgain());
    this.alarmClock.onDue('notification.push-unheard', async () => {
      if (this.fanOut.mayMissNews()) await this.push.lookBeyond();
      return 0;
    });
  }
}
