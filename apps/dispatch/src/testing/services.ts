import type { DataSource } from 'typeorm';
import { PostgresOutbox } from '#messaging/postgres-outbox.js';
import type { AlarmClock } from '#service-kit/alarm-clock.js';
import type { Clock } from '#service-kit/clock.js';
import { AssignmentOutcomeService } from '../assignment/assignment-outcome.service.js';
import { AssignmentService } from '../assignment/assignment.service.js';
import { EscalationService } from '../escalation/escalation.service.js';
import { ClaimService } from '../obligation/claim.service.js';
import { ObligationService } from '../obligation/obligation.service.js';
import { ResponseService } from '../response/response.service.js';
import { HandOverService } from '../task/hand-over.service.js';
import { IssueService } from '../task/issue.service.js';
import { StartService } from '../task/start.service.js';
import { TaskWatchService } from '../task/task-watch.service.js';
import { TaskService } from '../task/task.service.js';
import { WhistleTaps } from '../task/whistle-taps.js';

/** Where no whistle watches its calls, every tap passes and nothing follows. */
class UnwatchedTaps extends WhistleTaps {
  async allow(): Promise<void> {}
  async follow(): Promise<void> {}
}

/** The services of dispatch over a database, as its module composes them. */
export function servicesOver(source: DataSource, clock: Clock, alarmClock: AlarmClock, whistles: WhistleTaps = new UnwatchedTaps()) {
  const outbox = new PostgresOutbox('dispatch', clock);
  const starts = new StartService(outbox, alarmClock);
  const escalations = new EscalationService(source, outbox, clock, alarmClock);
  const obligations = new ObligationService(outbox, clock, alarmClock);
  const outcomes = new AssignmentOutcomeService(starts, outbox);
  const claims = new ClaimService(obligations, outcomes, starts);
  const watch = new TaskWatchService(whistles, claims, starts, escalations);
  return {
    outbox,
    escalations,
    obligations,
    issues: new IssueService(outbox, starts, clock, alarmClock),
    tasks: new TaskService(source, outbox, clock, watch),
    handOvers: new HandOverService(source, outbox, clock, watch),
    assignments: new AssignmentService(source, clock, obligations, outcomes),
    responses: new ResponseService(outbox, starts),
  };
}
