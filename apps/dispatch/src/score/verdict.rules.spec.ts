import type { CallFacts, Figure, Side } from './call-facts.rules.js';
import { judgeCall } from './score-row.rules.js';
import type { VerdictReason } from './verdict.words.js';

const hour = (hours: number): Date => new Date(Date.UTC(2026, 10, 2, hours));
const blownAt = hour(0);

/** Called at 0:00, to arrive by 4:00 and to close by 72:00. */
const call: CallFacts = {
  whistleId: 'w',
  taskId: 't',
  number: '2026-1102-0001',
  title: '积水',
  kind: 'enforcement',
  state: 'blown',
  unitId: 'leyu',
  unitName: '乐余镇',
  orgId: 'water',
  orgName: '水务局',
  role: 'lead',
  responsible: true,
  blownAt,
  acknowledgeDueAt: hour(1),
  acknowledgedAt: null,
  arriveDueAt: hour(4),
  arrivedAt: null,
  endedAt: null,
  replacedAt: null,
  ledUntil: null,
  returnedAt: null,
  finishedAt: null,
  closeDueAt: hour(72),
  closedAt: null,
  satisfaction: null,
  ruledAt: null,
  ruledFor: null,
  firstLead: null,
};
const closed = (finished: number, closing: number): Partial<CallFacts> => ({
  state: 'closed',
  finishedAt: hour(finished),
  closedAt: hour(closing),
  endedAt: hour(finished),
});
const replaced = (hours: number): Partial<CallFacts> => ({
  responsible: false,
  replacedAt: hour(hours),
  ledUntil: hour(hours),
  endedAt: hour(hours),
});
const nowAssisting = (hours: number): Partial<CallFacts> => ({ role: 'assist', responsible: false, ledUntil: hour(hours) });
const ruled = (forWhom: string, firstLead = 'water'): Partial<CallFacts> => ({ ruledAt: hour(2), ruledFor: forWhom, firstLead });

type Case = [what: string, facts: Partial<CallFacts>, now: number, verdict: 'hit' | 'miss' | 'outside', reason: VerdictReason];

const department: Record<Figure, Case[]> = {
  response: [
    ['on the way, not due', {}, 3, 'outside', 'not-due'],
    ['on the way at the very moment', {}, 4, 'outside', 'not-due'],
    ['open and due', {}, 5, 'miss', 'not-arrived'],
    ['there in time', { arrivedAt: hour(4) }, 9, 'hit', 'arrived-in-time'],
    ['there late', { arrivedAt: hour(5) }, 9, 'miss', 'arrived-late'],
    ['assisting and late', { role: 'assist', responsible: false, arrivedAt: hour(5) }, 9, 'miss', 'arrived-late'],
    ['replaced before it was due', replaced(3), 9, 'outside', 'over-before-due'],
    ['replaced before it was due, arrived afterwards to help', { ...replaced(3), arrivedAt: hour(6) }, 9, 'outside', 'over-before-due'],
    ['replaced after it was due', replaced(5), 9, 'miss', 'not-arrived'],
    ['returned, still responsible, and due', { returnedAt: hour(1) }, 5, 'miss', 'not-arrived'],
    [
      'returned, kept by a ruling, there in time',
      { returnedAt: hour(1), ...ruled('water'), arrivedAt: hour(3) },
      9,
      'hit',
      'arrived-in-time',
    ],
    [
      'an assisting one that returned before it was due',
      { role: 'assist', responsible: false, endedAt: hour(1) },
      9,
      'outside',
      'over-before-due',
    ],
    ['called to replace, not due', { responsible: false }, 3, 'outside', 'not-due'],
    ['called to replace and silent', { responsible: false }, 5, 'miss', 'not-arrived'],
    ['withdrawn after it was missed', { state: 'withdrawn', endedAt: hour(6) }, 9, 'outside', 'withdrawn'],
    ['no arrival asked, acknowledged in time', { arriveDueAt: null, acknowledgedAt: hour(1) }, 9, 'hit', 'acknowledged-in-time'],
    ['no arrival asked, acknowledged late', { arriveDueAt: null, acknowledgedAt: hour(2) }, 9, 'miss', 'acknowledged-late'],
    ['no arrival asked, silent', { arriveDueAt: null }, 9, 'miss', 'not-acknowledged'],
    ['no limit at all', { arriveDueAt: null, acknowledgeDueAt: null }, 9, 'outside', 'no-limit'],
  ],
  resolution: [
    ['open, not due', {}, 72, 'outside', 'not-due'],
    ['open and due', {}, 73, 'miss', 'overdue'],
    ['finished in time, not looked at yet', { state: 'finished', finishedAt: hour(72) }, 99, 'outside', 'awaits-check'],
    ['finished in time, closed late by the town', closed(72, 99), 99, 'hit', 'finished-in-time'],
    ['finished late', closed(73, 74), 99, 'miss', 'finished-late'],
    ['sent back and due', { state: 'on-scene' }, 99, 'miss', 'overdue'],
    ['assisting', { ...closed(73, 74), role: 'assist', responsible: false }, 99, 'outside', 'lead-only'],
    ['replaced while there was time', replaced(10), 99, 'outside', 'over-before-due'],
    ['replaced after it was due: the time counts for who was responsible', replaced(80), 99, 'miss', 'due-while-responsible'],
    [
      'at work when it was replaced in time, and assists since',
      { ...nowAssisting(10), ...closed(73, 74) },
      99,
      'outside',
      'over-before-due',
    ],
    ['at work when it was replaced too late, and assists since', nowAssisting(80), 99, 'miss', 'due-while-responsible'],
    ['called to replace and dropped before it took over', { responsible: false, replacedAt: hour(80) }, 99, 'outside', 'not-responsible'],
    ['called to replace', { responsible: false }, 99, 'outside', 'not-responsible'],
    ['by plan, without a limit', { closeDueAt: null }, 99, 'outside', 'no-limit'],
    ['withdrawn', { state: 'withdrawn' }, 99, 'outside', 'withdrawn'],
  ],
  satisfaction: [
    ['not closed', { state: 'finished', finishedAt: hour(9) }, 99, 'outside', 'not-closed'],
    ['satisfied', { ...closed(9, 10), satisfaction: 'satisfied' }, 99, 'hit', 'satisfied'],
    ['fair', { ...closed(9, 10), satisfaction: 'fair' }, 99, 'miss', 'fair'],
    ['dissatisfied', { ...closed(9, 10), satisfaction: 'dissatisfied' }, 99, 'miss', 'dissatisfied'],
    ['said of another lead', { ...closed(9, 10), ...replaced(5), satisfaction: 'dissatisfied' }, 99, 'outside', 'replaced-before-closing'],
    ['assisting after it led', { ...closed(9, 10), ...nowAssisting(5), satisfaction: 'fair' }, 99, 'outside', 'replaced-before-closing'],
    ['assisting', { ...closed(9, 10), role: 'assist', responsible: false, satisfaction: 'dissatisfied' }, 99, 'outside', 'lead-only'],
    ['never took it over', { ...closed(9, 10), responsible: false, satisfaction: 'fair' }, 99, 'outside', 'not-responsible'],
  ],
  'right-use': [
    ['open', {}, 9, 'outside', 'not-closed'],
    ['closed', closed(9, 10), 99, 'hit', 'rightly-answered'],
    ['returned, not settled', { returnedAt: hour(1) }, 2, 'outside', 'return-open'],
    ['returned, and the city ruled that it leads', { returnedAt: hour(1), ...ruled('water') }, 9, 'miss', 'ruled-against'],
    ['returned, and the city named another', { returnedAt: hour(1), ...ruled('urban') }, 9, 'hit', 'return-upheld'],
    ['returned, and the town called another', { returnedAt: hour(1), ...replaced(2) }, 9, 'hit', 'return-upheld'],
    [
      'returned, replaced, and called again by the ruling',
      { returnedAt: hour(1), ...replaced(2), ...ruled('water') },
      9,
      'miss',
      'ruled-against',
    ],
    ['returned, gave in, and did it', { returnedAt: hour(1), ...closed(9, 10) }, 99, 'hit', 'rightly-answered'],
    ['an assisting one returned', { role: 'assist', returnedAt: hour(1), ...ruled('water') }, 9, 'hit', 'return-upheld'],
    ['replaced without a return', replaced(2), 9, 'outside', 'over-before-due'],
    ['withdrawn', { state: 'withdrawn', returnedAt: hour(1), ...ruled('water') }, 9, 'outside', 'withdrawn'],
  ],
};

const town: Record<Figure, Case[]> = {
  response: [
    ['not finished', {}, 99, 'outside', 'not-finished'],
    ['finished, a day has not passed', { state: 'finished', finishedAt: hour(9) }, 33, 'outside', 'check-not-due'],
    ['finished, a day has passed', { state: 'finished', finishedAt: hour(9) }, 34, 'miss', 'not-checked'],
    ['checked within a day', closed(9, 33), 99, 'hit', 'checked-in-time'],
    ['checked later', closed(9, 34), 99, 'miss', 'checked-late'],
    ['withdrawn', { state: 'withdrawn', finishedAt: hour(9) }, 99, 'outside', 'withdrawn-not-done'],
  ],
  resolution: [
    ['open, not due', {}, 72, 'outside', 'not-due'],
    ['open and due', {}, 73, 'miss', 'not-closed-in-time'],
    ['closed in time', closed(9, 72), 99, 'hit', 'closed-in-time'],
    ['closed late', closed(9, 73), 99, 'miss', 'closed-late'],
    ['by plan, without a limit', { closeDueAt: null }, 99, 'outside', 'no-limit'],
    ['withdrawn', { state: 'withdrawn' }, 99, 'outside', 'withdrawn-not-done'],
  ],
  satisfaction: [['closed', { ...closed(9, 10), satisfaction: 'satisfied' }, 99, 'outside', 'nobody-asked']],
  'right-use': [
    ['open', {}, 9, 'outside', 'not-closed'],
    ['closed', closed(9, 10), 99, 'hit', 'rightly-blown'],
    ['blown by mistake', { state: 'withdrawn' }, 9, 'miss', 'withdrawn-by-town'],
    ['the city named another lead than the first', ruled('urban'), 9, 'miss', 'wrong-lead'],
    ['the city stood by the first lead', { ...ruled('water'), ...closed(9, 10) }, 99, 'hit', 'rightly-blown'],
    ['the town itself called another', { ...closed(9, 10), orgId: 'urban' }, 99, 'hit', 'rightly-blown'],
  ],
};

const table = (side: Side, cases: Record<Figure, Case[]>) =>
  Object.entries(cases).flatMap(([figure, rows]) => rows.map((row) => [side, figure as Figure, ...row] as const));

describe('how a row counts', () => {
  it.each([...table('department', department), ...table('town', town)])('%s, %s: %s', (side, figure, _, facts, now, verdict, reason) => {
    const expected = { counts: verdict !== 'outside', hit: verdict === 'hit', reason };
    expect(judgeCall(side, figure, { ...call, ...facts }, true, hour(now), 24)).toEqual(expected);
  });

  it('counts a whistle once in a line', () => {
    expect(judgeCall('department', 'whistles', call, true, hour(9), 24)).toMatchObject({ counts: true, hit: true });
    expect(judgeCall('department', 'whistles', call, false, hour(9), 24)).toMatchObject({ counts: false, hit: false });
  });
});
