import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery } from '#contracts/score.js';
import { placeOf } from '../place.rules.js';

/** Whose calls are looked at: of this town, of this department; null: of all. */
export type Whose = { unitId: string | null; orgId: string | null };

/**
 * What a caller sees of the scores. The city sees all. A town sees itself, and of the departments what they did with its own whistles. A
 * department sees its own lines, and of all others one total of the whole city, which no filter can narrow down to somebody else. Whoever
 * sits below a town's centre or leadership (a village, a bureau) sees none: `lines` null. Nobody sees a figure about a person.
 */
export function scopeOf(
  caller: SessionClaims,
  query: Pick<ScoreQuery, 'side' | 'unitId' | 'orgId'>,
): { lines: Whose | null; total: Whose } {
  const asked: Whose = { unitId: query.unitId ?? null, orgId: query.orgId ?? null };
  const place = placeOf(caller);
  switch (place.at) {
    case 'city':
      return same(asked);
    case 'town':
      return asked.unitId === null || asked.unitId === place.unitId
        ? same({ ...asked, unitId: place.unitId })
        : { lines: null, total: nobody };
    case 'department': {
      const isOther = query.side === 'town' || (asked.orgId !== null && asked.orgId !== place.orgId);
      return { lines: isOther ? null : { ...asked, orgId: place.orgId }, total: { unitId: null, orgId: null } };
    }
    case 'below':
      return { lines: null, total: nobody };
  }
}

/** No org has this id. */
const nobody: Whose = { unitId: '', orgId: '' };

function same(whose: Whose): { lines: Whose; total: Whose } {
  return { lines: whose, total: whose };
}
