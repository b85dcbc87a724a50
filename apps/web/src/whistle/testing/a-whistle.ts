import type { Whistle, WhistleCall } from '#contracts/whistle.js';

const minutes = (value: number) => ({ value, unit: 'minutes' as const });

/** A department's call for tests: called at 12:00, to be acknowledged by 12:05, with what is given laid over. */
export function aCall(given: Partial<WhistleCall> = {}): WhistleCall {
  return {
    taskId: 'k1',
    orgId: 'water-bureau',
    orgName: '市水务局',
    postId: 'dept-whistle-officer',
    role: 'lead',
    responsible: true,
    replacing: false,
    state: 'issued',
    unfilled: false,
    reason: { code: 'leads-matter', text: '清单主办', textEn: 'leads the matter' },
    calledAt: '2026-11-23T12:00:00Z',
    acknowledgeDueAt: '2026-11-23T12:05:00Z',
    acknowledgedAt: null,
    arriveDueAt: '2026-11-23T12:30:00Z',
    arrivedAt: null,
    arrivedPosition: null,
    feedbackDueAt: '2026-11-23T13:00:00Z',
    lastFeedbackAt: null,
    lastFeedback: null,
    finishedAt: null,
    returnedAt: null,
    returnCode: null,
    replacedAt: null,
    escalatedAt: null,
    rung: 0,
    evidence: 0,
    ...given,
  };
}

/** An emergency whistle for tests with one call, with what is given laid over. */
export function aWhistle(given: Partial<Whistle> = {}): Whistle {
  return {
    id: 'w1',
    number: '2026-1123-0001',
    kind: 'emergency',
    kindName: '应急哨',
    kindNameEn: 'Emergency',
    state: 'blown',
    question: null,
    exercise: false,
    unitId: 'nanfeng',
    unitName: '南丰镇',
    matterId: 'dyke-danger',
    matterName: '堤防险情',
    matterNameEn: 'Danger at a dyke',
    title: '七干河海坝段堤脚渗水',
    needed: '要懂堤的人来看',
    place: { description: '海坝村 3 号涵闸', position: null },
    origin: 'town',
    incident: null,
    limits: { acknowledge: minutes(5), arrive: minutes(30), firstFeedback: minutes(60), thenEvery: minutes(60), close: null },
    blownAt: '2026-11-23T12:00:00Z',
    closeDueAt: null,
    calls: [aCall()],
    returns: 0,
    mayReturnUntil: null,
    rulingDueAt: null,
    ruledAt: null,
    reassignAsked: null,
    closedAt: null,
    satisfaction: null,
    check: null,
    acts: [],
    ownTaskId: 'k1',
    ...given,
  };
}
