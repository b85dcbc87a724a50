import type { MailboxRow } from '#contracts/mailbox.js';
import { byNeed, groupByNeed, isOverdue, responsesOf, runningLimit, taskOfRow } from './task-order.rules.js';
import { aTask } from './testing/a-task.js';

const noon = Date.parse('2024-09-14T04:30:00Z');

describe('who needs a human first', () => {
  it('puts real before drill, to acknowledge before in hand before waiting, and the nearest limit first', () => {
    const tasks = [
      aTask({ id: 'waiting', startedAt: null, acknowledgeDueAt: null, doneDueAt: null }),
      aTask({ id: 'drill', exercise: true }),
      aTask({ id: 'in danger', state: 'acknowledged', checkInDueAt: '2024-09-14T05:00:00Z' }),
      aTask({ id: 'in hand, late', state: 'arrived', doneDueAt: '2024-09-14T04:05:00Z' }),
      aTask({ id: 'in hand, no limit', state: 'acknowledged', doneDueAt: null }),
      aTask({ id: 'to acknowledge', acknowledgeDueAt: '2024-09-14T04:10:00Z' }),
      aTask({ id: 'to acknowledge, sooner', acknowledgeDueAt: '2024-09-14T04:05:00Z' }),
    ];
    expect(tasks.sort(byNeed).map((task) => task.id)).toEqual([
      'in danger',
      'to acknowledge, sooner',
      'to acknowledge',
      'in hand, late',
      'in hand, no limit',
      'waiting',
      'drill',
    ]);
  });

  it('is the same order whatever came first', () => {
    const [a, b] = [aTask({ id: 'a' }), aTask({ id: 'b' })];
    expect([b, a].sort(byNeed)).toEqual([a, b].sort(byNeed));
  });

  it.each([
    ['to acknowledge', aTask(), '2024-09-14T04:10:00Z', true],
    ['in hand', aTask({ state: 'acknowledged' }), '2024-09-14T05:00:00Z', false],
    ['in hand without limit', aTask({ state: 'acknowledged', doneDueAt: null }), null, false],
    ['waiting', aTask({ startedAt: null }), null, false],
    ['done', aTask({ state: 'done', doneDueAt: '2024-09-14T04:01:00Z' }), '2024-09-14T04:01:00Z', false],
  ] as const)('the running limit of a task %s', (_, task, limit, overdue) => {
    expect(runningLimit(task)).toBe(limit);
    expect(isOverdue(task, noon)).toBe(overdue);
  });

  it('groups by need, then by org in the order of the most urgent', () => {
    const groups = groupByNeed(
      [
        aTask({ id: '1', orgId: 'b', orgName: '乙' }),
        aTask({ id: '2', orgId: 'a', orgName: '甲' }),
        aTask({ id: '3', orgId: 'b', orgName: '乙' }),
        aTask({ id: '4', orgId: 'a', orgName: '甲', state: 'arrived' }),
        aTask({ id: '5', orgId: 'b', orgName: '乙', startedAt: null }),
      ].sort(byNeed),
    );
    expect(groups.map((group) => [group.need, group.orgName, group.tasks.map((task) => task.id)])).toEqual([
      ['acknowledge', '乙', ['1', '3']],
      ['acknowledge', '甲', ['2']],
      ['work', '甲', ['4']],
      ['wait', '乙', ['5']],
    ]);
  });

  it('keeps a drill behind every real task', () => {
    const groups = groupByNeed([aTask({ id: 'drill', exercise: true }), aTask({ id: 'real', startedAt: null })].sort(byNeed));
    expect(groups.map((group) => [group.need, group.tasks[0]!.id])).toEqual([
      ['wait', 'real'],
      ['acknowledge', 'drill'],
    ]);
  });
});

describe('responses', () => {
  it('counts open and overdue, takes the level that was said, else the strongest task, real ones first', () => {
    const tasks = [
      aTask({ activationId: 'd', exercise: true, level: 'IV' }),
      aTask({ activationId: 'r', level: 'IV' }),
      aTask({ activationId: 'r', level: 'II', state: 'acknowledged' }),
    ];
    expect(responsesOf(tasks, { d: 'III' }, noon)).toEqual([
      { activationId: 'r', incidentTitle: '台风“贝碧嘉”防御', level: 'II', exercise: false, open: 2, overdue: 1 },
      { activationId: 'd', incidentTitle: '台风“贝碧嘉”防御', level: 'III', exercise: true, open: 1, overdue: 1 },
    ]);
  });
});

describe('a task as its mailbox row tells it', () => {
  const row = { taskId: 't9', state: 'issued', at: '2024-09-14T04:00:00Z', title: '叫应', unfilled: true } as MailboxRow;
  const names = { orgName: '村', postName: '岗', postNameEn: 'Post' };

  it('can be shown before the whole is fetched', () => {
    expect(taskOfRow(row, names)).toMatchObject({ id: 't9', title: '叫应', unfilled: true, state: 'issued', orgName: '村' });
  });

  it.each([
    { ...row, taskId: null },
    { ...row, state: null },
  ])('a row without a task is none', (given) => {
    expect(taskOfRow(given as MailboxRow, names)).toBeNull();
  });
});
