import type { Limit } from '#contracts/limit.js';
import type { Matter, WhistleKind } from '#contracts/matter.js';
import type { KindLimits, WhistleRules } from '#contracts/whistle-rules.js';
import { dueAt } from '#work-calendar/due-at.js';
import type { LegLimits } from '../escalation/ladder.rules.js';
import type { Owed, OwedFor } from '../obligation/obligation.rules.js';

/** Who answers a whistle in a department: its report-in officer 报到专员. */
export const whistlePost = 'dept-whistle-officer';

/** What of a whistle its calls repeat. */
export type CallingWhistle = {
  id: string;
  kind: WhistleKind;
  title: string;
  needed: string;
  place: string;
  unitId: string;
  unitName: string;
  exercise: boolean;
  limits: KindLimits;
  rules: WhistleRules;
};

/** The limits of a whistle: those of its kind; the matter's own handling limit goes before the kind's close limit. */
export function limitsOf(rules: WhistleRules, kind: WhistleKind, handlingLimit: Limit | null): KindLimits {
  const { limits } = rules.kinds[kind];
  return { ...limits, close: handlingLimit ?? limits.close };
}

/** What each role owes by when. The lead alone gives feedback and finishes; whoever assists acknowledges and comes. */
export function legLimitsOf(limits: KindLimits, role: 'lead' | 'assist'): LegLimits {
  const { acknowledge, arrive, firstFeedback, thenEvery, close } = limits;
  const both: LegLimits = { acknowledge, arrive };
  if (role === 'assist') return both;
  return {
    ...both,
    ...(firstFeedback ? { feedback: firstFeedback } : {}),
    ...(thenEvery ? { feedbackEvery: thenEvery } : {}),
    ...(close ? { finish: close } : {}),
  };
}

/** Until when a department that is called now may return it; null for a kind that cannot be returned. */
export function mayReturnUntil(whistle: Pick<CallingWhistle, 'rules' | 'kind' | 'limits'>, calledAt: Date): Date | null {
  if (!whistle.rules.kinds[whistle.kind].mayBeReturned) return null;
  return dueAt(whistle.limits.arrive, calledAt, whistle.rules.returnPercent);
}

/** The number of the n-th call of a whistle, from 1. */
export function callNo(nth: number): string {
  return `W01-${String(nth).padStart(2, '0')}`;
}

/** What a whistle is called where its calls stand among other tasks: its kind, and who blew it. */
export function causeTitleOf({ rules, kind, unitName }: Pick<CallingWhistle, 'rules' | 'kind' | 'unitName'>): string {
  return `${rules.kinds[kind].name} · ${unitName}`;
}

/** What the calls of a whistle, and the town's check of them, are owed for. */
export function owedForWhistle(whistle: CallingWhistle): OwedFor {
  const { id: causeId, unitId, exercise } = whistle;
  return { cause: 'whistle', causeId, causeTitle: causeTitleOf(whistle), unitId, exercise };
}

/** A call as an obligation: one brief with one recipient. */
export function owedCall(
  whistle: CallingWhistle,
  call: { taskId: string; orgId: string; role: 'lead' | 'assist'; nth: number },
  now: Date,
): Owed {
  const kind = whistle.rules.kinds[whistle.kind];
  const what = `${whistle.needed}\n${whistle.place}`;
  return {
    taskNo: callNo(call.nth),
    title: whistle.title,
    titleEn: whistle.title,
    what,
    whatEn: what,
    evidenceKinds: [],
    need: null,
    limits: legLimitsOf(whistle.limits, call.role),
    ladder: kind.ladder,
    recipients: [{ taskId: call.taskId, orgId: call.orgId, postId: whistlePost }],
    startsAt: now,
  };
}

/** The number of a whistle: its day in the city's time, and how many there were that day. */
export function numberOf(day: string, nth: number): string {
  const [year, month, date] = day.split('-');
  return `${year}-${month}${date}-${String(nth).padStart(4, '0')}`;
}

const inTheCity = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The day of a moment in the city (Asia/Shanghai), `2026-11-23`. */
export function dayOf(moment: Date): string {
  return inTheCity.format(moment);
}

/** What a matter says of who is called. */
export type CallingMatter = Pick<Matter, 'id' | 'number' | 'name' | 'nameEn' | 'whistleKind' | 'handlingLimit'> & {
  leadOrgId: string;
  assistOrgIds: string[];
  principal: { tier: 'city' | 'town'; org: string };
  cooperating: { tier: 'city' | 'town'; org: string }[];
  townBureau: string | null;
  mayBecome: string | null;
};
