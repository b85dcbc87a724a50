import type { ScoreRow } from '#contracts/score.js';
import type { CallFacts, Figure, Side, Verdict } from './call-facts.rules.js';
import { hit, outside } from './call-facts.rules.js';
import { departmentVerdicts } from './department-verdict.rules.js';
import { townVerdicts } from './town-verdict.rules.js';
import type { VerdictReason } from './verdict.words.js';
import { verdictWords } from './verdict.words.js';

/** How a call counts for a figure. A whistle counts once in a line, with the call that came first. */
export function judgeCall(
  side: Side,
  figure: Figure | 'whistles',
  call: CallFacts,
  isFirst: boolean,
  now: Date,
  checkHours: number,
): Verdict<VerdictReason> {
  if (figure === 'whistles') return isFirst ? hit('one-whistle') : outside('counted-with-lead');
  return side === 'department' ? departmentVerdicts[figure](call, now) : townVerdicts[figure](call, now, checkHours);
}

/** A call as the row that a figure opens. */
export function scoreRow(
  side: Side,
  figure: Figure | 'whistles',
  call: CallFacts,
  isFirst: boolean,
  now: Date,
  checkHours: number,
): ScoreRow {
  const { counts, hit: isHit, reason } = judgeCall(side, figure, call, isFirst, now, checkHours);
  return {
    whistleId: call.whistleId,
    number: call.number,
    title: call.title,
    kind: call.kind,
    unitId: call.unitId,
    unitName: call.unitName,
    orgId: call.orgId,
    orgName: call.orgName,
    role: call.role,
    blownAt: call.blownAt.toISOString(),
    arriveDueAt: stamp(call.arriveDueAt),
    arrivedAt: stamp(call.arrivedAt),
    closeDueAt: stamp(call.closeDueAt),
    closedAt: stamp(call.closedAt),
    satisfaction: call.satisfaction,
    returned: call.returnedAt !== null,
    counts,
    hit: isHit,
    why: verdictWords[reason].zh,
    whyEn: verdictWords[reason].en,
  };
}

function stamp(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
