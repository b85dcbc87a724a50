import type { Climbed } from './escalation.rules.js';
import { remindRecipients, tellSuperiors, whatIsDue } from './escalation.rules.js';
import type { LadderTask } from './ladder.queries.js';
import type { NextRung } from './ladder.rules.js';
import type { Told } from './told.queries.js';

const at = new Date('2024-09-15T06:25:00Z');
const leader: Told = { orgId: 'leyu:leadership', postId: 'town-duty-leader', commandPointId: 'leyu:town-centre', held: true };

function climbed(taskId: string, task: Partial<LadderTask> = {}, rung: Partial<NextRung> = {}, told: Told | null = leader): Climbed {
  return {
    task: {
      taskId,
      cause: 'activation',
      activationId: 'a',
      unitId: 'leyu',
      incidentTitle: '台风',
      level: 'III',
      exercise: true,
      title: '预警叫应并收回执',
      titleEn: 'Call out',
      orgId: '320582104201',
      postId: 'village-secretary',
      ...task,
    } as LadderTask,
    rung: { leg: 'acknowledge', rung: 1, tell: 'superior', at, dueAt: at, ...rung },
    told,
  };
}

const reminder = { tell: 'recipient', leg: 'finish' } as const;

describe('tellSuperiors', () => {
  it.each<[string, Climbed, string[][]]>([
    ['another village of the same superior', climbed('2', { orgId: '320582104202' }), [['1', '2']]],
    ['another cause', climbed('2', { activationId: 'b' }), [['1'], ['2']]],
    ['another unit', climbed('2', { unitId: 'nanfeng' }), [['1'], ['2']]],
    ['another superior', climbed('2', {}, {}, { ...leader, orgId: 'nanfeng:leadership' }), [['1'], ['2']]],
    ['another leg', climbed('2', {}, { leg: 'arrive' }), [['1'], ['2']]],
    ['a higher rung', climbed('2', {}, { rung: 2 }), [['1'], ['2']]],
    ['nobody above', climbed('2', {}, {}, null), [['1']]],
    ['a reminder', climbed('2', {}, reminder), [['1']]],
  ])('beside one task, %s', (_, other, expected) => {
    const digests = tellSuperiors([climbed('1'), other], at);
    expect(digests.map(({ data }) => data.tasks.map(({ taskId }) => taskId))).toEqual(expected);
  });

  it('says what and to whom', () =>
    expect(tellSuperiors([climbed('1', {}, { leg: 'arrive', rung: 2, tell: 'second-superior' })], at)).toEqual([
      {
        key: 'a:leyu',
        exercise: true,
        data: {
          cause: 'activation',
          activationId: 'a',
          incidentTitle: '台风',
          unitId: 'leyu',
          level: 'III',
          at: '2024-09-15T06:25:00.000Z',
          leg: 'arrive',
          tell: 'second-superior',
          rung: 2,
          superior: { orgId: 'leyu:leadership', postId: 'town-duty-leader', commandPointId: 'leyu:town-centre' },
          tasks: [{ taskId: '1', title: '预警叫应并收回执', titleEn: 'Call out', orgId: '320582104201', postId: 'village-secretary' }],
        },
      },
    ]));

  it('splits a large digest and loses none', () => {
    const digests = tellSuperiors(
      Array.from({ length: 401 }, (_, index) => climbed(String(index))),
      at,
    );
    expect(digests.map(({ data }) => data.tasks.length)).toEqual([200, 200, 1]);
  });
});

describe('remindRecipients', () => {
  it('makes one reminder per mailbox, cause, leg and rung', () => {
    const reminders = remindRecipients(
      [
        climbed('1', {}, reminder),
        climbed('2', {}, reminder),
        climbed('3', { postId: 'grid-worker' }, reminder),
        climbed('4', { activationId: 'b' }, reminder),
        climbed('5', {}, { ...reminder, leg: 'feedback' }),
        climbed('6'),
      ],
      at,
    );
    expect(reminders.map(({ key, data }) => [key, data.postId, data.leg, data.tasks.map(({ taskId }) => taskId)])).toEqual([
      ['a:leyu', 'village-secretary', 'finish', ['1', '2']],
      ['a:leyu', 'grid-worker', 'finish', ['3']],
      ['b:leyu', 'village-secretary', 'finish', ['4']],
      ['a:leyu', 'village-secretary', 'feedback', ['5']],
    ]);
    expect(reminders[0]!.data.tasks[0]).toMatchObject({ dueAt: '2024-09-15T06:25:00.000Z' });
  });
});

describe('whatIsDue', () => {
  const next: NextRung = { leg: 'acknowledge', rung: 1, tell: 'superior', at, dueAt: at };
  it.each([
    ['a second before', -1_000, null],
    ['to the moment', 0, next],
    ['an hour late', 3_600_000, next],
  ])('%s', (_, ms, due) => expect(whatIsDue(next, new Date(at.getTime() + ms))).toBe(due));
  it('nothing to wait for', () => expect(whatIsDue(null, at)).toBeNull());
});
