import type { WhistleAct, WhistleActBody, WhistleQuestion } from '#contracts/whistle.js';
import type { CallEffect, Decision } from './whistle-acts.rules.js';
import { decideAct } from './whistle-acts.rules.js';
import type { CallFacts, Side, Standing } from './whistle.rules.js';

const now = new Date('2026-11-23T08:00:00+08:00');
const inHalfAnHour = new Date('2026-11-23T08:30:00+08:00');
const rules = { returnsBeforeRuling: 2, disputeMinutes: 30 };

const aCall = (orgId: string, overrides: Partial<CallFacts> = {}): CallFacts => ({
  taskId: `task-${orgId}`,
  orgId,
  role: 'assist',
  responsible: false,
  replacing: false,
  tookOver: false,
  replaced: false,
  returned: false,
  over: false,
  mayReturnUntil: inHalfAnHour,
  taskState: 'issued',
  arrived: false,
  ...overrides,
});
const water = aCall('water', { role: 'lead', responsible: true });

type Setting = { side: Side; calls?: CallFacts[]; own?: CallFacts; question?: WhistleQuestion; finished?: boolean; returns?: number };
function decide<Act extends WhistleAct>(setting: Setting, act: Act, body: Omit<WhistleActBody<Act>, 'requestId'>): Decision {
  const { side, calls = [water], own = null, question = null, finished = false, returns = 0 } = setting;
  const standing: Standing = {
    whistle: { kind: 'enforcement', state: finished ? 'finished' : 'acknowledged', question, mayBeReturned: true, ruled: false, returns },
    calls,
    side,
    own,
    now,
  };
  return decideAct(standing, act, body, rules);
}
const effects = (decision: Decision): CallEffect[] => (decision.ok ? decision.calls : []);
const why = { code: 'not-our-duty', words: '不归我们管' } as const;

describe('a return', () => {
  it('by the responsible department opens a question and leaves it at work', () => {
    expect(decide({ side: 'called', own: water }, 'return', why)).toMatchObject({
      ok: true,
      patch: { returns: 1, question: 'returned', rulingDueAt: inHalfAnHour },
      calls: [{ do: 'note-return', taskId: 'task-water' }],
      asksRuling: false,
    });
  });

  it('by the second department goes before the city centre at once', () => {
    const transport = aCall('transport', { role: 'lead', replacing: true });
    expect(decide({ side: 'called', calls: [water, transport], own: transport, returns: 1 }, 'return', why)).toMatchObject({
      patch: { returns: 2, question: 'ruling', rulingDueAt: null, rulingAskedAt: now },
      calls: [{ do: 'decline', taskId: 'task-transport' }],
      asksRuling: true,
    });
  });

  it('by an assisting department ends its call and asks nothing', () => {
    const police = aCall('police');
    const decision = decide({ side: 'called', calls: [water, police], own: police }, 'return', why);
    expect(decision).toMatchObject({ patch: {}, calls: [{ do: 'decline', taskId: 'task-police' }] });
    expect(decision).not.toHaveProperty('asksRuling', true);
  });
});

describe('naming another lead', () => {
  const reassign = (calls: CallFacts[], leadOrgId: string) =>
    decide({ side: 'town', calls, question: 'returned' }, 'reassign', { leadOrgId, words: '' });
  const called = (orgId: string, because = 'chosen-by-town') => ({
    do: 'call',
    orgId,
    role: 'lead',
    responsible: false,
    replacing: true,
    because,
  });

  it('calls it while the former stays responsible, and settles the question', () => {
    expect(reassign([water], 'transport')).toMatchObject({ patch: { question: null, rulingDueAt: null, reassignAsked: null } });
    expect(effects(reassign([water], 'transport'))).toEqual([called('transport')]);
  });

  it('takes back one that was named before and has not answered', () => {
    const pending = aCall('police', { role: 'lead', replacing: true });
    expect(effects(reassign([water, pending], 'transport'))).toEqual([{ do: 'drop', taskId: 'task-police' }, called('transport')]);
  });

  it('lets an assisting department that was named before assist again', () => {
    const pending = aCall('police', { replacing: true });
    expect(effects(reassign([water, pending], 'transport'))).toEqual([{ do: 'stand-by', taskId: 'task-police' }, called('transport')]);
  });

  it('lets an assisting department take over: at once if it has acknowledged, else when it does', () => {
    expect(effects(reassign([water, aCall('police')], 'police'))).toEqual([{ do: 'promote', taskId: 'task-police' }]);
    expect(effects(reassign([water, aCall('police', { taskState: 'arrived' })], 'police'))).toEqual([
      { do: 'take-over', taskId: 'task-police' },
    ]);
  });

  it('calls one again whose call is over or done', () => {
    const over = aCall('police', { over: true, returned: true });
    expect(effects(reassign([water, over], 'police'))).toEqual([{ do: 'retire', taskId: 'task-police' }, called('police')]);
    const done = aCall('police', { taskState: 'done' });
    expect(effects(reassign([water, done], 'police'))).toEqual([{ do: 'retire', taskId: 'task-police' }, called('police')]);
    const replaced = aCall('police', { over: true, replaced: true });
    expect(effects(reassign([water, replaced], 'police'))).toEqual([called('police')]);
  });

  it('refuses the one that is responsible, or about to be', () => {
    expect(reassign([water], 'water')).toEqual({ ok: false, refusal: 'already-called' });
    expect(reassign([water, aCall('police', { replacing: true })], 'police')).toEqual({ ok: false, refusal: 'already-called' });
  });
});

describe('a ruling', () => {
  const pending = aCall('police', { role: 'lead', replacing: true });
  const rule = (calls: CallFacts[], leadOrgId: string) =>
    decide({ side: 'city', calls, question: 'ruling' }, 'rule', { leadOrgId, words: '归水务' });

  it('for the one that is responsible leaves it so, and lets nobody else take over', () => {
    expect(rule([water, pending], 'water')).toMatchObject({
      patch: { question: null, ruledAt: now },
      calls: [{ do: 'drop', taskId: 'task-police' }],
    });
  });

  it('for another calls it; for one that is about to take over changes nothing', () => {
    expect(effects(rule([water], 'transport'))).toMatchObject([{ do: 'call', orgId: 'transport', because: 'ruled', replacing: true }]);
    expect(rule([water, pending], 'police')).toMatchObject({ ok: true, calls: [] });
  });
});

describe('assisting departments', () => {
  it('are called once each', () => {
    const decision = decide({ side: 'town' }, 'add-assist', { orgIds: ['police', 'police', 'fire'] });
    expect(effects(decision).map((effect) => ('orgId' in effect ? effect.orgId : null))).toEqual(['police', 'fire']);
    expect(decide({ side: 'town' }, 'add-assist', { orgIds: ['water'] })).toEqual({ ok: false, refusal: 'already-called' });
  });
});

describe('the end', () => {
  it('sends the lead back to where it was', () => {
    const finished = (arrived: boolean) => [aCall('water', { role: 'lead', responsible: true, taskState: 'done', arrived })];
    const sendBack = (arrived: boolean) =>
      decide({ side: 'town', finished: true, calls: finished(arrived) }, 'send-back', { words: '还积水' });
    expect(sendBack(true)).toMatchObject({
      patch: { state: 'on-scene', finishedAt: null },
      calls: [
        { do: 'reopen', taskId: 'task-water' },
        { do: 'end-town-task', task: 'check', as: 'sent-back' },
      ],
    });
    expect(sendBack(false)).toMatchObject({ patch: { state: 'acknowledged' } });
  });

  it('takes everything back that is open', () => {
    const close = { satisfaction: 'fair', check: '看过', words: '' } as const;
    expect(decide({ side: 'town', finished: true }, 'close', close)).toMatchObject({
      patch: { state: 'closed', closedAt: now, satisfaction: 'fair', checked: '看过' },
      calls: [{ do: 'cancel-all' }, { do: 'end-town-task', task: 'check', as: 'done' }],
      ends: true,
    });
    expect(decide({ side: 'town', question: 'ruling' }, 'withdraw', { reason: '吹错' })).toMatchObject({
      patch: { state: 'withdrawn', question: null, rulingDueAt: null },
      ends: true,
    });
  });

  it('is raised to a more urgent kind and to no other', () => {
    expect(decide({ side: 'city' }, 'raise', { kind: 'emergency', words: '水漫进屋' })).toMatchObject({
      ok: true,
      facts: { from: 'enforcement', kind: 'emergency' },
    });
    expect(decide({ side: 'town' }, 'raise', { kind: 'everyday', words: '不急' })).toEqual({ ok: false, refusal: 'not-a-raise' });
  });

  it('answers a refusal of the table and changes nothing', () => {
    expect(decide({ side: 'called', own: water }, 'close', { satisfaction: 'satisfied', check: '自己看过', words: '' })).toEqual({
      ok: false,
      refusal: 'only-the-town',
    });
  });
});
