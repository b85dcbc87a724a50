import type { TaskState } from '#contracts/task.js';
import { taskStates } from '#contracts/task.js';
import { goesBeyond, isAcknowledged, isOpen, needsCalls } from './task.rules.js';

describe('announced states', () => {
  const beyond: Record<TaskState, TaskState[]> = {
    issued: ['acknowledged', 'arrived', 'done', 'declined', 'cancelled'],
    acknowledged: ['arrived', 'done', 'declined', 'cancelled'],
    arrived: ['done', 'declined', 'cancelled'],
    done: [],
    declined: [],
    cancelled: [],
  };
  it.each(taskStates.flatMap((known) => taskStates.map((announced): [TaskState, TaskState] => [known, announced])))(
    '%s, then %s',
    (known, announced) => {
      expect(goesBeyond(known, announced)).toBe(beyond[known].includes(announced));
    },
  );

  it.each<[TaskState, boolean, boolean]>([
    ['issued', true, false],
    ['acknowledged', true, true],
    ['arrived', true, true],
    ['done', false, true],
    ['declined', false, false],
    ['cancelled', false, false],
  ])('%s: open %s, acknowledged %s', (state, open, acknowledged) => {
    expect([isOpen(state), isAcknowledged(state)]).toEqual([open, acknowledged]);
  });

  it('calls only for what has started and nobody answered', () => {
    const startedAt = '2024-09-15T06:15:00Z';
    expect(needsCalls({ state: 'issued', startedAt })).toBe(true);
    expect(needsCalls({ state: 'issued', startedAt: null })).toBe(false);
    expect(needsCalls({ state: 'done', startedAt })).toBe(false);
  });
});
