import type { SessionClaims } from '#contracts/access.js';
import type { Progress, UnitProgress } from '#contracts/mailbox.js';
import { isInScope } from '#service-kit/scope.js';

/** Progress of all units, before anybody's scope is applied. */
export type ProgressOfAll = { activationId: string; at: string; units: { unitPath: string; expected: number; progress: UnitProgress }[] };

/** What a caller sees of it: a town its own unit, the city all; null where nothing of it is in scope. */
export function progressFor(caller: SessionClaims, all: ProgressOfAll): Progress | null {
  const units = all.units.filter(({ unitPath }) => isInScope(caller, unitPath));
  if (units.length === 0) return null;
  return {
    activationId: all.activationId,
    at: all.at,
    expected: units.reduce((sum, unit) => sum + unit.expected, 0),
    issued: units.reduce((sum, unit) => sum + unit.progress.tasks, 0),
    units: units.map((unit) => unit.progress),
  };
}

/** Whether two readings say the same, the moment of reading aside. */
export function saysTheSame(one: ProgressOfAll, other: ProgressOfAll): boolean {
  return JSON.stringify(one.units) === JSON.stringify(other.units);
}
