import type { Limit } from '#contracts/limit.js';
import type { RefusalCode } from '#contracts/problem.js';
import type { Whistle, WhistleAct, WhistleCall } from '#contracts/whistle.js';

/** The three legs of a call, and the fourth name that the third one has where no feedback is asked: the whistle is closed. */
export type LegName = 'acknowledge' | 'arrive' | 'feedback' | 'close';

/** `done`: the fact came (`late`: after its limit) · `running` · `over`: its limit has passed · `waits`: no limit runs yet · `stopped`: nobody asks any more. */
export type LegPhase = 'done' | 'running' | 'over' | 'waits' | 'stopped';
export type LegReading = {
  leg: LegName;
  phase: LegPhase;
  late: boolean;
  /** The leg to look at: the first that is not done. */
  current: boolean;
  limit: Limit | null;
  dueAt: string | null;
  doneAt: string | null;
};

type ReadCall = Pick<
  WhistleCall,
  | 'state'
  | 'acknowledgeDueAt'
  | 'acknowledgedAt'
  | 'arriveDueAt'
  | 'arrivedAt'
  | 'feedbackDueAt'
  | 'lastFeedbackAt'
  | 'finishedAt'
  | 'returnedAt'
  | 'replacedAt'
>;
type ReadWhistle = Pick<Whistle, 'limits' | 'closeDueAt' | 'closedAt' | 'state'>;

/** Whether a call is over without having been done: returned for good, replaced, or taken back. */
export function isOut(call: Pick<WhistleCall, 'state' | 'replacedAt'>): boolean {
  return call.state === 'cancelled' || call.state === 'declined' || call.replacedAt !== null;
}

const over = (dueAt: string | null, atMs: number) => dueAt !== null && Date.parse(dueAt) < atMs;

/**
 * The three legs of a call as its clock shows them. Feedback is asked again and again, so its leg is done only when the call is; its limit
 * is that of the next feedback. A kind without feedback shows the limit of the whole whistle instead.
 */
export function legsOf(whistle: ReadWhistle, call: ReadCall, nowMs: number): LegReading[] {
  const ended = whistle.closedAt !== null || whistle.state === 'withdrawn' || whistle.state === 'refused';
  const asksFeedback = whistle.limits.firstFeedback !== null;
  const finishedAt = call.finishedAt ?? (call.state === 'done' ? whistle.closedAt : null);
  const facts: { leg: LegName; limit: Limit | null; dueAt: string | null; doneAt: string | null }[] = [
    { leg: 'acknowledge', limit: whistle.limits.acknowledge, dueAt: call.acknowledgeDueAt, doneAt: call.acknowledgedAt },
    { leg: 'arrive', limit: whistle.limits.arrive, dueAt: call.arriveDueAt, doneAt: call.arrivedAt },
    asksFeedback
      ? {
          leg: 'feedback',
          limit: call.lastFeedbackAt === null ? whistle.limits.firstFeedback : whistle.limits.thenEvery,
          dueAt: call.feedbackDueAt,
          doneAt: finishedAt,
        }
      : { leg: 'close', limit: whistle.limits.close, dueAt: whistle.closeDueAt, doneAt: finishedAt },
  ];
  // Whoever has finished owes no leg before it: one who never tapped "arrived" is not late for ever.
  const stopped = ended || isOut(call) || finishedAt !== null;
  const first = stopped ? -1 : facts.findIndex((fact) => fact.doneAt === null);
  return facts.map((fact, index) => ({ ...fact, current: index === first, ...phaseOf(fact, stopped, nowMs) }));
}

function phaseOf(fact: { leg: LegName; dueAt: string | null; doneAt: string | null }, stopped: boolean, nowMs: number) {
  if (fact.doneAt !== null) {
    const late = fact.leg !== 'feedback' && over(fact.dueAt, Date.parse(fact.doneAt));
    return { phase: 'done' as const, late };
  }
  if (stopped) return { phase: 'stopped' as const, late: false };
  if (fact.dueAt === null) return { phase: 'waits' as const, late: false };
  return { phase: over(fact.dueAt, nowMs) ? ('over' as const) : ('running' as const), late: false };
}

/** The leg that a row shows: the first that is not done, or one after it whose limit has passed already; null once nothing runs. */
export function runningLeg(legs: readonly LegReading[]): LegReading | null {
  const current = legs.find((leg) => leg.current) ?? null;
  if (current?.phase === 'over') return current;
  return legs.find((leg) => leg.phase === 'over') ?? current;
}

/** How far a leg has run, 0 to 1, for its bar. Without a start or a limit nothing is said. */
export function shareOf(leg: Pick<LegReading, 'phase' | 'dueAt'>, sinceMs: number | null, nowMs: number): number {
  if (leg.phase === 'done' || leg.phase === 'over') return 1;
  if (leg.phase !== 'running' || leg.dueAt === null || sinceMs === null) return 0;
  const span = Date.parse(leg.dueAt) - sinceMs;
  return span <= 0 ? 1 : Math.min(1, Math.max(0, (nowMs - sinceMs) / span));
}

/** The caller's own call, or null: the town and the city have none. */
export function ownCall(whistle: Pick<Whistle, 'calls' | 'ownTaskId'>): WhistleCall | null {
  return whistle.calls.find((call) => call.taskId === whistle.ownTaskId) ?? null;
}

/** The call that is responsible now 首接负责. */
export function responsibleCall(whistle: Pick<Whistle, 'calls'>): WhistleCall | null {
  return whistle.calls.find((call) => call.responsible) ?? null;
}

/** What a whistle needs of the caller, most first. */
export const whistleNeeds = ['acknowledge', 'work', 'wait'] as const;
export type WhistleNeed = (typeof whistleNeeds)[number];

/** For a department: its own call; for who has none: the responsible call. `wait`: somebody else has the next word. */
export function needOfWhistle(whistle: Whistle): WhistleNeed {
  const call = ownCall(whistle) ?? responsibleCall(whistle);
  if (!call || isOut(call) || call.state === 'done') return 'wait';
  return call.state === 'issued' ? 'acknowledge' : 'work';
}

const urgencyOf = (whistle: Whistle, nowMs: number): number => {
  const call = ownCall(whistle) ?? responsibleCall(whistle);
  const dues = call ? legsOf(whistle, call, nowMs).filter((leg) => leg.phase === 'running' || leg.phase === 'over') : [];
  return Math.min(...dues.map((leg) => (leg.dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(leg.dueAt))), Number.MAX_SAFE_INTEGER);
};

/** Who needs a human first: real before drill, what is owed before what waits for others, and in each the nearest limit first. */
export function byUrgency(nowMs: number): (a: Whistle, b: Whistle) => number {
  const waits = (whistle: Whistle) => Number(needOfWhistle(whistle) === 'wait');
  return (a, b) =>
    Number(a.exercise) - Number(b.exercise) ||
    waits(a) - waits(b) ||
    urgencyOf(a, nowMs) - urgencyOf(b, nowMs) ||
    (a.number < b.number ? -1 : 1);
}

/** Whether an act is offered at all, and why not now; null: the caller's side has no such act. */
export function actState(whistle: Pick<Whistle, 'acts'>, act: WhistleAct): { refusal: RefusalCode | null } | null {
  const found = whistle.acts.find((one) => one.act === act);
  return found ? { refusal: found.refusal } : null;
}

/** Whether the caller may do it now. */
export function mayAct(whistle: Pick<Whistle, 'acts'>, act: WhistleAct): boolean {
  return actState(whistle, act)?.refusal === null;
}

/** Those called, as the scene board lists them: the responsible lead, other leads, then who is furthest along; who is out comes last. */
export function boardOrder(calls: readonly WhistleCall[]): WhistleCall[] {
  const place = (call: WhistleCall) =>
    (isOut(call) ? 100 : 0) + (call.responsible ? 0 : call.role === 'lead' ? 10 : 20) + stateOrder.indexOf(call.state);
  return [...calls].sort((a, b) => place(a) - place(b) || Date.parse(a.calledAt) - Date.parse(b.calledAt));
}
const stateOrder: readonly WhistleCall['state'][] = ['arrived', 'acknowledged', 'issued', 'done', 'declined', 'cancelled'];

/** How many of those called are where. */
export function boardCounts(calls: readonly WhistleCall[]): { called: number; onTheWay: number; arrived: number; silent: number } {
  const here = calls.filter((call) => !isOut(call));
  return {
    called: here.length,
    silent: here.filter((call) => call.state === 'issued').length,
    onTheWay: here.filter((call) => call.state === 'acknowledged').length,
    arrived: here.filter((call) => call.state === 'arrived' || call.state === 'done').length,
  };
}
