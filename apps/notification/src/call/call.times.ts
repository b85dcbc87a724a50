import { Injectable } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { NotificationPolicy } from '../notification.policy.js';

/** The sweep and the bells of calls 叫应. */
export const callBell = 'notification.call';

/** When somebody is called next, and the bells that make it punctual. */
@Injectable()
export class CallTimes {
  constructor(
    private readonly alarmClock: AlarmClock,
    readonly policy: NotificationPolicy,
  ) {}

  /** The push of this moment is the first call; the next is due one interval later. */
  nextCallAt(now: Date): Date {
    return new Date(now.getTime() + this.policy.callEveryMs);
  }

  /** Calls are due at these moments. */
  setBells(moments: Iterable<Date | null>): void {
    this.alarmClock.setBells(callBell, moments);
  }
}
