import type { ComposedTask } from '#contracts/activation.js';
import { aPlan, aTask, heldBy } from '../testing/a-plan.js';
import { composedOf, runningTasks } from './merge.rules.js';
import { partLimits, partsOf } from './part.rules.js';

function task(no: string, more = {}): ComposedTask {
  const document = aPlan('P01', [aTask(no, more)]);
  return composedOf(runningTasks({ no: 'P01', document, versions: [heldBy('city', document)], matchedCode: '' }, 'III', '11B01', null)[0]!);
}
const rows = (taskNo: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `00000000-0000-7000-8000-${taskNo.slice(4)}${String(index).padStart(10, '0')}`,
    taskNo,
    orgId: `3205821042${String(index).padStart(2, '0')}`,
    postId: 'village-secretary',
    because: 'unit-affected' as const,
  }));

describe('partsOf', () => {
  it('tells a small unit in one part, and an empty one in none', () => {
    const parts = partsOf([
      { unitId: 'leyu', tasks: [task('P01-01')], rows: rows('P01-01', 3) },
      { unitId: 'zone', tasks: [], rows: [] },
    ]);
    expect(parts.map((part) => [part.unitId, part.tasks.length, part.rows.length])).toEqual([['leyu', 1, 3]]);
  });

  it('cuts at 500 rows, and tells a task again where its rows go on', () => {
    const parts = partsOf([
      { unitId: 'leyu', tasks: [task('P01-01'), task('P01-02')], rows: [...rows('P01-01', 700), ...rows('P01-02', 400)] },
    ]);
    expect(parts.map((part) => [part.tasks.map((each) => each.taskNo), part.rows.length])).toEqual([
      [['P01-01'], 500],
      [['P01-01', 'P01-02'], 500],
      [['P01-02'], 100],
    ]);
    expect(new Set(parts.flatMap((part) => part.rows.map((row) => row.id))).size).toBe(1100);
    expect(Object.keys(parts[0]!.rows[0]!)).toEqual(['id', 'taskNo', 'orgId', 'postId']);
  });

  it('cuts at the size, whatever the language', () => {
    const long = { what: '巡查'.repeat(1_000) };
    const tasks = Array.from({ length: 60 }, (_, index) => task(`P01-${String(index + 1).padStart(2, '0')}`, long));
    const parts = partsOf([{ unitId: 'leyu', tasks, rows: tasks.flatMap((each) => rows(each.taskNo, 5)) }]);
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(partLimits.bytes + 1_000);
  });

  it('tells what a task waits for in the same part or before', () => {
    const waiting = task('P01-01', { starts: 'afterTask', dependsOn: ['P01-02'] });
    const parts = partsOf([{ unitId: 'leyu', tasks: [waiting, task('P01-02')], rows: [...rows('P01-01', 300), ...rows('P01-02', 600)] }]);
    expect(parts.map((part) => part.tasks.map((each) => each.taskNo))).toEqual([['P01-02'], ['P01-02', 'P01-01']]);
  });
});
