import type { WhistleKind } from '#contracts/matter.js';
import type { RefusalCode } from '#contracts/problem.js';
import type { KindLimits } from '#contracts/whistle-rules.js';
import type { ReturnCode, WhistleAct, WhistleActBody, WhistleQuestion, WhistleState } from '#contracts/whistle.js';
import { isRaise } from './whistle-raise.rules.js';
import type { TownTask } from './whistle-town.rules.js';
import type { CallFacts, Standing } from './whistle.rules.js';
import { refusalOf } from './whistle.rules.js';

/** Why a department is called that the responsibility list did not name. */
export type CalledFor = 'chosen-by-town' | 'ruled' | 'offered-itself';

/** What an act does to the calls, in this order. */
export type CallEffect =
  /** A return that is not settled yet: the department goes on meanwhile. */
  | { do: 'note-return'; taskId: string; code: ReturnCode; words: string }
  /** A return that ends the call. */
  | { do: 'decline'; taskId: string; code: ReturnCode; words: string }
  | { do: 'call'; orgId: string; role: 'lead' | 'assist'; responsible: boolean; replacing: boolean; because: CalledFor }
  /** A call that is over makes room for another one of the same department. */
  | { do: 'retire'; taskId: string }
  /** A department that was to take over is not needed any more: it goes, or assists as before. */
  | { do: 'drop' | 'stand-by'; taskId: string }
  /** An assisting department is to take over: when it acknowledges, or at once because it has. */
  | { do: 'promote' | 'take-over'; taskId: string }
  /** The finished lead goes on. */
  | { do: 'reopen'; taskId: string }
  | { do: 'cancel-all' }
  /** The town has done what it owed itself: answered an offer, or checked; whoever sends a whistle back checks again later. */
  | { do: 'end-town-task'; task: TownTask; as: 'done' | 'sent-back' };

/** Columns of the whistle that an act changes. */
export type WhistlePatch = {
  state?: WhistleState;
  kind?: WhistleKind;
  rulesVersion?: number;
  limits?: KindLimits;
  question?: WhistleQuestion | null;
  returns?: number;
  rulingDueAt?: Date | null;
  rulingAskedAt?: Date;
  ruledAt?: Date;
  reassignAsked?: { orgId: string | null; words: string; at: string } | null;
  blownAt?: Date;
  acknowledgedAt?: Date | null;
  onSceneAt?: Date;
  firstFeedbackAt?: Date;
  finishedAt?: Date | null;
  closeDueAt?: Date | null;
  closedAt?: Date;
  satisfaction?: string;
  checked?: string;
  closingWords?: string;
};

/** Rules of the version under which the whistle was blown. */
export type ReturnRules = { returnsBeforeRuling: number; disputeMinutes: number };

export type Decision =
  | { ok: true; patch: WhistlePatch; calls: CallEffect[]; facts: Record<string, unknown>; asksRuling?: boolean; ends?: boolean }
  | { ok: false; refusal: RefusalCode };

type Decide<Act extends WhistleAct> = (standing: Standing, body: Omit<WhistleActBody<Act>, 'requestId'>, rules: ReturnRules) => Decision;

const settled = { question: null, rulingDueAt: null } as const;
const refuse = (refusal: RefusalCode): Decision => ({ ok: false, refusal });
const later = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

const answered: CallEffect = { do: 'end-town-task', task: 'answer', as: 'done' };

/** What each act does once the table allows it. */
const decisions: { [Act in WhistleAct]: Decide<Act> } = {
  'accept-offer': ({ now }, { assistOrgIds }) => ({
    ok: true,
    patch: { state: 'acknowledged', blownAt: now, acknowledgedAt: now },
    calls: [answered],
    facts: { assistOrgIds },
  }),
  'refuse-offer': ({ now }, { reason }) => ({
    ok: true,
    patch: { state: 'refused', closedAt: now, closingWords: reason },
    calls: [answered],
    facts: { reason },
    ends: true,
  }),
  return: ({ whistle, own, now }, { code, words }, rules) => {
    const { taskId, orgId, responsible, replacing } = own!;
    const facts = { orgId, code, words };
    const ending: CallEffect = { do: 'decline', taskId, code, words };
    if (!responsible && !replacing) return { ok: true, patch: {}, calls: [ending], facts };
    const returns = whistle.returns + 1;
    const ruling = returns >= rules.returnsBeforeRuling;
    return {
      ok: true,
      patch: ruling
        ? { returns, question: 'ruling', rulingDueAt: null, rulingAskedAt: now }
        : { returns, question: 'returned', rulingDueAt: later(now, rules.disputeMinutes) },
      calls: [responsible ? { do: 'note-return', taskId, code, words } : ending],
      facts,
      asksRuling: ruling,
    };
  },
  dispute: (_standing, { words }) => ({ ok: true, patch: { question: 'disputed' }, calls: [], facts: { words } }),
  yield: ({ own }, { words }) => ({ ok: true, patch: settled, calls: [], facts: { orgId: own!.orgId, words } }),
  'ask-reassign': ({ own, now }, { orgId, words }) => ({
    ok: true,
    patch: { reassignAsked: { orgId, words, at: now.toISOString() } },
    calls: [],
    facts: { orgId: own!.orgId, proposed: orgId, words },
  }),
  reassign: ({ calls }, { leadOrgId, words }) => {
    const named = nameLead(calls, leadOrgId, 'chosen-by-town');
    if (!named || named.length === 0) return refuse('already-called');
    return { ok: true, patch: { ...settled, reassignAsked: null }, calls: named, facts: { orgId: leadOrgId, words } };
  },
  'add-assist': ({ calls }, { orgIds }) => {
    const wanted = [...new Set(orgIds)];
    if (wanted.some((orgId) => liveCallOf(calls, orgId))) return refuse('already-called');
    const because = 'chosen-by-town' as const;
    return {
      ok: true,
      patch: {},
      calls: wanted.flatMap((orgId): CallEffect[] => [
        ...retiring(calls, orgId),
        { do: 'call', orgId, role: 'assist', responsible: false, replacing: false, because },
      ]),
      facts: { orgIds: wanted },
    };
  },
  rule: ({ calls, now }, { leadOrgId, words }) => ({
    ok: true,
    patch: { ...settled, ruledAt: now, reassignAsked: null },
    calls: nameLead(calls, leadOrgId, 'ruled') ?? dropping(calls, leadOrgId),
    facts: { orgId: leadOrgId, words },
  }),
  'send-back': ({ calls }, { words }) => {
    const { taskId, arrived } = calls.find((call) => call.responsible)!;
    const state = arrived ? 'on-scene' : 'acknowledged';
    return {
      ok: true,
      patch: { state, finishedAt: null },
      calls: [
        { do: 'reopen', taskId },
        { do: 'end-town-task', task: 'check', as: 'sent-back' },
      ],
      facts: { words },
    };
  },
  close: ({ now }, { satisfaction, check, words }) => ({
    ok: true,
    patch: { state: 'closed', closedAt: now, satisfaction, checked: check, closingWords: words, ...settled },
    calls: [{ do: 'cancel-all' }, { do: 'end-town-task', task: 'check', as: 'done' }],
    facts: { satisfaction, check, words },
    ends: true,
  }),
  withdraw: ({ now }, { reason }) => ({
    ok: true,
    patch: { state: 'withdrawn', closedAt: now, closingWords: reason, ...settled },
    calls: [{ do: 'cancel-all' }],
    facts: { reason },
    ends: true,
  }),
  raise: ({ whistle }, { kind, words }) =>
    isRaise(whistle.kind, kind) ? { ok: true, patch: {}, calls: [], facts: { from: whistle.kind, kind, words } } : refuse('not-a-raise'),
};

/** Decides an act: whether it may be done, and what it changes. */
export function decideAct<Act extends WhistleAct>(
  standing: Standing,
  act: Act,
  body: Omit<WhistleActBody<Act>, 'requestId'>,
  rules: ReturnRules,
): Decision {
  const refusal = refusalOf(standing, act);
  return refusal ? refuse(refusal) : (decisions[act] as Decide<Act>)(standing, body, rules);
}

/** The word of the timeline for each act: what happened. */
export const toldOfAct = {
  'accept-offer': 'whistle.offer-accepted',
  'refuse-offer': 'whistle.offer-refused',
  return: 'whistle.returned',
  dispute: 'whistle.disputed',
  yield: 'whistle.yielded',
  'ask-reassign': 'whistle.reassign-asked',
  reassign: 'whistle.reassigned',
  'add-assist': 'whistle.assist-added',
  rule: 'whistle.ruled',
  'send-back': 'whistle.sent-back',
  close: 'whistle.closed',
  withdraw: 'whistle.withdrawn',
  raise: 'whistle.raised',
} as const satisfies Record<WhistleAct, string>;

/** The call of a department that is not over. */
export function liveCallOf(calls: readonly CallFacts[], orgId: string): CallFacts | undefined {
  return calls.find((call) => call.orgId === orgId && !call.over);
}

/** What it takes that this department becomes the lead: nothing if it is about to; null if it is already. */
function nameLead(calls: readonly CallFacts[], orgId: string, because: CalledFor): CallEffect[] | null {
  const own = liveCallOf(calls, orgId);
  if (own?.responsible) return null;
  if (own?.replacing) return [];
  const others = dropping(calls, orgId);
  if (own && own.taskState !== 'done') return [...others, { do: own.taskState === 'issued' ? 'promote' : 'take-over', taskId: own.taskId }];
  return [...others, ...retiring(calls, orgId), { do: 'call', orgId, role: 'lead', responsible: false, replacing: true, because }];
}

/** Whoever else was to take over does not any more. */
function dropping(calls: readonly CallFacts[], exceptOrgId: string): CallEffect[] {
  return calls
    .filter((call) => call.replacing && !call.over && call.orgId !== exceptOrgId)
    .map((call) => ({ do: call.role === 'lead' ? 'drop' : 'stand-by', taskId: call.taskId }));
}

function retiring(calls: readonly CallFacts[], orgId: string): CallEffect[] {
  return calls.filter((call) => call.orgId === orgId && !call.replaced).map(({ taskId }) => ({ do: 'retire', taskId }));
}
