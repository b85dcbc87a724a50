import { Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import type { Fact } from '#service-kit/facts.js';
import { missingYears } from '#work-calendar/missing-years.js';

/** Limits in work time reach so far ahead that the holidays of these days must be known. */
const daysAhead = 60;
const dayMs = 86_400_000;

/** Says once per year that its public holidays are not known: limits in work time then count with weekends alone. */
@Injectable()
export class CalendarJobs implements OnApplicationBootstrap {
  private readonly logger = new Logger('work-calendar');
  private readonly warned = new Set<number>();

  constructor(
    private readonly alarms: AlarmClock,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.alarms.onDue('dispatch.work-calendar', () => Promise.resolve(this.warn()));
  }

  private warn(): number {
    for (const year of yearsMissing(this.clock.now()).filter((each) => !this.warned.has(each))) {
      this.warned.add(year);
      this.logger.warn(
        `the public holidays and make-up workdays of ${year} are not known: limits in work time count with weekends alone. ` +
          'Update the package chinese-days once the State Council has announced them.',
      );
    }
    return 0;
  }
}

/** What an operator watches of the work calendar. */
export function calendarFacts(clock: Clock): Fact[] {
  return [
    {
      name: 'work_calendar_years_missing',
      help: `Years within the next ${daysAhead} days whose public holidays are not known`,
      kind: 'now',
      read: () => yearsMissing(clock.now()).length,
    },
  ];
}

function yearsMissing(now: Date): number[] {
  return missingYears(now, new Date(now.getTime() + daysAhead * dayMs));
}
