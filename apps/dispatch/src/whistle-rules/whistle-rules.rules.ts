import type { Leg } from '#contracts/ladder.js';
import { legs } from '#contracts/ladder.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { FieldProblem } from '#contracts/problem.js';
import type { KindLimits, KindRules, WhistleRules } from '#contracts/whistle-rules.js';

/** What is wrong with rules whose form is right; empty: they can be put in force. Each problem names its field. */
export function whistleRulesProblems(rules: WhistleRules): FieldProblem[] {
  return Object.entries(rules.kinds).flatMap(([kind, one]) =>
    kindProblems(kind as WhistleKind, one).map((problem) => ({ ...problem, field: `rules.kinds.${kind}.${problem.field}` })),
  );
}

function kindProblems(kind: WhistleKind, { limits, ladder, mayBeReturned }: KindRules): FieldProblem[] {
  const found: FieldProblem[] = [];
  if (kind === 'emergency' && mayBeReturned) {
    found.push({
      field: 'mayBeReturned',
      reason: '应急哨不能退回，只能边办边改派',
      reasonEn: 'An emergency whistle cannot be returned, only reassigned while work goes on',
    });
  }
  if (limits.thenEvery && !limits.firstFeedback) {
    found.push({
      field: 'limits.thenEvery',
      reason: '没有首次反馈时限，谈不上之后每隔多久反馈',
      reasonEn: 'Without a first feedback there is none to repeat',
    });
  }
  const clocks = legsOf(limits);
  const seen = new Set<string>();
  ladder.forEach(({ leg, afterPercent }, index) => {
    if (!clocks.has(leg)) {
      found.push({ field: `ladder.${index}.leg`, reason: '这类哨没有这个时限', reasonEn: 'This kind has no such limit' });
    }
    const rung = `${leg} ${afterPercent}`;
    if (seen.has(rung)) {
      found.push({
        field: `ladder.${index}.afterPercent`,
        reason: '同一时限同一刻已有一级',
        reasonEn: 'There is a rung at this share already',
      });
    }
    seen.add(rung);
  });
  if (!ladder.some(({ leg }) => leg === 'acknowledge')) {
    found.push({ field: 'ladder', reason: '没有人签收时谁也不会知道', reasonEn: 'Nobody is told when nobody acknowledges' });
  }
  return found;
}

/** The clocks that a kind may have. A matter may have a limit of its own where the kind has none, so finishing always counts. */
function legsOf(limits: KindLimits): ReadonlySet<Leg> {
  const asked: Partial<Record<Leg, boolean>> = { feedback: limits.firstFeedback !== null, 'check-in': false };
  return new Set(legs.filter((leg) => asked[leg] ?? true));
}
