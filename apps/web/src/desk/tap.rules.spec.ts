import type { Task, TaskState } from '#contracts/task.js';
import { enqueueTap, nextTap, requestOf, retryAfterMs, tapsFor, withTaps, type Tap, type TapVerb } from './tap.rules.js';
import { aTask } from './testing/a-task.js';

const tap = (verb: TapVerb, given: Partial<Tap> = {}): Tap => ({
  requestId: `r-${verb}`,
  taskId: 't1',
  verb,
  note: '',
  at: 1_726_286_400_000,
  title: '',
  titleEn: '',
  tries: 0,
  ...given,
});

describe('taps', () => {
  it.each<[TaskState, boolean, TapVerb | null, TapVerb[]]>([
    ['issued', true, 'acknowledge', ['acknowledge', 'hand-over', 'decline']],
    ['acknowledged', true, 'arrive', ['arrive', 'finish', 'note', 'take-back', 'hand-over', 'decline']],
    ['arrived', true, 'finish', ['finish', 'note', 'hand-over']],
    ['done', true, null, []],
    ['declined', true, null, []],
    ['cancelled', true, null, []],
    ['issued', false, null, ['acknowledge', 'hand-over', 'decline']],
    ['acknowledged', false, null, ['take-back', 'hand-over', 'decline']],
  ])('%s, started %s: next is %s of %j', (state, started, next, all) => {
    const task = aTask({ state, startedAt: started ? '2024-09-14T04:00:00Z' : null });
    expect(nextTap(task)).toBe(next);
    expect(tapsFor(task)).toEqual(all);
  });

  const due = '2024-09-14T05:00:00Z';
  it.each<[string, Partial<Task>, TapVerb | null, TapVerb[]]>([
    ['a call is returned, not declined', { cause: 'whistle', arriveDueAt: due }, 'acknowledge', ['acknowledge', 'hand-over']],
    [
      'a call is not finished before it is on the scene',
      { cause: 'whistle', state: 'acknowledged', arriveDueAt: due },
      'arrive',
      ['arrive', 'note', 'take-back', 'hand-over'],
    ],
    [
      'feedback comes next while its clock runs',
      { cause: 'whistle', state: 'arrived', arriveDueAt: due, feedbackDueAt: due },
      'note',
      ['note', 'finish', 'hand-over'],
    ],
    [
      'a person in danger says that they are safe',
      { state: 'acknowledged', checkInDueAt: due },
      'arrive',
      ['arrive', 'finish', 'note', 'check-in', 'take-back', 'hand-over', 'decline'],
    ],
    [
      'nothing is taken back once something followed',
      { state: 'acknowledged', lastNotedAt: due },
      'arrive',
      ['arrive', 'finish', 'note', 'hand-over', 'decline'],
    ],
  ])('%s', (_, given, next, all) => {
    expect(nextTap(aTask(given))).toBe(next);
    expect(tapsFor(aTask(given))).toEqual(all);
  });

  it('lets the clocks of feedback and check-ins start anew with a queued tap', () => {
    const task = aTask({
      state: 'arrived',
      acknowledgedAt: '2024-09-14T04:00:00Z',
      lastNotedAt: '2024-09-14T04:00:00Z',
      feedbackDueAt: '2024-09-14T05:00:00Z',
      checkInDueAt: '2024-09-14T04:15:00Z',
    });
    const at = Date.parse('2024-09-14T04:10:00Z');
    expect(withTaps(task, [tap('note', { at, note: '水位没涨' }), tap('check-in', { at })])).toMatchObject({
      state: 'arrived',
      lastNote: '水位没涨',
      feedbackDueAt: '2024-09-14T05:10:00.000Z',
      checkedInAt: '2024-09-14T04:10:00.000Z',
      checkInDueAt: '2024-09-14T04:25:00.000Z',
    });
  });

  it('shows a task as its queued taps will leave it, with their times and words', () => {
    const shown = withTaps(aTask({ id: 't1' }), [
      tap('acknowledge'),
      tap('arrive', { at: 1_726_286_460_000 }),
      tap('finish', { note: '转移 7 人' }),
    ]);
    expect(shown).toMatchObject({
      state: 'done',
      note: '转移 7 人',
      acknowledgedAt: '2024-09-14T04:00:00.000Z',
      arrivedAt: '2024-09-14T04:01:00.000Z',
    } satisfies Partial<Task>);
  });

  it('lays no tap over a task that the server has already taken further, and none of another task', () => {
    const done = aTask({ id: 't1', state: 'done' });
    expect(withTaps(done, [tap('acknowledge')])).toBe(done);
    const other = aTask({ id: 't2' });
    expect(withTaps(other, [tap('acknowledge')])).toBe(other);
  });

  it('keeps the same tap on the same task once, with its first request id', () => {
    const queue = enqueueTap(enqueueTap([], tap('acknowledge')), tap('acknowledge', { requestId: 'again' }));
    expect(queue.map((one) => one.requestId)).toEqual(['r-acknowledge']);
    expect(enqueueTap(queue, tap('arrive'))).toHaveLength(2);
    expect(enqueueTap(queue, tap('acknowledge', { taskId: 't2' }))).toHaveLength(2);
  });

  it('keeps other words as another note, and an acknowledgement after one that was taken back', () => {
    const notes = enqueueTap(enqueueTap([], tap('note', { note: '一' })), tap('note', { note: '二' }));
    expect(notes).toHaveLength(2);
    expect(enqueueTap(notes, tap('note', { note: '二' }))).toHaveLength(2);
    const again = ['acknowledge', 'take-back', 'acknowledge'] as const;
    expect(again.reduce<readonly Tap[]>((queue, verb) => enqueueTap(queue, tap(verb)), [])).toHaveLength(3);
  });

  it.each<[TapVerb, Tap['facts'], object]>([
    ['acknowledge', undefined, {}],
    ['arrive', { withoutPosition: 'denied' }, { position: null, accuracyMetres: null, withoutPosition: 'denied' }],
    ['check-in', undefined, { position: null, accuracyMetres: null, withoutPosition: null }],
    ['note', undefined, { words: '话' }],
    ['finish', { count: 7 }, { note: '话', count: 7 }],
    ['take-back', undefined, { reason: '话' }],
    ['hand-over', { orgId: 'leyu', postId: 'village-secretary' }, { orgId: 'leyu', postId: 'village-secretary', reason: '话' }],
    ['decline', undefined, { reason: '话' }],
  ])('%s goes to its own route', (verb, facts, body) => {
    expect(requestOf(tap(verb, { note: '话', facts }))).toEqual({
      path: `/api/tasks/t1/${verb === 'note' ? 'notes' : verb}`,
      body: { requestId: `r-${verb}`, ...body },
    });
  });

  it('waits longer after each lost answer, never more than 15 s', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map(retryAfterMs)).toEqual([1000, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });
});
