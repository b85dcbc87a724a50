import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { DeskBroadcast } from '../desk/desk.broadcast.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';
import { WhistleService } from './whistle.service.js';

/** Rings for the whistles that changed, on this node or on another. */
@Injectable()
export class WhistleJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly fanOut: SocketFanOut,
    private readonly broadcast: DeskBroadcast,
    private readonly whistles: WhistleService,
  ) {}

  onApplicationBootstrap(): void {
    this.fanOut.onNews('whistles', ({ whistles }) => {
      for (const whistle of whistles) void this.broadcast.ringWhistle(whistle);
    });
    this.alarmClock.onDue('notification.whistles-unheard', async () => {
      if (this.fanOut.mayMissNews()) await this.whistles.ringUnheard();
      return 0;
    });
  }
}
