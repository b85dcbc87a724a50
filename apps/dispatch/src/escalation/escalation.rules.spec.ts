import { escalateTasks } from './escalation.rules.js';
import type { ClimbingTask } from './escalation.rules.js';

const at = new Date('2024-09-15T06:25:00Z');

function task(taskId: string, overrides: Partial<ClimbingTask> = {}): ClimbingTask {
  return {
    taskId,
    activationId: 'a',
    unitId: 'leyu',
    incidentTitle: '台风',
    level: 'III',
    exercise: true,
    title: '预警叫应并收回执',
    titleEn: 'Call out',
    orgId: '320582104201',
    postId: 'village-secretary',
    superior: { orgId: 'leyu:leadership', postId: 'town-duty-leader', commandPointId: 'leyu:town-centre' },
    ...overrides,
  };
}

describe('escalateTasks', () => {
  it('makes one digest per superior, activation and unit', () => {
    const digests = escalateTasks(
      [
        task('1'),
        task('2', { orgId: '320582104202' }),
        task('3', { activationId: 'b' }),
        task('4', {
          unitId: 'nanfeng',
          superior: { orgId: 'nanfeng:leadership', postId: 'town-duty-leader', commandPointId: 'nanfeng:town-centre' },
        }),
      ],
      1,
      at,
    );
    expect(digests.map(({ data }) => [data.activationId, data.unitId, data.tasks.map((each) => each.taskId)])).toEqual([
      ['a', 'leyu', ['1', '2']],
      ['b', 'leyu', ['3']],
      ['a', 'nanfeng', ['4']],
    ]);
    expect(digests[0]).toMatchObject({ exercise: true, data: { rung: 1, at: '2024-09-15T06:25:00.000Z' } });
  });

  it('has nobody to tell at the top of the chain', () => {
    expect(escalateTasks([task('1', { superior: null })], 1, at)).toEqual([]);
  });

  it('splits a digest over 1,000 tasks and loses none', () => {
    const digests = escalateTasks(
      Array.from({ length: 2001 }, (_, index) => task(String(index))),
      1,
      at,
    );
    expect(digests.map(({ data }) => data.tasks.length)).toEqual([1000, 1000, 1]);
  });
});
