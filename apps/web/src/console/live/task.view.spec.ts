import type { Task } from '#contracts/task.js';
import { countByOrg, markOf, overdueOf, runningLimit, sortTasks } from './task.view.js';

const now = Date.parse('2026-09-14T04:00:00Z');
const before = '2026-09-14T03:50:00.000Z';
const after = '2026-09-14T04:10:00.000Z';
const task = (change: Partial<Task>) =>
  ({
    id: 't',
    taskNo: 'P01-01',
    orgId: 'o',
    state: 'issued',
    unfilled: false,
    startedAt: '2026-09-14T03:40:00.000Z',
    acknowledgeDueAt: after,
    doneDueAt: null,
    ...change,
  }) as Task;
const nobody = new Set<string>();

describe('the mark of a task', () => {
  it.each([
    [{}, 'issued'],
    [{ acknowledgeDueAt: before }, 'overdue'],
    [{ state: 'acknowledged', acknowledgeDueAt: before }, 'acknowledged'],
    [{ state: 'arrived', doneDueAt: before }, 'overdue'],
    [{ state: 'done', doneDueAt: before }, 'done'],
    [{ unfilled: true }, 'shortfall'],
    [{ startedAt: null, acknowledgeDueAt: null }, 'waiting'],
  ] as [Partial<Task>, string][])('%j shows %s', (change, mark) => {
    expect(markOf(task(change), now, nobody)).toBe(mark);
  });

  it('not reached stands over overdue until somebody answers', () => {
    const called = new Set(['t']);
    expect(markOf(task({ acknowledgeDueAt: before }), now, called)).toBe('not-reached');
    expect(markOf(task({ state: 'acknowledged' }), now, called)).toBe('acknowledged');
  });
});

it('the limit that runs is the next one', () => {
  expect(runningLimit(task({ doneDueAt: before }))?.limit).toBe('acknowledge');
  expect(runningLimit(task({ state: 'acknowledged', doneDueAt: after }))?.limit).toBe('done');
  expect(runningLimit(task({ state: 'done', doneDueAt: after }))).toBeNull();
  expect(runningLimit(task({ startedAt: null }))).toBeNull();
  expect(overdueOf(task({ acknowledgeDueAt: after, doneDueAt: before }), now)).toEqual({ limit: 'done', dueAt: before });
});

it('sorts trouble first', () => {
  const tasks = [
    task({ id: 'done', state: 'done' }),
    task({ id: 'late', acknowledgeDueAt: before }),
    task({ id: 'gone' }),
    task({ id: 'open' }),
  ];
  expect(sortTasks(tasks, now, new Set(['gone'])).map((row) => row.id)).toEqual(['gone', 'late', 'open', 'done']);
});

it('counts by org, trouble first', () => {
  const tasks = [
    task({ id: '1', orgId: 'calm', orgName: '甲村', state: 'done', acknowledgedAt: before }),
    task({ id: '2', orgId: 'late', orgName: '乙村', acknowledgeDueAt: before }),
    task({ id: '3', orgId: 'late', orgName: '乙村', unfilled: true }),
  ];
  expect(countByOrg(tasks, now, nobody)).toEqual([
    { orgId: 'late', orgName: '乙村', tasks: 2, acknowledged: 0, done: 0, overdue: 1, notReached: 0, unfilled: 1 },
    { orgId: 'calm', orgName: '甲村', tasks: 1, acknowledged: 1, done: 1, overdue: 0, notReached: 0, unfilled: 0 },
  ]);
});
