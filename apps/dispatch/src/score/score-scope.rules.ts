import type { SessionClaims } from '#contracts/access.js';
import type { ScoreQuery } from '#contracts/score.js';

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
  const nothing: Whose = { unitId: '', orgId: '' };
  const [, second, ...below] = caller.orgPath.split('/');
  if (second === undefined) return same(asked);
  if (below.length > 0) return { lines: null, total: nothing };
  if (caller.unitId !== null) {
    const own = { ...asked, unitId: second };
    return asked.unitId === null || asked.unitId === second ? same(own) : { lines: null, total: nothing };
  }
  const city: Whose = { unitId: null, orgId: null };
  if (query.side === 'town' || (asked.orgId !== null && asked.orgId !== second)) return { lines: null, total: city };
  return { lines: { ...asked, orgId: second }, total: city };
}

function same(whose: Whose): { lines: Whose; total: Whose } {
  return { lines: whose, total: whose };
}
