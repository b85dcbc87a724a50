import { describeAlarmClockContract } from './alarm-clock.contract.js';
import { IntervalAlarmClock } from './interval-alarm-clock.js';

describeAlarmClockContract('the alarm clock of one process', (logger, everyMs) => new IntervalAlarmClock(logger, everyMs));
