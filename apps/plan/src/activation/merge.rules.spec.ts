import type { TaskTemplate } from '#contracts/plan-library.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { aPlan, aTarget, aTask, heldBy } from '../testing/a-plan.js';
import type { MatchedPlan } from './match.rules.js';
import { runningTasks } from './merge.rules.js';

function matched(ofCity: TaskTemplate[], ofUnit: TaskTemplate[] = []): MatchedPlan {
  const city = aPlan('P01', ofCity);
  const unit = aPlan('P01', ofUnit);
  return {
    no: 'P01',
    document: city,
    matchedCode: '11B01',
    versions: ofUnit.length > 0 ? [heldBy('city', city), heldBy('leyu', unit, 3)] : [heldBy('city', city)],
  };
}
const run = (plan: MatchedPlan, level: ResponseLevel = 'III', category = '11B01') => runningTasks(plan, level, category, null);

describe('which tasks of a plan run', () => {
  const everyLevel = matched([
    aTask('P01-01', { level: 'IV' }),
    aTask('P01-02', { level: 'III' }),
    aTask('P01-03', { level: 'II' }),
    aTask('P01-04', { level: 'I' }),
  ]);
  it.each<[ResponseLevel, string[]]>([
    ['IV', ['P01-01']],
    ['III', ['P01-01', 'P01-02']],
    ['II', ['P01-01', 'P01-02', 'P01-03']],
    ['I', ['P01-01', 'P01-02', 'P01-03', 'P01-04']],
  ])('at %s, levels add up: %j', (level, nos) => {
    expect(run(everyLevel, level).map((task) => task.taskNo)).toEqual(nos);
  });

  it.each([
    [[], true],
    [['11B01'], true],
    [['11B00'], true],
    [['11B04', '11B08'], false],
  ])('only for %j: %s', (onlyCategories, runs) => {
    expect(run(matched([aTask('P01-01', { onlyCategories })]))).toHaveLength(runs ? 1 : 0);
  });

  it("takes the level's minutes, the task's own before the plan's", () => {
    const own = { IV: 9, III: 7, II: 4, I: 2 };
    const [plain, special] = run(matched([aTask('P01-01'), aTask('P01-02', { acknowledgeMinutes: own, repeatMinutes: own })]), 'II');
    expect(plain).toMatchObject({ acknowledgeMinutes: 10, repeatMinutes: null });
    expect(special).toMatchObject({ acknowledgeMinutes: 4, repeatMinutes: 4 });
  });
});

describe("the same task in the city's and the unit's version", () => {
  const limits = (acknowledge: number, done: number) => ({
    acknowledgeMinutes: { IV: acknowledge, III: acknowledge, II: acknowledge, I: acknowledge },
    doneMinutes: done,
  });
  it.each([
    ['the city is stricter', limits(5, 30), limits(8, 60), { acknowledgeMinutes: 5, doneMinutes: 30 }],
    ['the unit is stricter', limits(8, 60), limits(5, 30), { acknowledgeMinutes: 5, doneMinutes: 30 }],
    ['each is stricter in one', limits(5, 60), limits(8, 30), { acknowledgeMinutes: 5, doneMinutes: 30 }],
    ['one has no done limit', limits(5, 0), limits(5, 90), { acknowledgeMinutes: 5, doneMinutes: 90 }],
    ['neither has a done limit', limits(5, 0), limits(5, 0), { acknowledgeMinutes: 5, doneMinutes: 0 }],
  ])('keeps the strictest limits: %s', (_, city, unit, merged) => {
    expect(run(matched([aTask('P01-01', city)], [aTask('P01-01', unit)]))).toEqual([expect.objectContaining(merged)]);
  });

  it("becomes one task with the unit's words, every target and both sources", () => {
    const secretary = aTarget({ tier: 'village', post: 'village-secretary' });
    const [task, ...others] = run(
      matched(
        [aTask('P01-01', { title: '市的话' })],
        [aTask('P01-01', { title: '镇的话', level: 'III', targets: [aTarget(), secretary] })],
      ),
    );
    expect(others).toEqual([]);
    expect(task).toMatchObject({ title: '镇的话', level: 'IV', targets: [aTarget(), aTarget(), secretary] });
    expect(task?.sources.map((source) => [source.holderOrgId, source.version, source.as])).toEqual([
      ['city', 1, 'own'],
      ['leyu', 3, 'own'],
    ]);
  });

  it('keeps a task that only one of them has', () => {
    expect(run(matched([aTask('P01-01')], [aTask('P01-02')])).map((task) => task.taskNo)).toEqual(['P01-01', 'P01-02']);
  });
});
