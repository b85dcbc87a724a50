import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeAlarmClock, FakeClock } from '#testing/fake-clock.js';
import { CalendarJobs, calendarFacts } from './calendar.jobs.js';

describe('the watch over the work calendar', () => {
  it('warns once of a year that is not announced, and shows it as a figure', async () => {
    const clock = new FakeClock('2098-10-01T08:00:00+08:00');
    const alarms = new FakeAlarmClock(clock);
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    new CalendarJobs(alarms, clock).onApplicationBootstrap();
    await alarms.fastForward('1d');
    await alarms.fastForward('1d');
    expect(warned.mock.calls.map(([line]) => /of (\d{4}) are not known/.exec(String(line))?.[1])).toEqual(['2098']);
    await alarms.fastForward('60d');
    expect(warned).toHaveBeenCalledTimes(2);
    expect(calendarFacts(clock)[0]!.read()).toBe(2);
    warned.mockRestore();
  });

  it('is silent while all is known', async () => {
    const clock = new FakeClock('2026-06-01T08:00:00+08:00');
    const alarms = new FakeAlarmClock(clock);
    const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    new CalendarJobs(alarms, clock).onApplicationBootstrap();
    await alarms.fastForward('1d');
    expect(warned).not.toHaveBeenCalled();
    expect(calendarFacts(clock)[0]!.read()).toBe(0);
    warned.mockRestore();
  });
});
