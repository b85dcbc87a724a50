import { groupByLevel, type PreviewTask } from './tasks.view.js';

const task = (taskNo: string, level: 'IV' | 'III' | 'II', rows: number) => ({ taskNo, level, rows }) as PreviewTask;

it('groups tasks by the level that brings them, and levels add up', () => {
  const tasks = [task('P01-07', 'III', 13), task('P01-02', 'IV', 13), task('P01-01', 'IV', 284)];
  expect(groupByLevel(tasks, 'III').map((group) => [group.level, group.kinds, group.rows, group.tasks.map((one) => one.taskNo)])).toEqual([
    ['IV', 2, 297, ['P01-01', 'P01-02']],
    ['III', 1, 13, ['P01-07']],
  ]);
  expect(groupByLevel(tasks, 'IV')).toHaveLength(1);
});
