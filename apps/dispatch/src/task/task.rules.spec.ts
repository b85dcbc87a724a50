import type { TaskState } from '#contracts/task.js';
import { taskStates } from '#contracts/task.js';
import { factsOf, tapTask, taps } from './task.rules.js';
import type { Tap, TaskFacts } from './task.rules.js';

/** A plan's task that has started, unless a test says otherwise. */
function facts(state: TaskState, overrides: Partial<TaskFacts> = {}): TaskFacts {
  return {
    cause: 'activation',
    state,
    started: true,
    cancelReason: null,
    mustArrive: false,
    isThere: false,
    followed: false,
    checksIn: false,
    ...overrides,
  };
}

describe('tapTask', () => {
  const outcome = (state: TaskState, tap: Tap, overrides: Partial<TaskFacts> = {}): string => {
    const decision = tapTask(facts(state, overrides), tap);
    return decision.ok ? (decision.already ? `already ${decision.state}` : decision.state) : decision.refusal;
  };

  it.each<[TaskState, Tap, string]>([
    ['issued', 'acknowledge', 'acknowledged'],
    ['issued', 'arrive', 'task-not-acknowledged'],
    ['issued', 'finish', 'task-not-acknowledged'],
    ['issued', 'decline', 'declined'],
    ['acknowledged', 'acknowledge', 'already acknowledged'],
    ['acknowledged', 'arrive', 'arrived'],
    ['acknowledged', 'finish', 'done'],
    ['acknowledged', 'decline', 'declined'],
    ['arrived', 'acknowledge', 'already arrived'],
    ['arrived', 'finish', 'done'],
    ['arrived', 'decline', 'task-followed'],
    ['issued', 'take-back', 'task-not-acknowledged'],
    ['acknowledged', 'take-back', 'issued'],
    ['arrived', 'take-back', 'task-followed'],
    ['done', 'take-back', 'task-not-open'],
    ['issued', 'note', 'task-not-acknowledged'],
    ['acknowledged', 'note', 'acknowledged'],
    ['arrived', 'note', 'arrived'],
    ['done', 'note', 'task-not-open'],
    ['issued', 'hand-over', 'issued'],
    ['acknowledged', 'hand-over', 'issued'],
    ['arrived', 'hand-over', 'issued'],
    ['done', 'hand-over', 'task-not-open'],
    ['cancelled', 'hand-over', 'task-not-open'],
    ['acknowledged', 'check-in', 'no-check-in'],
    ['issued', 'check-in', 'task-not-acknowledged'],
    ['cancelled', 'check-in', 'task-not-open'],
    ['done', 'acknowledge', 'already done'],
    ['done', 'finish', 'already done'],
    ['declined', 'acknowledge', 'task-not-open'],
    ['cancelled', 'acknowledge', 'task-not-open'],
    ['cancelled', 'decline', 'task-not-open'],
  ])('%s + %s → %s', (state, tap, expected) => {
    expect(outcome(state, tap)).toBe(expected);
  });

  it('lets a waiting task be acknowledged or declined in advance, but not worked on', () => {
    expect(outcome('issued', 'acknowledge', { started: false })).toBe('acknowledged');
    expect(outcome('issued', 'decline', { started: false })).toBe('declined');
    expect(outcome('acknowledged', 'arrive', { started: false })).toBe('task-waiting');
    expect(outcome('acknowledged', 'finish', { started: false })).toBe('task-waiting');
  });

  it.each<[string, TaskState, Tap, Partial<TaskFacts>, string]>([
    ['whoever was released hears that others have it', 'cancelled', 'acknowledge', { cancelReason: 'enough' }, 'task-taken'],
    ['who asked took it back', 'cancelled', 'acknowledge', { cancelReason: 'withdrawn' }, 'task-not-open'],
    ["a whistle's call is returned, not declined", 'issued', 'decline', { cause: 'whistle' }, 'return-instead'],
    ["a whistle's call is returned also once it is closed", 'cancelled', 'decline', { cause: 'whistle' }, 'return-instead'],
    ['on the scene first', 'acknowledged', 'finish', { mustArrive: true }, 'task-not-arrived'],
    ['another post of an org that is there goes on', 'issued', 'acknowledge', { isThere: true }, 'arrived'],
    ['on the scene', 'arrived', 'finish', { mustArrive: true }, 'done'],
    ['nothing has followed', 'acknowledged', 'take-back', {}, 'issued'],
    ['a note has followed', 'acknowledged', 'take-back', { followed: true }, 'task-followed'],
    ['a person in danger is safe', 'acknowledged', 'check-in', { checksIn: true }, 'acknowledged'],
    ['a person in danger is safe on the scene', 'arrived', 'check-in', { checksIn: true }, 'arrived'],
    ['nobody is asked before it starts', 'acknowledged', 'check-in', { checksIn: true, started: false }, 'task-waiting'],
    ['a waiting task is handed over', 'issued', 'hand-over', { started: false }, 'issued'],
  ])('%s: %s + %s', (_, state, tap, overrides, expected) => {
    expect(outcome(state, tap, overrides)).toBe(expected);
  });

  it('never reopens a closed task', () => {
    for (const state of ['done', 'declined', 'cancelled'] as const) {
      for (const tap of taps) {
        const decision = tapTask(facts(state), tap);
        if (decision.ok) expect(decision).toMatchObject({ already: true, state });
      }
    }
  });

  it('has an answer for every state and tap', () => {
    for (const state of taskStates) for (const tap of taps) expect(tapTask(facts(state), tap)).toHaveProperty('ok');
  });
});

describe('factsOf', () => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 8, minute));
  const row = {
    cause: 'whistle' as const,
    state: 'acknowledged' as const,
    cancelReason: null,
    startedAt: at(0),
    arrivedAt: null,
    limits: {},
  };

  it.each<[string, Date | null, Date | null, boolean, boolean]>([
    ['nothing', null, null, false, false],
    ['a note after the acknowledgement', at(6), null, false, true],
    ["a former recipient's note", at(4), null, false, false],
    ['a check-in', null, at(7), false, true],
    ['evidence', null, null, true, true],
  ])('%s', (_, notedAt, checkedInAt, evidence, followed) => {
    expect(factsOf({ ...row, acknowledgedAt: at(5), notedAt, checkedInAt }, evidence).followed).toBe(followed);
  });
});
