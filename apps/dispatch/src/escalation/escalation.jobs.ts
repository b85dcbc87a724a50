import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { acknowledgeLimit, EscalationService } from './escalation.service.js';

/** The clock of acknowledge limits. */
@Injectable()
export class EscalationJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarms: AlarmClock,
    private readonly escalations: EscalationService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue(acknowledgeLimit, () => this.escalations.escalateDue());
  }
}
