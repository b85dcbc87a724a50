import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { ReportDutyService, reportLimit } from './duty.service.js';

/** The clock of report limits. */
@Injectable()
export class ReportDutyJobs implements OnApplicationBootstrap {
  constructor(
    private readonly alarmClock: AlarmClock,
    private readonly duties: ReportDutyService,
  ) {}

  onApplicationBootstrap(): void {
    this.alarmClock.onDue(reportLimit, () => this.duties.noteOverdue());
  }
}
