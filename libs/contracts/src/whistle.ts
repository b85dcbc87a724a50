import { z } from 'zod';
import { id, moment, orgId, point, requestId } from './ids.js';
import { kindLimits } from './whistle-rules.js';
import { matterId, whistleKind } from './matter.js';
import { refusals } from './problem.js';
import type { RefusalCode } from './problem.js';
import { onBehalf, taskState, timelineEntry } from './task.js';
import { words } from './text.js';

/**
 * `offered`: a department acted first 主动发现 and no town has taken it up · `blown` → `acknowledged` → `on-scene` → `finished` (the lead says
 * it is done) → `closed` by the town that blew it · `withdrawn` by that town, `refused`: an offer that the town did not take.
 */
export const whistleStates = ['offered', 'blown', 'acknowledged', 'on-scene', 'finished', 'closed', 'withdrawn', 'refused'] as const;
export const whistleState = z.enum(whistleStates);
export type WhistleState = z.infer<typeof whistleState>;

/** An open question about who is responsible; work and clocks go on meanwhile. `ruling`: it lies before the city centre, whose word is final. */
export const whistleQuestions = ['returned', 'disputed', 'ruling'] as const;
export const whistleQuestion = z.enum(whistleQuestions);
export type WhistleQuestion = z.infer<typeof whistleQuestion>;

/** Why a department returns a whistle. */
export const returnCodes = [
  'not-our-duty',
  'other-department-leads',
  'outside-our-area',
  'town-can-do-it',
  'duplicate',
  'not-as-described',
] as const;
export const returnCode = z.enum(returnCodes);
export type ReturnCode = z.infer<typeof returnCode>;

/** Where a whistle comes from; what is known there is not typed again. */
export const whistleOrigins = ['town', 'incident', 'task', 'grid-report', 'department'] as const;

export const satisfactions = ['satisfied', 'fair', 'dissatisfied'] as const;
export const satisfaction = z.enum(satisfactions);

const place = z.object({ description: words(300), position: point.nullable().default(null) });

/** Why a department is proposed: a line of the responsibility list, or whoever else has the matter's line. */
export const proposalReason = z.object({
  code: z.enum([
    'leads-matter',
    'assists-matter',
    'principal-side',
    'cooperating-side',
    'keeps-station-here',
    'chosen-by-town',
    'offered-itself',
    'ruled',
  ]),
  text: z.string(),
  textEn: z.string(),
});
export const proposedDepartment = z.object({
  orgId,
  orgName: z.string(),
  role: z.enum(['lead', 'assist']),
  reason: proposalReason,
  /** Who answers there now; null: nobody is on duty, the desk sees it as unfilled. */
  onDutyName: z.string().nullable(),
});

/** `GET /api/whistle-proposals?matterId=&unitId=` and one of `incidentId`, `taskId`, `gridReportId`: all that the form can know before anybody types. */
export const whistleProposalQuery = z.object({
  unitId: orgId,
  matterId: matterId.optional(),
  incidentId: id.optional(),
  taskId: id.optional(),
  gridReportId: id.optional(),
});
export type WhistleProposalQuery = z.infer<typeof whistleProposalQuery>;
export const whistleProposal = z.object({
  unitId: orgId,
  unitName: z.string(),
  exercise: z.boolean().nullable(),
  matterId: matterId.nullable(),
  matterName: z.string().nullable(),
  kind: whistleKind.nullable(),
  limits: kindLimits.nullable(),
  title: z.string(),
  needed: z.string(),
  place: z.object({ description: z.string(), position: point.nullable() }),
  departments: z.array(proposedDepartment),
});
export type WhistleProposal = z.infer<typeof whistleProposal>;

/** Blows a whistle: one lead, any number of assisting departments. `exercise` has no default and equals that of what it comes from. */
export const blowWhistle = z.object({
  requestId,
  exercise: z.boolean(),
  unitId: orgId,
  kind: whistleKind,
  matterId,
  title: words(120),
  needed: words(1000),
  place,
  /** Exactly one lead: a second one is not a field. */
  leadOrgId: orgId,
  assistOrgIds: z.array(orgId).max(30).default([]),
  origin: z
    .discriminatedUnion('from', [
      z.object({ from: z.literal('town') }),
      z.object({ from: z.literal('incident'), incidentId: id }),
      z.object({ from: z.literal('task'), taskId: id }),
      z.object({ from: z.literal('grid-report'), gridReportId: id }),
    ])
    .default({ from: 'town' }),
});
export type BlowWhistle = z.infer<typeof blowWhistle>;

/** A department found something and acts already: it offers itself as lead before anybody whistles. */
export const offerWhistle = z.object({
  requestId,
  exercise: z.boolean(),
  unitId: orgId,
  kind: whistleKind,
  matterId,
  title: words(120),
  words: words(1000),
  place,
});
export type OfferWhistle = z.infer<typeof offerWhistle>;

/** What can be done to a whistle besides the taps on its calls (acknowledge, arrive, note, finish: those are task taps). */
export const whistleActs = [
  'accept-offer',
  'refuse-offer',
  'return',
  'dispute',
  'yield',
  'ask-reassign',
  'reassign',
  'add-assist',
  'rule',
  'send-back',
  'close',
  'withdraw',
  'raise',
] as const;
export type WhistleAct = (typeof whistleActs)[number];

/** The body of each act, `POST /api/whistles/:whistleId/<act>`. */
export const whistleActBodies = {
  /** The town takes the offer up: the department is lead and has acknowledged already. */
  'accept-offer': z.object({ requestId, assistOrgIds: z.array(orgId).max(30).default([]) }),
  'refuse-offer': z.object({ requestId, reason: words(500) }),
  /** The department says it is not its duty. It stays responsible until somebody else has acknowledged. */
  return: z.object({ requestId, code: returnCode, words: words(500), onBehalf: onBehalf.optional() }),
  /** The town does not take the return: 30 minutes to agree, then the city centre rules. */
  dispute: z.object({ requestId, words: words(500) }),
  /** The department gives in and keeps it. */
  yield: z.object({ requestId, words: words(500, 0).default('') }),
  /** The lead asks that another takes it over while it goes on working: it may propose whom, it cannot call them. */
  'ask-reassign': z.object({ requestId, orgId: orgId.nullable().default(null), words: words(500) }),
  /** The town (or the city centre) calls another lead; the former one stays responsible until that one acknowledges. */
  reassign: z.object({ requestId, leadOrgId: orgId, words: words(500, 0).default('') }),
  'add-assist': z.object({ requestId, orgIds: z.array(orgId).min(1).max(30) }),
  /** The city centre names the lead. Final: it cannot be returned or disputed again. */
  rule: z.object({ requestId, leadOrgId: orgId, words: words(1000) }),
  /** The town has looked and it is not done: the lead's clock runs again. */
  'send-back': z.object({ requestId, words: words(500) }),
  close: z.object({
    requestId,
    satisfaction,
    /** What the town looked at on the spot 核查. */
    check: words(1000),
    words: words(1000, 0).default(''),
  }),
  /** Blown by mistake. It counts against the right use of the town. */
  withdraw: z.object({ requestId, reason: words(500) }),
  /** It has become more urgent: the limits and the ladder of the new kind run from now, and no clock is ever loosened. */
  raise: z.object({ requestId, kind: whistleKind.default('emergency'), words: words(500) }),
} as const satisfies Record<WhistleAct, z.ZodType>;
export type WhistleActBody<Act extends WhistleAct> = z.infer<(typeof whistleActBodies)[Act]>;

const refusalCode = z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]);

/** One department's call, as everybody who shares the whistle sees it: who is called, on the way, there, since when, doing what. */
export const whistleCall = z.object({
  taskId: id,
  orgId,
  orgName: z.string(),
  postId: z.string(),
  role: z.enum(['lead', 'assist']),
  responsible: z.boolean(),
  /** A lead that was called to replace another and has not acknowledged yet. */
  replacing: z.boolean(),
  state: taskState,
  unfilled: z.boolean(),
  reason: proposalReason,
  calledAt: moment,
  acknowledgeDueAt: moment.nullable(),
  acknowledgedAt: moment.nullable(),
  arriveDueAt: moment.nullable(),
  arrivedAt: moment.nullable(),
  arrivedPosition: point.nullable(),
  feedbackDueAt: moment.nullable(),
  lastFeedbackAt: moment.nullable(),
  lastFeedback: z.string().nullable(),
  finishedAt: moment.nullable(),
  returnedAt: moment.nullable(),
  returnCode: returnCode.nullable(),
  replacedAt: moment.nullable(),
  escalatedAt: moment.nullable(),
  /** The highest rung climbed of the leg that runs, 0 = none. */
  rung: z.number().int(),
  evidence: z.number().int(),
});
export type WhistleCall = z.infer<typeof whistleCall>;

export const whistle = z.object({
  id,
  /** 2026-1123-0007: by day, within the city. */
  number: z.string(),
  kind: whistleKind,
  kindName: z.string(),
  kindNameEn: z.string(),
  state: whistleState,
  question: whistleQuestion.nullable(),
  exercise: z.boolean(),
  unitId: orgId,
  unitName: z.string(),
  matterId,
  matterName: z.string(),
  matterNameEn: z.string(),
  title: z.string(),
  needed: z.string(),
  place: z.object({ description: z.string(), position: point.nullable() }),
  origin: z.enum(whistleOrigins),
  /** A department sees the incident through the whistle: its title, and nothing more; `id` is null for it. */
  incident: z.object({ id: id.nullable(), title: z.string() }).nullable(),
  limits: kindLimits,
  blownAt: moment.nullable(),
  closeDueAt: moment.nullable(),
  calls: z.array(whistleCall),
  returns: z.number().int(),
  mayReturnUntil: moment.nullable(),
  rulingDueAt: moment.nullable(),
  ruledAt: moment.nullable(),
  reassignAsked: z.object({ orgId: orgId.nullable(), orgName: z.string().nullable(), words: z.string(), at: moment }).nullable(),
  closedAt: moment.nullable(),
  satisfaction: satisfaction.nullable(),
  check: z.string().nullable(),
  /** What the caller may do now, and for what they may not, why. The pages ask nothing else. */
  acts: z.array(z.object({ act: z.enum(whistleActs), refusal: refusalCode.nullable() })),
  /** The caller's own call, if the caller's org was called. */
  ownTaskId: id.nullable(),
});
export type Whistle = z.infer<typeof whistle>;

/** `GET /api/whistles`: those that the caller shares; open ones most urgent first, closed ones newest first. */
export const whistleQuery = z.object({
  state: z.enum(['open', 'closed', 'offered', 'ruling', 'overdue']).default('open'),
  kind: whistleKind.optional(),
  unitId: orgId.optional(),
  orgId: orgId.optional(),
  incidentId: id.optional(),
  exercise: z.enum(['true', 'false']).optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type WhistleQuery = z.infer<typeof whistleQuery>;
export const whistlePage = z.object({
  whistles: z.array(whistle),
  /** Offset of the next page, or null. */
  next: z.number().int().nullable(),
  counts: z.object({ open: z.number().int(), overdue: z.number().int(), ruling: z.number().int(), offered: z.number().int() }),
});
export type WhistlePage = z.infer<typeof whistlePage>;

/** `GET /api/whistles/:id/timeline`: the story, oldest first, of the whistle and its calls. */
export const whistleTimeline = z.object({ entries: z.array(timelineEntry) });
export type WhistleTimeline = z.infer<typeof whistleTimeline>;

/** `GET /api/whistle-reconciliation`: each whistle of the scope is closed, or open with an owner and a running clock. */
export const whistleReconciliation = z.object({
  at: moment,
  blown: z.number().int(),
  closed: z.number().int(),
  open: z.number().int(),
  /** Open without exactly one responsible org. */
  unowned: z.array(id),
  /** Open, with an owner and no clock that runs. */
  clockless: z.array(id),
  /** Calls without a mailbox row, or with more than one. */
  lost: z.array(id),
  doubled: z.array(id),
  clean: z.boolean(),
});
export type WhistleReconciliation = z.infer<typeof whistleReconciliation>;

/** Who shares a whistle: the town, the departments called, and the city centre. Nobody else hears of it. */
const parties = { unitId: orgId, orgIds: z.array(orgId).max(100) };

/** `whistle.blown.v1`, keyed `whistle:unit`: the departments are told by the tasks that follow. */
export const whistleBlown = z.object({
  whistleId: id,
  ...parties,
  kind: whistleKind,
  title: z.string(),
  blownAt: moment,
  /** How many calls follow as tasks. */
  calls: z.number().int().min(1),
  incidentId: id.nullable(),
  gridReportId: id.nullable(),
});
export type WhistleBlown = z.infer<typeof whistleBlown>;

/** `whistle.changed.v1`: something happened to a whistle; those who share it look again. `what` is the word of its timeline. */
export const whistleChanged = z.object({
  whistleId: id,
  ...parties,
  what: z.string(),
  state: whistleState,
  question: whistleQuestion.nullable(),
  at: moment,
});
export type WhistleChanged = z.infer<typeof whistleChanged>;

/** `whistle.ended.v1`: closed, withdrawn or refused; what is open of its calls was taken back. */
export const whistleEnded = z.object({ whistleId: id, ...parties, state: whistleState, at: moment });
export type WhistleEnded = z.infer<typeof whistleEnded>;

/** `whistle.ruling-asked.v1`: the city centre must rule; its duty desk rings. */
export const whistleRulingAsked = z.object({
  whistleId: id,
  ...parties,
  title: z.string(),
  at: moment,
  because: z.enum(['two-returns', 'dispute-not-settled', 'return-not-settled']),
  superior: z.object({ orgId, postId: z.string(), commandPointId: orgId }),
});
export type WhistleRulingAsked = z.infer<typeof whistleRulingAsked>;
