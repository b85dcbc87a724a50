import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import type { Climb } from './deadline.rules.js';
import type { CallReceipt, NightEvidence } from './night-verdict.rules.js';
import { judgeNight } from './night-verdict.rules.js';
import { countOf } from '../verdict.rules.js';

const call = (taskId: string, orgId: string, change: Partial<WhistleCall> = {}): WhistleCall =>
  ({
    ...{ taskId, orgId, role: 'assist', responsible: false, state: 'issued', acknowledgedAt: null, arrivedAt: null, feedbackDueAt: null },
    ...{ acknowledgeDueAt: '2026-07-01T12:00:05Z', arriveDueAt: '2026-07-01T12:00:30Z' },
    ...change,
  }) as unknown as WhistleCall;
const whistle = (change: Partial<Whistle> = {}): Whistle =>
  ({
    ...{
      id: 'w1',
      number: '2026-0701-0001',
      title: '内涝 M-1',
      unitId: 'leyu',
      state: 'blown',
      question: null,
      closeDueAt: null,
      rulingDueAt: null,
    },
    calls: [call('t1', 'water', { role: 'lead', responsible: true }), call('t2', 'traffic')],
    ...change,
  }) as unknown as Whistle;
const receipt = (taskId: string, orgId: string, change: Partial<CallReceipt> = {}): CallReceipt => ({
  ...{ kind: 'task', whistleId: 'w1', taskId, taskIds: [], orgId, postId: 'dept-whistle-officer', exercise: true, desk: orgId },
  ...change,
});
const climb = (told: Climb['told']): Climb => ({
  ...{ taskId: 't1', leg: 'acknowledge', rung: 1, tell: 'superior', dueAtMs: 0, atMs: 0 },
  told,
});
const head = { orgId: 'water', postId: 'dept-head' };

const good: NightEvidence = {
  blown: [{ whistleId: 'w1', unitId: 'leyu', title: '内涝 M-1', asked: ['water', 'traffic'] }],
  whistles: new Map([['w1', whistle()]]),
  strangers: [],
  receipts: [
    receipt('t1', 'water'),
    receipt('t2', 'traffic'),
    receipt('', 'water', { kind: 'digest', taskId: null, taskIds: ['t1'], postId: 'dept-head' }),
  ],
  climbs: [climb(head), climb(null), climb({ orgId: 'elsewhere', postId: 'dept-head' })],
  missed: [],
  deskOf: (orgId) => (['water', 'traffic', 'power', 'leyu:town-centre'].includes(orgId) ? orgId : undefined),
  behind: [],
  acknowledged: new Set(),
  overheard: [],
  proof: { at: '', blown: 1, closed: 0, open: 1, unowned: [], clockless: [], lost: [], doubled: [], clean: true },
};
const harms = (change: Partial<NightEvidence>) => {
  const findings = judgeNight({ ...good, ...change });
  return { lost: countOf(findings, 'lost'), doubled: countOf(findings, 'doubled'), unowned: countOf(findings, 'unowned') };
};
const withWhistle = (change: Partial<Whistle>): Partial<NightEvidence> => ({ whistles: new Map([['w1', whistle(change)]]) });

describe('the verdict on a night', () => {
  it('is in order where each call is at its desk once, and each whistle has one owner and a clock', () => {
    expect(judgeNight(good)).toEqual([]);
  });

  it.each<[string, number, Partial<NightEvidence>]>([
    ['a whistle that is not there', 1, { blown: [...good.blown, { ...good.blown[0]!, whistleId: 'w2' }] }],
    ['a department that was asked for and not called', 1, { blown: [{ ...good.blown[0]!, asked: ['water', 'traffic', 'power'] }] }],
    ['a call that its desk has not', 1, { receipts: good.receipts.slice(1) }],
    ['a town that was not told to look', 1, withWhistle({ state: 'finished' })],
    ['a desk that is behind', 1, { behind: ['water 1: 1/2'] }],
    ['an acknowledgement that is not counted', 1, { acknowledged: new Set(['t1']) }],
    ['a row without the exercise mark', 1, { receipts: [receipt('t1', 'water', { exercise: false }), ...good.receipts.slice(1)] }],
    ['a leader who was told and has nothing', 1, { receipts: good.receipts.slice(0, 2) }],
    ['a deadline of which nobody was told', 1, { missed: ['7 water arrive 100 %'] }],
    ['what the platform calls lost', 1, { proof: { ...good.proof, lost: ['t1', 'of another night'] } }],
  ])('finds lost: %s', (_, lost, change) => expect(harms(change)).toEqual({ lost, doubled: 0, unowned: 0 }));

  it.each<[string, number, Partial<NightEvidence>]>([
    ['a whistle that nobody blew', 1, { strangers: ['2026-0701-0002 内涝 M-1'] }],
    ['a department that nobody called', 1, { blown: [{ ...good.blown[0]!, asked: ['water'] }] }],
    ['a call that a desk has twice', 1, { receipts: [...good.receipts, receipt('t2', 'traffic')] }],
    ["a town's check at the desk of another town", 1, { receipts: [...good.receipts, receipt('check', 'daxin:town-centre')] }],
    ['a call at the desk of another', 1, { receipts: [receipt('t1', 'water', { desk: 'power' }), ...good.receipts.slice(1)] }],
    ['a desk that heard what is not its own', 1, { overheard: ['power w1'] }],
    ['what the platform calls doubled', 1, { proof: { ...good.proof, doubled: ['t2'] } }],
  ])('finds doubled: %s', (_, doubled, change) => expect(harms(change)).toEqual({ lost: 0, doubled, unowned: 0 }));

  it.each<[string, number, Partial<NightEvidence>]>([
    [
      'a whistle without an owner',
      1,
      withWhistle({ calls: [call('t1', 'water'), call('t2', 'traffic')], closeDueAt: '2026-07-01T16:00:00Z' }),
    ],
    [
      'a whistle with two owners',
      1,
      withWhistle({ calls: [call('t1', 'water', { responsible: true }), call('t2', 'traffic', { responsible: true })] }),
    ],
    [
      'an owner who owes nothing any more',
      1,
      withWhistle({ calls: [call('t1', 'water', { responsible: true, acknowledgedAt: 'x', arrivedAt: 'x' }), call('t2', 'traffic')] }),
    ],
    ['what the platform calls unowned', 1, { proof: { ...good.proof, unowned: ['w1'] } }],
    ['what the platform calls clockless', 1, { proof: { ...good.proof, clockless: ['w1', 'another'] } }],
  ])('finds unowned: %s', (_, unowned, change) => expect(harms(change)).toEqual({ lost: 0, doubled: 0, unowned }));

  it.each<[string, Partial<Whistle>]>([
    ['a close limit', { closeDueAt: '2026-07-01T16:00:00Z' }],
    ['a dispute that runs out', { rulingDueAt: '2026-07-01T12:01:00Z', question: 'disputed' }],
    ['a ruling that is asked for', { question: 'ruling' }],
  ])('takes for a running clock: %s', (_, change) => {
    const idle = call('t1', 'water', { responsible: true, acknowledgedAt: 'x', arrivedAt: 'x' });
    expect(harms(withWhistle({ calls: [idle, call('t2', 'traffic')], ...change })).unowned).toBe(0);
  });

  it('takes a finished whistle for owed by the town that was told to look', () => {
    const receipts = [...good.receipts, receipt('check', 'leyu:town-centre')];
    expect(harms({ ...withWhistle({ state: 'finished' }), receipts })).toEqual({ lost: 0, doubled: 0, unowned: 0 });
  });

  it('takes a digest that gave way to a later one for heard, once its task was answered', () => {
    const later = receipt('', 'water', { kind: 'digest', taskId: null, taskIds: ['t9'], postId: 'dept-head' });
    const calls = (acknowledgedAt: string | null) => [
      call('t1', 'water', { role: 'lead', responsible: true, acknowledgedAt }),
      call('t2', 'traffic'),
    ];
    const receipts = [...good.receipts.slice(0, 2), later];
    expect(harms({ ...withWhistle({ calls: calls('x') }), receipts }).lost).toBe(0);
    expect(harms({ ...withWhistle({ calls: calls(null) }), receipts }).lost).toBe(1);
  });

  it('asks no owner of what is closed', () => {
    expect(harms(withWhistle({ state: 'closed', calls: [call('t1', 'water'), call('t2', 'traffic')] }))).toEqual({
      lost: 0,
      doubled: 0,
      unowned: 0,
    });
  });
});
