import type { ActivationStarted, ComposedTask } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskStart } from '#contracts/plan-library.js';
import { byUrgency, issuedTaskOf, newTask } from './new-task.rules.js';

const part = {
  exercise: true,
  data: { activationId: 'a', unitId: 'leyu', startedAt: '2024-09-15T14:15:00.000+08:00' },
} as Envelope<ActivationStarted>;
const row = { id: 'row-1', taskNo: 'P01-01', orgId: 'village', postId: 'village-secretary' };
const recipient = { personId: 'somebody', holding: 'on-duty', commandPointId: 'desk' };

function task(starts: TaskStart, doneMinutes = 60): ComposedTask {
  return { taskNo: 'P01-01', title: '巡堤', titleEn: 'Walk the dyke', starts, acknowledgeMinutes: 10, doneMinutes } as ComposedTask;
}

describe('a new task', () => {
  const [begun, acknowledgeBy, doneBy] = ['2024-09-15T06:15:00.000Z', '2024-09-15T06:25:00.000Z', '2024-09-15T07:15:00.000Z'];

  it.each([
    ['atStart', 60, 'issued', begun, acknowledgeBy, doneBy],
    ['atStart', 0, 'issued', begun, acknowledgeBy, null],
    ['byTheClick', 60, 'done', begun, null, null],
    ['afterTask', 60, 'issued', null, null, null],
    ['onReport', 60, 'issued', null, null, null],
    ['atEnd', 60, 'issued', null, null, null],
  ] as const)('that starts %s, to be done in %i min', (starts, doneMinutes, state, startedAt, acknowledgeDueAt, doneDueAt) => {
    expect(newTask(part, row, task(starts, doneMinutes), recipient)).toMatchObject({ state, startedAt, acknowledgeDueAt, doneDueAt });
  });

  it('without a person is unfilled and goes to the desk of its command point, or of its own org where the directory knows none', () => {
    const nobody = { personId: null, holding: 'vacant', commandPointId: 'desk' };
    expect(newTask(part, row, task('atStart'), nobody)).toMatchObject({ unfilled: true, personId: null, commandPointId: 'desk' });
    expect(newTask(part, row, task('atStart'), { ...nobody, commandPointId: null })).toMatchObject({ commandPointId: 'village' });
  });

  it('is told without the person who holds the post', () => {
    expect(Object.keys(issuedTaskOf(newTask(part, row, task('atStart'), recipient)))).not.toContain('personId');
  });

  it('comes before those that are due later, which come before those that wait', () => {
    const waiting = newTask(part, { ...row, id: 'row-0' }, task('atEnd'), recipient);
    const later = newTask(part, row, task('atStart', 90), recipient);
    const first = newTask(part, { ...row, id: 'row-2' }, task('atStart', 30), recipient);
    expect([waiting, later, first].sort(byUrgency).map(({ taskId }) => taskId)).toEqual(['row-2', 'row-1', 'row-0']);
  });
});
