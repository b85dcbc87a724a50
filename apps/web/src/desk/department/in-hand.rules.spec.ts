import { aCall, aWhistle } from '../../whistle/testing/a-whistle.js';
import { aTask } from '../testing/a-task.js';
import { buttonsOf, callWithTask, entriesOf, feedbackOwed, firstInNeed, taskOfCall, whistleWithTask } from './in-hand.rules.js';

const moment = (clock: string) => `2026-11-23T${clock}Z`;
const now = Date.parse(moment('12:03:00'));
const acknowledged = { state: 'acknowledged' as const, acknowledgedAt: moment('12:02:00') };

describe('a call and what the desk knows of its task', () => {
  it('shows what came later of the two', () => {
    const task = aTask({ id: 'k1', ...acknowledged });
    expect(callWithTask(aCall(), task)).toMatchObject(acknowledged);
    const arrived = aCall({ ...acknowledged, state: 'arrived', arrivedAt: moment('12:10:00') });
    expect(callWithTask(arrived, task)).toMatchObject({ state: 'arrived', arrivedAt: moment('12:10:00') });
  });

  it('shows a feedback that is still on its way, and lets its clock start anew', () => {
    const task = aTask({ ...acknowledged, lastNotedAt: moment('12:40:00'), lastNote: '堵住了', feedbackDueAt: moment('13:40:00') });
    expect(callWithTask(aCall(), task)).toMatchObject({ lastFeedback: '堵住了', feedbackDueAt: moment('13:40:00') });
    const newer = aCall({ lastFeedbackAt: moment('12:50:00'), lastFeedback: '水退了' });
    expect(callWithTask(newer, task)).toMatchObject({ lastFeedback: '水退了' });
  });

  it('leaves a call that is out as it is, and a whistle without a task', () => {
    const out = aCall({ replacedAt: moment('12:20:00') });
    expect(callWithTask(out, aTask({ ...acknowledged }))).toBe(out);
    const whistle = aWhistle();
    expect(whistleWithTask(whistle, null)).toBe(whistle);
  });
});

describe('the buttons of a call', () => {
  it.each([
    ['just called', {}, 'acknowledge', [], ['hand-over']],
    ['acknowledged', acknowledged, 'arrive', ['note'], ['take-back', 'hand-over']],
    ['on the scene', { ...acknowledged, state: 'arrived' as const }, 'note', ['finish'], ['hand-over']],
    [
      'on the scene of a kind without feedback',
      { ...acknowledged, state: 'arrived' as const, feedbackDueAt: null },
      'finish',
      ['note'],
      ['hand-over'],
    ],
    ['finished', { state: 'done' as const }, null, [], []],
    ['replaced', { ...acknowledged, replacedAt: moment('12:20:00') }, null, [], []],
  ] as const)('%s', (_, given, main, beside, more) => {
    expect(buttonsOf(taskOfCall(aWhistle(), aCall(given)))).toEqual({ main, beside, more });
  });
});

describe('the list of a department', () => {
  const call = aWhistle({ id: 'w1' });
  const inWork = aWhistle({ id: 'w2', number: '2', ownTaskId: 'k2', calls: [aCall({ taskId: 'k2', ...acknowledged })] });
  const planTask = aTask({ id: 't9', state: 'acknowledged' });

  it('has whistles first, then tasks; a call without its whistle is answered as the task that it is', () => {
    const rung = aTask({ id: 'k7', cause: 'whistle' });
    const keys = entriesOf([inWork, call], [planTask, rung, aTask({ id: 'k1', cause: 'whistle' })], now).map((entry) => entry.key);
    expect(keys).toEqual(['task-k7', 'whistle-w1', 'whistle-w2', 'task-t9']);
  });

  it('shows a whistle only to whom it called', () => {
    expect(entriesOf([aWhistle({ ownTaskId: null })], [], now)).toEqual([]);
  });

  it('takes into the hand what is to be acknowledged, real before drill', () => {
    const drill = aWhistle({ id: 'w0', exercise: true });
    expect(firstInNeed(entriesOf([drill, inWork], [planTask], now))?.key).toBe('whistle-w2');
    expect(firstInNeed(entriesOf([inWork, call], [], now))?.key).toBe('whistle-w1');
    expect(firstInNeed(entriesOf([inWork], [aTask({ id: 'new' })], now))?.key).toBe('task-new');
    expect(firstInNeed([])).toBeNull();
  });

  it('names the feedback that is owed, nearest first', () => {
    const sooner = aWhistle({
      id: 'w3',
      ownTaskId: 'k3',
      calls: [aCall({ taskId: 'k3', ...acknowledged, feedbackDueAt: moment('12:30:00') })],
    });
    expect(feedbackOwed(entriesOf([inWork, call, sooner], [], now)).map((one) => one.whistle.id)).toEqual(['w3', 'w2']);
  });
});
