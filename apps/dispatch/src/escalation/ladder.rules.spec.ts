import type { Ladder, Leg } from '#contracts/ladder.js';
import { legs } from '#contracts/ladder.js';
import { taskStates } from '#contracts/task.js';
import type { TaskState } from '#contracts/task.js';
import type { ClimbableTask, ClimbedRung } from './ladder.rules.js';
import { clocksOf, nextRung, planLadder, rungOfRefusal } from './ladder.rules.js';

/** A Monday, in work hours. */
const start = new Date('2026-11-23T10:00:00+08:00');
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const minutes = (value: number) => ({ value, unit: 'minutes' as const });

/** A person in danger who was not heard of is asked again at once; then it is an alarm. */
const checkInRungs: Ladder = [
  { leg: 'check-in', afterPercent: 100, tell: 'recipient' },
  { leg: 'check-in', afterPercent: 125, tell: 'superior' },
  { leg: 'check-in', afterPercent: 150, tell: 'city-centre' },
];
/** Of an emergency whistle: acknowledge 5 min, on scene 30, first feedback 60, then hourly. */
const ladder: Ladder = [
  { leg: 'acknowledge', afterPercent: 60, tell: 'recipient' },
  { leg: 'acknowledge', afterPercent: 100, tell: 'superior' },
  { leg: 'acknowledge', afterPercent: 200, tell: 'second-superior' },
  { leg: 'arrive', afterPercent: 100, tell: 'superior' },
  { leg: 'feedback', afterPercent: 100, tell: 'recipient' },
  { leg: 'feedback', afterPercent: 150, tell: 'superior' },
  { leg: 'finish', afterPercent: 100, tell: 'superior' },
  ...checkInRungs,
];

function task(overrides: Partial<ClimbableTask> = {}): ClimbableTask {
  return {
    state: 'issued',
    startedAt: start,
    acknowledgeDueAt: after(5),
    arriveDueAt: after(30),
    feedbackDueAt: after(60),
    doneDueAt: after(600),
    checkInDueAt: after(20),
    notedAt: null,
    checkedInAt: null,
    limits: {
      acknowledge: minutes(5),
      arrive: minutes(30),
      feedback: minutes(60),
      feedbackEvery: minutes(30),
      finish: minutes(600),
      'check-in': minutes(20),
    },
    ladder,
    climbed: [],
    ...overrides,
  };
}

const climbed = (leg: Leg, dueAt: Date, rung: number, rest: Partial<ClimbedRung> = {}): ClimbedRung => ({
  leg,
  dueAt,
  rung,
  at: dueAt,
  ...rest,
});

describe('which clocks run', () => {
  const running: Record<TaskState, readonly Leg[]> = {
    issued: ['acknowledge', 'arrive', 'feedback', 'finish'],
    acknowledged: ['arrive', 'feedback', 'finish', 'check-in'],
    arrived: ['feedback', 'finish', 'check-in'],
    done: [],
    declined: [],
    cancelled: [],
  };
  it.each(taskStates.flatMap((state) => legs.map((leg) => [state, leg, running[state].includes(leg)] as const)))(
    '%s: %s %s',
    (state, leg, runs) => expect(clocksOf(task({ state })).some((clock) => clock.leg === leg)).toBe(runs),
  );
  it('none while the task waits', () => expect(clocksOf(task({ startedAt: null }))).toEqual([]));
  it('none for a leg without a limit', () => {
    const none = { acknowledgeDueAt: null, arriveDueAt: null, feedbackDueAt: null, doneDueAt: null, checkInDueAt: null };
    expect(clocksOf(task(none))).toEqual([]);
  });
});

describe('nextRung', () => {
  it.each<[string, Partial<ClimbableTask>, [Leg, number, string, number] | null]>([
    ['a reminder before the limit', {}, ['acknowledge', 1, 'recipient', 3]],
    ['then the limit itself', { climbed: [climbed('acknowledge', after(5), 1)] }, ['acknowledge', 2, 'superior', 5]],
    ['then as long again', { climbed: [climbed('acknowledge', after(5), 2)] }, ['acknowledge', 3, 'second-superior', 10]],
    [
      'the leg that comes next, when one is climbed to its end',
      { climbed: [climbed('acknowledge', after(5), 3)] },
      ['arrive', 1, 'superior', 30],
    ],
    ['who has acknowledged is asked to arrive, and to check in first', { state: 'acknowledged' }, ['check-in', 1, 'recipient', 20]],
    ['who has arrived must report', { state: 'arrived', checkInDueAt: null }, ['feedback', 1, 'recipient', 60]],
    [
      'a missed feedback does not stop at the reminder',
      { state: 'arrived', checkInDueAt: null, climbed: [climbed('feedback', after(60), 1)] },
      ['feedback', 2, 'superior', 90],
    ],
    [
      'a note sets the clock again, with the shorter limit',
      { state: 'arrived', checkInDueAt: null, notedAt: after(65), feedbackDueAt: after(95), climbed: [climbed('feedback', after(60), 2)] },
      ['feedback', 1, 'recipient', 95],
    ],
    [
      'half of the shorter limit later, the superior',
      { state: 'arrived', checkInDueAt: null, notedAt: after(65), feedbackDueAt: after(95), climbed: [climbed('feedback', after(95), 1)] },
      ['feedback', 2, 'superior', 110],
    ],
    [
      'a limit that was set again counts from its own end',
      { acknowledgeDueAt: after(105), climbed: [climbed('acknowledge', after(5), 3)], arriveDueAt: null, feedbackDueAt: null },
      ['acknowledge', 1, 'recipient', 103],
    ],
    [
      'where nobody held the post the next is not waited for',
      { climbed: [climbed('acknowledge', after(5), 2, { at: after(6), reached: false })] },
      ['acknowledge', 3, 'second-superior', 6],
    ],
    ['a person in danger: asked again', { state: 'arrived', feedbackDueAt: null }, ['check-in', 1, 'recipient', 20]],
    [
      'then the next post up',
      { state: 'arrived', feedbackDueAt: null, climbed: [climbed('check-in', after(20), 1)] },
      ['check-in', 2, 'superior', 25],
    ],
    [
      'then the city',
      { state: 'arrived', feedbackDueAt: null, climbed: [climbed('check-in', after(20), 2)] },
      ['check-in', 3, 'city-centre', 30],
    ],
    ['nothing when it is done', { state: 'done' }, null],
    ['nothing without a ladder', { ladder: [] }, null],
    ['nothing while it waits', { startedAt: null }, null],
    [
      'without a known limit the span to its end stands for it',
      { limits: {}, climbed: [climbed('acknowledge', after(5), 2)] },
      ['acknowledge', 3, 'second-superior', 10],
    ],
  ])('%s', (_, overrides, expected) => {
    const next = nextRung(task(overrides));
    expect(next && [next.leg, next.rung, next.tell, (next.at.getTime() - start.getTime()) / 60_000]).toEqual(expected);
  });

  it('counts shares of work time in work time', () => {
    const everyday = task({
      limits: { arrive: { value: 2, unit: 'work-days' } },
      ladder: [
        { leg: 'arrive', afterPercent: 50, tell: 'recipient' },
        { leg: 'arrive', afterPercent: 150, tell: 'superior' },
      ],
      state: 'acknowledged',
      startedAt: new Date('2026-09-30T10:00:00+08:00'),
      arriveDueAt: new Date('2026-10-09T10:00:00+08:00'),
    });
    const due = everyday.arriveDueAt!;
    expect(nextRung(everyday)!.at).toEqual(new Date('2026-10-08T10:00:00+08:00'));
    expect(nextRung({ ...everyday, climbed: [climbed('arrive', due, 1)] })!.at).toEqual(new Date('2026-10-10T10:00:00+08:00'));
  });
});

describe('the ladder of plan tasks, climbed to its end', () => {
  it('names everybody once, in order', () => {
    const plan = {
      ...task({ arriveDueAt: null, feedbackDueAt: null, checkInDueAt: null, ladder: planLadder, doneDueAt: after(60) }),
      limits: {},
    };
    const seen: string[] = [];
    let now: ClimbableTask = plan;
    for (let next = nextRung(now); next; next = nextRung(now)) {
      seen.push(`${(next.at.getTime() - start.getTime()) / 60_000} ${next.leg} ${next.tell}`);
      now = { ...now, climbed: [...now.climbed, { ...next }] };
    }
    expect(seen).toEqual([
      '5 acknowledge superior',
      '10 acknowledge town-duty-officer',
      '15 acknowledge city-centre',
      '60 finish recipient',
      '90 finish superior',
    ]);
  });
});

describe('rungOfRefusal', () => {
  const at = after(2);
  it.each<[string, Partial<ClimbableTask>, [number, string] | null]>([
    ['before the limit: the superior, not the one who refused', {}, [2, 'superior']],
    ['after the superior was told: the next', { climbed: [climbed('acknowledge', after(5), 2)] }, [3, 'second-superior']],
    ['at the end of the ladder nobody', { climbed: [climbed('acknowledge', after(5), 3)] }, null],
    ['a task that waits has a ladder too', { startedAt: null, acknowledgeDueAt: null }, [2, 'superior']],
    ['none without a ladder', { ladder: [] }, null],
  ])('%s', (_, overrides, expected) => {
    const next = rungOfRefusal(task({ state: 'declined', ...overrides }), at);
    expect(next && [next.rung, next.tell]).toEqual(expected);
    if (next) expect(next.at).toEqual(at);
  });
});
