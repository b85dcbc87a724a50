import type { FieldProblem } from '#contracts/problem.js';

/** The months of a score, as moments: from the first, before the second (Asia/Shanghai, which has no summer time). */
export type Span = { from: Date; before: Date };

/** Figures of more months at once are refused: nobody reads them, and they are kept per month anyway. */
const monthsAtMost = 60;
const [firstYear, lastYear] = [2000, 2100];

/** The span of the months `from` to `until`, both included. */
export function spanOf(query: { from: string; until: string }): { ok: true; span: Span } | { ok: false; fields: FieldProblem[] } {
  for (const field of ['from', 'until'] as const) {
    const year = Number(query[field].slice(0, 4));
    if (year < firstYear || year > lastYear) {
      return refusal(field, `年份应在 ${firstYear} 到 ${lastYear} 之间`, `The year must be between ${firstYear} and ${lastYear}`);
    }
  }
  const months = monthNumber(query.until) - monthNumber(query.from) + 1;
  if (months < 1) return refusal('until', '止月早于起月', 'The last month is before the first');
  if (months > monthsAtMost) return refusal('until', `一次最多 ${monthsAtMost} 个月`, `At most ${monthsAtMost} months at once`);
  return { ok: true, span: { from: startOf(monthNumber(query.from)), before: startOf(monthNumber(query.until) + 1) } };
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
}

function startOf(number: number): Date {
  const month = String((number % 12) + 1).padStart(2, '0');
  return new Date(`${Math.floor(number / 12)}-${month}-01T00:00:00+08:00`);
}

function refusal(field: string, reason: string, reasonEn: string): { ok: false; fields: FieldProblem[] } {
  return { ok: false, fields: [{ field, reason, reasonEn }] };
}
