import type { TaskTemplate } from '#contracts/plan-library.js';
import { aPlan, aTask, heldBy } from '../testing/a-plan.js';
import { coverTasks } from './cover.rules.js';
import { runningTasks } from './merge.rules.js';

/** The running tasks of these templates at Ⅲ, each in the plan that its number names. */
function running(...templates: TaskTemplate[]) {
  return templates.flatMap((template) => {
    const document = aPlan(template.no.slice(0, 3), [template]);
    return runningTasks({ no: document.no, document, versions: [heldBy('city', document)], matchedCode: '11B01' }, 'III', '11B01', null);
  });
}
const cover = (...templates: TaskTemplate[]) => coverTasks(running(...templates));

describe('coverTasks', () => {
  it('puts the covering task in the place of the covered one, with both sources and the strictest limits', () => {
    const covered = aTask('O01-02', { coveredBy: ['P01-15'], doneMinutes: 30, repeatMinutes: { IV: 9, III: 9, II: 9, I: 9 } });
    const tasks = cover(covered, aTask('P01-15', { doneMinutes: 60 }));
    expect(tasks.map((task) => task.taskNo)).toEqual(['P01-15']);
    expect(tasks[0]).toMatchObject({ title: '标题 P01-15', doneMinutes: 30, repeatMinutes: null });
    expect(tasks[0]?.sources.map((source) => [source.taskNo, source.as])).toEqual([
      ['P01-15', 'own'],
      ['O01-02', 'covers'],
    ]);
  });

  it.each([
    ['whose covering task belongs to a stronger level', aTask('P01-15', { level: 'II' })],
    ['whose covering task is for other categories', aTask('P01-15', { onlyCategories: ['11B04'] })],
  ])('keeps a task %s', (_, covering) => {
    expect(cover(aTask('O01-02', { coveredBy: ['P01-15'] }), covering).map((task) => task.taskNo)).toEqual(['O01-02']);
  });

  it('moves a dependency to the task that took the place', () => {
    const tasks = cover(
      aTask('O01-08', { coveredBy: ['P01-03'] }),
      aTask('O01-12', { starts: 'afterTask', dependsOn: ['O01-08'] }),
      aTask('P01-03'),
    );
    expect(tasks.find((task) => task.taskNo === 'O01-12')?.dependsOn).toEqual(['P01-03']);
  });

  it('moves a dependency to all tasks that took the place, and never to the task itself', () => {
    const tasks = cover(
      aTask('O01-08', { coveredBy: ['P01-03', 'P02-03'] }),
      aTask('O01-12', { dependsOn: ['O01-08'] }),
      aTask('P01-03', { dependsOn: ['O01-08'] }),
      aTask('P02-03'),
    );
    expect(tasks.map((task) => [task.taskNo, task.dependsOn])).toEqual([
      ['O01-12', ['P01-03', 'P02-03']],
      ['P01-03', ['P02-03']],
      ['P02-03', []],
    ]);
  });

  it('follows a covering task that is covered itself', () => {
    const tasks = cover(
      aTask('O01-01', { coveredBy: ['P01-01'] }),
      aTask('P01-01', { coveredBy: ['X01-01'] }),
      aTask('P01-02', { dependsOn: ['O01-01'] }),
      aTask('X01-01'),
    );
    expect(tasks.map((task) => [task.taskNo, task.dependsOn, task.sources.length])).toEqual([
      ['P01-02', ['X01-01'], 1],
      ['X01-01', [], 3],
    ]);
  });

  it('never lets two tasks remove each other', () => {
    const tasks = cover(aTask('P01-01', { coveredBy: ['P02-01'] }), aTask('P02-01', { coveredBy: ['P01-01'] }));
    expect(tasks.map((task) => task.taskNo)).toEqual(['P02-01']);
  });
});
