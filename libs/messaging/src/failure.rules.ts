import { isOutage } from '#service-kit/outage.js';
import { isRefused } from '#service-kit/refused.js';
import { NotYet } from './ports.js';

/** What a failed handler means: the event is dropped, waits for its aggregate, waits for the database, or is tried again and set aside. */
export type Judgement = 'refused' | 'not-yet' | 'outage' | 'bug';

/** Judges what a handler threw. Only a bug can make a dead letter; an outage never does, however long it lasts. */
export function judge(error: unknown): Judgement {
  if (isRefused(error)) return 'refused';
  if (error instanceof NotYet) return 'not-yet';
  return isOutage(error) || endedTheConnection(error) ? 'outage' : 'bug';
}

/** A FATAL or PANIC of PostgreSQL ends the connection, whatever its code (a database that accepts no connections is 55000). */
function endedTheConnection(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { severity, driverError, name } = error as { severity?: unknown; driverError?: unknown; name?: unknown };
  if (severity === 'FATAL' || severity === 'PANIC' || name === 'QueryRunnerAlreadyReleasedError') return true;
  return driverError !== undefined && driverError !== error && endedTheConnection(driverError);
}
