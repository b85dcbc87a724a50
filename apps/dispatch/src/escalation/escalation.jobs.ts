import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { EscalationService } from './escalation.service.js';
import { ladderBell } from './ladder.rules.js';

/** The alarm clock of all ladders. */
@Injectable()
export class EscalationJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarms: AlarmClock,
    private readonly escalations: EscalationService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue(ladderBell, () => this.escalations.escalateDue());
  }
}
