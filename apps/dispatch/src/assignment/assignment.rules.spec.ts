import { giveAssignment } from '#contracts/assignment.js';
import { nextRung } from '../escalation/ladder.rules.js';
import { owedTasks } from '../obligation/obligation.rules.js';
import { readAssignmentDefaults } from './assignment.data.js';
import type { Named } from './assignment.rules.js';
import { owedOf, refusalOfGiving } from './assignment.rules.js';

const [incidentId, first, second] = [
  '01a209bf-4f3a-76ce-82e1-f14f28379f17',
  '01a209bf-4f3a-76ce-82e1-f1506d2dac57',
  '01a209bf-4f3a-76ce-82e1-f1506d2dac58',
];
const order = (overrides: object = {}) =>
  giveAssignment.parse({
    requestId: incidentId,
    exercise: true,
    title: '转移',
    what: '转移老人',
    unitId: 'leyu',
    recipients: [{ by: 'org', orgId: 'v1' }],
    need: 'all',
    acknowledgeMinutes: 10,
    doneMinutes: 60,
    ...overrides,
  });
const known = (overrides: Partial<Named> = {}): Named => ({ incident: null, after: [], ...overrides });
const needed = (overrides: Partial<Named['after'][number]> = {}): Named['after'] => [
  { id: first, state: 'running', exercise: true, ...overrides },
];

describe('refusalOfGiving', () => {
  it.each<[string, object, Named, number, [string, string] | null]>([
    ['nothing against it', {}, known(), 1, null],
    ['an incident of the unit', { incidentId }, known({ incident: { exercise: true, unitIds: ['leyu'] } }), 1, null],
    ['an incident that is not there', { incidentId }, known(), 1, ['unknown-origin', 'incidentId']],
    [
      'an incident elsewhere',
      { incidentId },
      known({ incident: { exercise: true, unitIds: ['nanfeng'] } }),
      1,
      ['unknown-origin', 'incidentId'],
    ],
    [
      'the city, for an incident anywhere',
      { incidentId, unitId: '320582' },
      known({ incident: { exercise: true, unitIds: ['nanfeng'] } }),
      1,
      null,
    ],
    [
      'a drill for a real incident',
      { incidentId },
      known({ incident: { exercise: false, unitIds: ['leyu'] } }),
      1,
      ['exercise-differs', 'exercise'],
    ],
    ['a prerequisite', { after: [first] }, known({ after: needed() }), 1, null],
    ['one that is met', { after: [first] }, known({ after: needed({ state: 'met' }) }), 1, null],
    ['one that is out of scope', { after: [first, second] }, known({ after: needed() }), 1, ['unknown-assignment', 'after.1']],
    ['one of another mark', { after: [first] }, known({ after: needed({ exercise: false }) }), 1, ['exercise-differs', 'after.0']],
    ['one that was withdrawn', { after: [first] }, known({ after: needed({ state: 'withdrawn' }) }), 1, ['assignment-ended', 'after.0']],
    ['one that is lost', { after: [first] }, known({ after: needed({ state: 'unreachable' }) }), 1, ['assignment-ended', 'after.0']],
    ['as many as there are', { need: 2 }, known(), 2, null],
    ['more than there are', { need: 3 }, known(), 2, ['need-too-many', 'need']],
  ])('%s', (_, overrides, named, targets, expected) => {
    const refusal = refusalOfGiving(order(overrides), named, targets, '320582');
    expect(refusal && [refusal.refusal, refusal.fields[0]!.field]).toEqual(expected);
  });
});

describe('the ladder of the data', () => {
  const { ladder } = readAssignmentDefaults();
  const start = new Date('2026-11-23T08:00:00Z');
  const minutesAfter = (value: number): Date => new Date(start.getTime() + value * 60_000);

  it('watches every leg that an assignment may have', () => {
    expect(new Set(ladder.map(({ leg }) => leg))).toEqual(new Set(['acknowledge', 'arrive', 'finish', 'check-in']));
  });

  it('is frozen with the limits of the order', () => {
    const recipients = [{ taskId: first, orgId: 'v1', postId: 'village-secretary' }];
    const owed = owedOf(order({ arriveMinutes: 30, checkInMinutes: 15 }), recipients, ladder, start);
    const [task] = owedTasks([owed], [{ personId: 'p', holding: 'on-duty', commandPointId: 'v1' }]);
    expect(task).toMatchObject({
      acknowledgeDueAt: minutesAfter(10).toISOString(),
      arriveDueAt: minutesAfter(30).toISOString(),
      doneDueAt: minutesAfter(60).toISOString(),
      checkInDueAt: null,
      nextRungAt: minutesAfter(6),
    });
    const clocks = { acknowledgeDueAt: null, arriveDueAt: null, feedbackDueAt: null, doneDueAt: null };
    const silent = {
      ...clocks,
      checkInDueAt: minutesAfter(15),
      notedAt: null,
      checkedInAt: null,
      climbed: [],
      limits: owed.limits,
      ladder,
    };
    expect(nextRung({ ...silent, state: 'acknowledged', startedAt: start })).toMatchObject({
      leg: 'check-in',
      tell: 'recipient',
      at: minutesAfter(15),
    });
  });

  it('has no finish clock where the order has no end', () => {
    expect(owedOf(order({ doneMinutes: 0 }), [], ladder, start).limits).toEqual({ acknowledge: { value: 10, unit: 'minutes' } });
  });
});
