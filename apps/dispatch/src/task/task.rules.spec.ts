import type { TaskState } from '#contracts/task.js';
import { taskStates } from '#contracts/task.js';
import { tapTask, taps } from './task.rules.js';
import type { Tap } from './task.rules.js';

describe('tapTask', () => {
  const outcome = (state: TaskState, tap: Tap, started = true): string => {
    const decision = tapTask({ state, started }, tap);
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
    ['arrived', 'decline', 'task-not-open'],
    ['done', 'acknowledge', 'already done'],
    ['done', 'finish', 'already done'],
    ['declined', 'acknowledge', 'task-not-open'],
    ['cancelled', 'acknowledge', 'task-not-open'],
    ['cancelled', 'decline', 'task-not-open'],
  ])('%s + %s → %s', (state, tap, expected) => {
    expect(outcome(state, tap)).toBe(expected);
  });

  it('lets a waiting task be acknowledged or declined in advance, but not worked on', () => {
    expect(outcome('issued', 'acknowledge', false)).toBe('acknowledged');
    expect(outcome('issued', 'decline', false)).toBe('declined');
    expect(outcome('acknowledged', 'arrive', false)).toBe('task-waiting');
    expect(outcome('acknowledged', 'finish', false)).toBe('task-waiting');
  });

  it('never reopens a closed task', () => {
    for (const state of ['done', 'declined', 'cancelled'] as const) {
      for (const tap of taps) {
        const decision = tapTask({ state, started: true }, tap);
        if (decision.ok) expect(decision).toMatchObject({ already: true, state });
      }
    }
  });

  it('has an answer for every state and tap', () => {
    for (const state of taskStates) for (const tap of taps) expect(tapTask({ state, started: true }, tap)).toHaveProperty('ok');
  });
});
