import type { CallFacts, Figure, Verdict } from './call-facts.rules.js';
import { hit, miss, outside } from './call-facts.rules.js';
import type { VerdictReason } from './verdict.words.js';

const hourMs = 3_600_000;

/** How each figure about a town judges one of its whistles. Our proposal: the field scores towns, and does not say by what. */
export const townVerdicts: Record<Figure, (whistle: CallFacts, now: Date, checkHours: number) => Verdict<VerdictReason>> = {
  response: judgeCheck,
  resolution: judgeClosing,
  satisfaction: () => outside('nobody-asked'),
  'right-use': judgeRightUse,
};

/** When the lead has finished, the town comes and checks: it closes the whistle or sends it back. */
function judgeCheck(whistle: CallFacts, now: Date, checkHours: number): Verdict<VerdictReason> {
  if (whistle.state === 'withdrawn') return outside('withdrawn-not-done');
  if (!whistle.finishedAt) return outside('not-finished');
  const dueAt = new Date(whistle.finishedAt.getTime() + checkHours * hourMs);
  if (whistle.closedAt) return whistle.closedAt <= dueAt ? hit('checked-in-time') : miss('checked-late');
  return now > dueAt ? miss('not-checked') : outside('check-not-due');
}

/** Closed by the limit: the result for which both sides answer. */
function judgeClosing(whistle: CallFacts, now: Date): Verdict<VerdictReason> {
  if (whistle.state === 'withdrawn') return outside('withdrawn-not-done');
  if (!whistle.closeDueAt) return outside('no-limit');
  if (whistle.closedAt) return whistle.closedAt <= whistle.closeDueAt ? hit('closed-in-time') : miss('closed-late');
  return now > whistle.closeDueAt ? miss('not-closed-in-time') : outside('not-due');
}

/** Not blown by mistake, and for the lead whose duty it was. That the town itself called another after a return costs nothing. */
function judgeRightUse(whistle: CallFacts): Verdict<VerdictReason> {
  if (whistle.state === 'withdrawn') return miss('withdrawn-by-town');
  if (whistle.ruledAt && whistle.ruledFor !== whistle.firstLead) return miss('wrong-lead');
  return whistle.closedAt ? hit('rightly-blown') : outside('not-closed');
}
