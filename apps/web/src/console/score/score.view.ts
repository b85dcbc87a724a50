import { whistleKinds } from '#contracts/matter.js';
import { month, scoreGroups, type Rate, type ScoreQuery } from '#contracts/score.js';

export const scoreSides = ['department', 'town'] as const;
/** The figures of a line that open their rows. */
export const figures = ['whistles', 'response', 'resolution', 'satisfaction', 'right-use'] as const;
export type Figure = (typeof figures)[number];

/** The month of a moment in Asia/Shanghai, whatever the zone of the reader. */
export function monthOf(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 7);
}

/** The months from `count - 1` before until this one, newest first, for the choice. */
export function monthsBack(nowMs: number, count: number): string[] {
  const [year = 0, at = 1] = monthOf(nowMs).split('-').map(Number);
  return Array.from({ length: count }, (_, back) => {
    const total = year * 12 + (at - 1) - back;
    return `${Math.floor(total / 12)}-${String((total % 12) + 1).padStart(2, '0')}`;
  });
}

/**
 * The question that the address asks; what is unknown or missing is the usual: departments, by department, this month. A range that runs
 * backwards is turned round.
 */
export function scoreQuestion(query: Record<string, unknown>, nowMs: number): ScoreQuery {
  const one = <Value extends string>(name: string, values: readonly Value[]) => values.find((value) => value === query[name]);
  const monthNamed = (name: string) =>
    typeof query[name] === 'string' && month.safeParse(query[name]).success ? (query[name] as string) : monthOf(nowMs);
  const [from = '', until = ''] = [monthNamed('from'), monthNamed('until')].sort();
  const side = one('side', scoreSides) ?? 'department';
  const kind = one('kind', whistleKinds);
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? (query[name] as string) : undefined);
  const unitId = text('unit');
  const orgId = text('org');
  return {
    by: one('by', scoreGroups) ?? side,
    from,
    until,
    side,
    ...(kind ? { kind } : {}),
    ...(unitId ? { unitId } : {}),
    ...(orgId ? { orgId } : {}),
  };
}

/** A rate in words: its percentage never without its count; nothing to say is said so by a dash. */
export function rateText(rate: Rate): { percent: string; count: string } {
  if (rate.of === 0 || rate.percent === null) return { percent: '—', count: '0 / 0' };
  return { percent: `${Math.round(rate.percent * 10) / 10}%`, count: `${rate.count} / ${rate.of}` };
}
