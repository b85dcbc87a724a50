import type { Point } from '#contracts/ids.js';
import type { FieldProblem } from '#contracts/problem.js';
import type { Arrival } from '#contracts/task.js';

/** Where somebody is, or why that is not known: never both, never neither. */
export type Whereabouts =
  | { position: Point; accuracyMetres: number | null; withoutPosition: null }
  | { position: null; accuracyMetres: null; withoutPosition: NonNullable<Arrival['withoutPosition']> };

/**
 * What a client said of its position. Saying nothing at all is honest (`not-asked`: an older desk, a village's command point; `on-behalf`: an
 * operator who has it from the telephone); a position that is named as missing needs its reason.
 */
export function whereaboutsOf(
  said: Arrival,
  onBehalf = false,
): { ok: true; whereabouts: Whereabouts } | { ok: false; fields: FieldProblem[] } {
  const { position, accuracyMetres, withoutPosition } = said;
  const unsaid = onBehalf ? 'on-behalf' : 'not-asked';
  if (position) {
    if (withoutPosition)
      return refused('withoutPosition', '有位置就不用写原因', 'There is a position, so there is no reason for a missing one');
    return { ok: true, whereabouts: { position, accuracyMetres: accuracyMetres ?? null, withoutPosition: null } };
  }
  if (typeof accuracyMetres === 'number')
    return refused('accuracyMetres', '没有位置就没有精度', 'There is no position that could be so exact');
  if (position === null && !withoutPosition) return refused('withoutPosition', '没有位置要写明原因', 'Say why there is no position');
  return { ok: true, whereabouts: { position: null, accuracyMetres: null, withoutPosition: withoutPosition ?? unsaid } };
}

function refused(field: string, reason: string, reasonEn: string): { ok: false; fields: FieldProblem[] } {
  return { ok: false, fields: [{ field, reason, reasonEn }] };
}
