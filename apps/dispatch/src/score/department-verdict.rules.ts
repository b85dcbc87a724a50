import type { CallFacts, Figure, Verdict } from './call-facts.rules.js';
import { hit, miss, outside } from './call-facts.rules.js';
import type { VerdictReason } from './verdict.words.js';

/** How each figure about a department judges one of its calls. A whistle that the town withdrew says nothing about who was called. */
export const departmentVerdicts: Record<Figure, (call: CallFacts, now: Date) => Verdict<VerdictReason>> = {
  response: unlessWithdrawn(judgeResponse),
  resolution: unlessWithdrawn(judgeResolution),
  satisfaction: unlessWithdrawn(judgeSatisfaction),
  'right-use': unlessWithdrawn(judgeRightUse),
};

type Judge = (call: CallFacts, now: Date) => Verdict<VerdictReason>;

function unlessWithdrawn(judge: Judge): Judge {
  return (call, now) => (call.state === 'withdrawn' ? outside('withdrawn') : judge(call, now));
}

/** Arrived by its own call's limit, lead or assisting; where no arrival is asked for, acknowledged. */
function judgeResponse(call: CallFacts, now: Date): Verdict<VerdictReason> {
  const arrives = call.arriveDueAt !== null;
  const dueAt = arrives ? call.arriveDueAt : call.acknowledgeDueAt;
  const doneAt = arrives ? call.arrivedAt : call.acknowledgedAt;
  if (!dueAt) return outside('no-limit');
  if (doneAt && doneAt <= dueAt) return hit(arrives ? 'arrived-in-time' : 'acknowledged-in-time');
  if (call.endedAt && call.endedAt <= dueAt) return outside('over-before-due');
  if (doneAt) return miss(arrives ? 'arrived-late' : 'acknowledged-late');
  if (now > dueAt) return miss(arrives ? 'not-arrived' : 'not-acknowledged');
  return outside('not-due');
}

/** Finished by the limit, by who was responsible then. It counts as a hit only when the town has looked and closed it. */
function judgeResolution(call: CallFacts, now: Date): Verdict<VerdictReason> {
  const dueAt = call.closeDueAt;
  if (!dueAt) return outside('no-limit');
  if (!call.responsible) {
    if (call.ledUntil) return call.ledUntil > dueAt ? miss('due-while-responsible') : outside('over-before-due');
    return outside(call.role === 'assist' ? 'lead-only' : 'not-responsible');
  }
  const finishedAt = call.finishedAt ?? call.closedAt;
  if (!finishedAt) return now > dueAt ? miss('overdue') : outside('not-due');
  if (finishedAt > dueAt) return miss('finished-late');
  return call.closedAt ? hit('finished-in-time') : outside('awaits-check');
}

/** What the town said at the closing, of who was responsible then. */
function judgeSatisfaction(call: CallFacts): Verdict<VerdictReason> {
  if (!call.responsible) {
    if (call.ledUntil) return outside('replaced-before-closing');
    return outside(call.role === 'assist' ? 'lead-only' : 'not-responsible');
  }
  if (!call.closedAt || !call.satisfaction) return outside('not-closed');
  return call.satisfaction === 'satisfied' ? hit('satisfied') : miss(call.satisfaction);
}

/** Returned only what was not its duty. A return that the town took, or that the city upheld, was right. */
function judgeRightUse(call: CallFacts): Verdict<VerdictReason> {
  if (call.returnedAt) {
    if (call.role === 'assist') return hit('return-upheld');
    if (call.ruledAt) return call.ruledFor === call.orgId ? miss('ruled-against') : hit('return-upheld');
    if (call.replacedAt) return hit('return-upheld');
    if (!call.closedAt) return outside('return-open');
  }
  if (call.closedAt) return hit('rightly-answered');
  return outside(call.replacedAt ? 'over-before-due' : 'not-closed');
}
