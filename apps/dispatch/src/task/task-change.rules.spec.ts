import type { Said } from './task-change.rules.js';
import { handedOver, tapped } from './task-change.rules.js';
import type { TappableTask } from './task-lock.queries.js';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 8, minute));
const minutes = (value: number) => ({ value, unit: 'minutes' as const });
const silence: Said = { note: '', count: null, whereabouts: null, onBehalf: null };

function aTask(overrides: Partial<TappableTask> = {}): TappableTask {
  return {
    taskId: 't',
    cause: 'assignment',
    activationId: 'a',
    unitId: 'leyu',
    taskNo: 'A01-01',
    orgId: 'v1',
    postId: 'village-secretary',
    personId: 'p',
    unfilled: false,
    exercise: true,
    state: 'acknowledged',
    cancelReason: null,
    startedAt: at(0),
    acknowledgeDueAt: at(5),
    arriveDueAt: at(30),
    feedbackDueAt: at(60),
    doneDueAt: at(120),
    checkInDueAt: at(20),
    acknowledgedAt: at(3),
    onBehalf: true,
    arrivedAt: null,
    arrivedPosition: null,
    arrivedAccuracyMetres: null,
    withoutPosition: null,
    notedAt: null,
    notes: 1,
    lastNote: '在路上',
    checkedInAt: null,
    checkedInPosition: null,
    note: '',
    count: null,
    closedAt: null,
    rung: 2,
    escalatedAt: at(5),
    need: 1,
    evidenceKinds: [],
    limits: { acknowledge: minutes(5), feedback: minutes(60), feedbackEvery: minutes(15), 'check-in': minutes(10) },
    ladder: [],
    climbed: [],
    ...overrides,
  };
}

/** What of a task differs after a change. */
function differences(before: TappableTask, after: TappableTask): Partial<TappableTask> {
  const changed = Object.entries(after).filter(([key, value]) => !Object.is(before[key as keyof TappableTask], value));
  return Object.fromEntries(changed) as Partial<TappableTask>;
}

describe('what a tap changes', () => {
  it('an acknowledgement starts the check-ins, and nothing else', () => {
    const issued = aTask({ state: 'issued', acknowledgedAt: null, onBehalf: false, checkInDueAt: null });
    expect(differences(issued, tapped(issued, 'acknowledge', 'acknowledged', silence, at(4)))).toEqual({
      state: 'acknowledged',
      acknowledgedAt: at(4),
      checkInDueAt: at(14),
    });
  });

  it('one in advance starts none: nobody is in danger yet', () => {
    const waiting = aTask({ state: 'issued', startedAt: null, checkInDueAt: null });
    expect(tapped(waiting, 'acknowledge', 'acknowledged', silence, at(4)).checkInDueAt).toBeNull();
  });

  it.each([
    ['the limit of the notes that follow', { feedback: minutes(60), feedbackEvery: minutes(15) }, at(25)],
    ['the only limit that there is', { feedback: minutes(60) }, at(70)],
    ['no clock where none is asked for', {}, null],
  ])('a note: %s', (_, limits, feedbackDueAt) => {
    const before = aTask({ limits, feedbackDueAt: null });
    const noted = tapped(before, 'note', 'acknowledged', { ...silence, note: '到了' }, at(10));
    expect(noted).toMatchObject({ notedAt: at(10), lastNote: '到了', notes: 2, feedbackDueAt });
  });

  it('an acknowledgement that is taken back leaves no trace but the story', () => {
    const before = aTask();
    expect(differences(before, tapped(before, 'take-back', 'issued', silence, at(9)))).toEqual({
      state: 'issued',
      acknowledgedAt: null,
      onBehalf: false,
      checkInDueAt: null,
    });
  });

  it('the end keeps an earlier note where nothing new is said', () => {
    expect(tapped(aTask({ note: '旧' }), 'finish', 'done', { ...silence, count: 3 }, at(9))).toMatchObject({
      note: '旧',
      count: 3,
      closedAt: at(9),
    });
    expect(tapped(aTask({ note: '旧' }), 'decline', 'declined', { ...silence, note: '新' }, at(9))).toMatchObject({
      note: '新',
      closedAt: at(9),
    });
  });

  it('handing over asks the new recipient afresh and moves no deadline', () => {
    const before = aTask({ state: 'arrived', arrivedAt: at(8), withoutPosition: 'denied' });
    const to = { orgId: 'v1', postId: 'grid-worker', personId: null, unfilled: true };
    expect(differences(before, handedOver(before, to, at(10)))).toEqual({
      state: 'issued',
      postId: 'grid-worker',
      personId: null,
      unfilled: true,
      acknowledgeDueAt: at(15),
      acknowledgedAt: null,
      onBehalf: false,
      checkInDueAt: null,
      rung: 0,
      escalatedAt: null,
    });
    expect(handedOver(aTask({ startedAt: null }), to, at(10)).acknowledgeDueAt).toBeNull();
  });

  it('another org has still to come', () => {
    const before = aTask({ state: 'arrived', arrivedAt: at(8), withoutPosition: 'denied' });
    const to = { orgId: 'v2', postId: 'village-secretary', personId: 'q', unfilled: false };
    expect(differences(before, handedOver(before, to, at(10)))).toMatchObject({ orgId: 'v2', arrivedAt: null, withoutPosition: null });
  });
});
