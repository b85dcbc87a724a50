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
    ['issued', true, 'acknowledge', ['acknowledge', 'decline']],
    ['acknowledged', true, 'arrive', ['arrive', 'finish', 'decline']],
    ['arrived', true, 'finish', ['finish']],
    ['done', true, null, []],
    ['declined', true, null, []],
    ['cancelled', true, null, []],
    ['issued', false, null, ['acknowledge', 'decline']],
    ['acknowledged', false, null, ['decline']],
  ])('%s, started %s: next is %s of %j', (state, started, next, all) => {
    const task = aTask({ state, startedAt: started ? '2024-09-14T04:00:00Z' : null });
    expect(nextTap(task)).toBe(next);
    expect(tapsFor(task)).toEqual(all);
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

  it.each<[TapVerb, object]>([
    ['acknowledge', { requestId: 'r-acknowledge' }],
    ['arrive', { requestId: 'r-arrive' }],
    ['finish', { requestId: 'r-finish', note: '话' }],
    ['decline', { requestId: 'r-decline', reason: '话' }],
  ])('%s goes to its own route', (verb, body) => {
    expect(requestOf(tap(verb, { note: '话' }))).toEqual({ path: `/api/tasks/t1/${verb}`, body });
  });

  it('waits longer after each lost answer, never more than 15 s', () => {
    expect([0, 1, 2, 3, 4, 5, 60].map(retryAfterMs)).toEqual([1000, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });
});
