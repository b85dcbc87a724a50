import { aCall, aWhistle } from './testing/a-whistle.js';
import { actState, boardCounts, boardOrder, byUrgency, isOut, legsOf, mayAct, needOfWhistle, runningLeg, shareOf } from './whistle.view.js';

const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`);
const moment = (clock: string) => `2026-11-23T${clock}Z`;

describe('the three legs of a call', () => {
  const acknowledged = { state: 'acknowledged' as const, acknowledgedAt: moment('12:02:00') };
  const arrived = { ...acknowledged, state: 'arrived' as const, arrivedAt: moment('12:20:00') };
  const fedBack = { ...arrived, lastFeedbackAt: moment('12:50:00'), feedbackDueAt: moment('13:50:00') };

  it.each([
    ['just called', {}, '12:01:00', ['running', 'running', 'running'], 'acknowledge', [false, false, false]],
    ['not acknowledged in time', {}, '12:06:00', ['over', 'running', 'running'], 'acknowledge', [false, false, false]],
    ['acknowledged', acknowledged, '12:06:00', ['done', 'running', 'running'], 'arrive', [false, false, false]],
    [
      'acknowledged late',
      { ...acknowledged, acknowledgedAt: moment('12:07:00') },
      '12:08:00',
      ['done', 'running', 'running'],
      'arrive',
      [true, false, false],
    ],
    ['never acknowledged', {}, '13:30:00', ['over', 'over', 'over'], 'acknowledge', [false, false, false]],
    ['on the scene', arrived, '12:40:00', ['done', 'done', 'running'], 'feedback', [false, false, false]],
    ['fed back once: the hourly clock runs', fedBack, '13:30:00', ['done', 'done', 'running'], 'feedback', [false, false, false]],
    ['the next feedback is missing', fedBack, '14:00:00', ['done', 'done', 'over'], 'feedback', [false, false, false]],
    [
      'finished',
      { ...fedBack, state: 'done' as const, finishedAt: moment('14:30:00') },
      '15:00:00',
      ['done', 'done', 'done'],
      null,
      [false, false, false],
    ],
    [
      'finished without having said that it arrived',
      { ...acknowledged, state: 'done' as const, finishedAt: moment('12:20:00') },
      '15:00:00',
      ['done', 'stopped', 'done'],
      null,
      [false, false, false],
    ],
    [
      'replaced',
      { ...acknowledged, replacedAt: moment('12:20:00') },
      '13:00:00',
      ['done', 'stopped', 'stopped'],
      null,
      [false, false, false],
    ],
  ] as const)('%s', (_, call, clock, phases, running, late) => {
    const legs = legsOf(aWhistle(), aCall(call), at(clock));
    expect(legs.map((leg) => leg.phase)).toEqual(phases);
    expect(legs.map((leg) => leg.late)).toEqual(late);
    expect(runningLeg(legs)?.leg ?? null).toBe(running);
  });

  it('show the limit of the whistle where no feedback is asked', () => {
    const everyday = aWhistle({ limits: { ...aWhistle().limits, firstFeedback: null, thenEvery: null }, closeDueAt: moment('18:00:00') });
    const [, , third] = legsOf(everyday, aCall(arrived), at('12:40:00'));
    expect(third).toMatchObject({ leg: 'close', phase: 'running', dueAt: moment('18:00:00') });
  });

  it('point at the leg that is over behind the one that runs', () => {
    const legs = legsOf(aWhistle(), aCall({ ...acknowledged, feedbackDueAt: moment('12:10:00') }), at('12:15:00'));
    expect(runningLeg(legs)?.leg).toBe('feedback');
  });

  it('stop with the whistle', () => {
    const legs = legsOf(aWhistle({ state: 'closed', closedAt: moment('12:10:00') }), aCall(), at('13:00:00'));
    expect(legs.map((leg) => leg.phase)).toEqual(['stopped', 'stopped', 'stopped']);
  });

  it('fill as far as they have run', () => {
    expect(shareOf({ phase: 'running', dueAt: moment('12:04:00') }, at('12:00:00'), at('12:01:00'))).toBe(0.25);
    expect(shareOf({ phase: 'over', dueAt: moment('12:04:00') }, at('12:00:00'), at('12:09:00'))).toBe(1);
    expect(shareOf({ phase: 'waits', dueAt: null }, null, at('12:01:00'))).toBe(0);
  });
});

describe('the order of whistles', () => {
  it('is real before drill, owed before waiting, nearest limit first', () => {
    const soon = aWhistle({ id: 'soon', number: '3' });
    const later = aWhistle({ id: 'later', number: '2', calls: [aCall({ state: 'acknowledged', acknowledgedAt: moment('12:01:00') })] });
    const waits = aWhistle({ id: 'waits', number: '1', calls: [aCall({ state: 'done', finishedAt: moment('12:02:00') })] });
    const drill = aWhistle({ id: 'drill', number: '0', exercise: true });
    const ordered = [drill, waits, later, soon].sort(byUrgency(at('12:03:00'))).map((one) => one.id);
    expect(ordered).toEqual(['soon', 'later', 'waits', 'drill']);
  });

  it.each([
    ['acknowledge', aWhistle()],
    ['work', aWhistle({ calls: [aCall({ state: 'arrived' })] })],
    ['wait', aWhistle({ calls: [aCall({ state: 'done' })] })],
    ['wait', aWhistle({ calls: [aCall({ state: 'acknowledged', replacedAt: moment('12:10:00') })] })],
    ['acknowledge', aWhistle({ ownTaskId: null })],
  ] as const)('a whistle asks its reader to %s', (need, whistle) => expect(needOfWhistle(whistle)).toBe(need));
});

describe('what may be done', () => {
  const whistle = aWhistle({
    acts: [
      { act: 'return', refusal: 'emergency-not-returnable' },
      { act: 'ask-reassign', refusal: null },
    ],
  });
  it('is what the server says, with its reason', () => {
    expect(actState(whistle, 'return')).toEqual({ refusal: 'emergency-not-returnable' });
    expect(actState(whistle, 'close')).toBeNull();
    expect([mayAct(whistle, 'ask-reassign'), mayAct(whistle, 'return'), mayAct(whistle, 'close')]).toEqual([true, false, false]);
  });
});

describe('the scene board', () => {
  const lead = aCall({ taskId: 'lead', state: 'acknowledged' });
  const there = aCall({ taskId: 'there', role: 'assist', responsible: false, state: 'arrived' });
  const silent = aCall({ taskId: 'silent', role: 'assist', responsible: false });
  const returned = aCall({ taskId: 'returned', role: 'assist', responsible: false, state: 'declined' });
  it('lists the responsible lead first and who is out last', () => {
    expect(boardOrder([returned, silent, there, lead]).map((call) => call.taskId)).toEqual(['lead', 'there', 'silent', 'returned']);
  });
  it('counts those called, without who is out', () => {
    expect(boardCounts([returned, silent, there, lead])).toEqual({ called: 3, silent: 1, onTheWay: 1, arrived: 1 });
    expect([isOut(returned), isOut(there)]).toEqual([true, false]);
  });
});
