import type { RoundResult } from './result.rules.js';
import { addUpRounds, isInOrder, lineOf, partOf, tableOf } from './result.rules.js';

const round: RoundResult = {
  round: 3,
  activationId: '01900000-0000-7000-8000-000000000001',
  unitIds: ['leyu'],
  faults: [{ atMs: 1_200, kind: 'kill', what: 'kill −9 plan' }],
  clickMs: 300,
  clickTries: 1,
  goesOnMs: null,
  isOutage: false,
  expected: 245,
  issued: 243,
  delivered: 245,
  acknowledged: 90,
  taps: { taken: 120, refused: 4, unanswered: 0, repeated: 6 },
  healMs: 2_400,
  lastSeen: '',
  tookMs: 9_000,
  findings: [],
};
const outage: RoundResult = {
  ...round,
  isOutage: true,
  goesOnMs: 4_000,
  faults: [{ atMs: 0, kind: 'kafka-away', what: 'Kafka away 8.0 s' }],
};

describe('the figures of a run', () => {
  it('add up', () => {
    const figures = addUpRounds(1, [round, { ...round, healMs: 4_400 }, outage], 0);
    expect(figures).toMatchObject({
      rounds: 3,
      faults: { kill: 2, 'kafka-away': 1 },
      obligations: 735,
      taps: { taken: 360, repeated: 18 },
      lost: 0,
      healSeconds: { p50: 2.4, p95: 4.4, most: 4.4 },
      outageGoesOnSeconds: 4,
    });
    expect(isInOrder(figures)).toBe(true);
    expect(tableOf(figures)).toContain('p50 2.4 s, p95 4.4 s, max 4.4 s');
  });

  it.each<[string, RoundResult]>([
    ['something lost', { ...round, findings: [{ what: 'a', harm: 'lost', count: 1, examples: [] }] }],
    ['something doubled', { ...round, findings: [{ what: 'a', harm: 'doubled', count: 1, examples: [] }] }],
    ['something stuck', { ...round, findings: [{ what: 'a', harm: 'stuck', count: 1, examples: [] }] }],
    ['an outage whose click waited', { ...outage, clickMs: 2_500 }],
    ['an outage that did not go on', { ...outage, goesOnMs: null }],
    ['an outage that went on late', { ...outage, goesOnMs: 10_100 }],
  ])('%s is not in order', (_, wrong) => expect(isInOrder(addUpRounds(1, [round, wrong], 0))).toBe(false));

  it('take no round that never healed for a fast one', () => {
    expect(addUpRounds(1, [round, { ...round, healMs: null }], 0).healSeconds.most).toBe(2.4);
  });
});

it.each([
  [[], 0.5, 0],
  [[5], 0.95, 5],
  [[4, 1, 3, 2], 0.5, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
])('%j at %d', (values, part, value) => expect(partOf(values, part)).toBe(value));

describe('the line of a round', () => {
  it('says what happened and what it came to', () => {
    expect(lineOf(round)).toContain('245/243/245/90  taps 120+4  clean  [+1.2 kill −9 plan]');
    expect(lineOf({ ...outage, goesOnMs: 12_000 })).toContain('LATE');
    expect(lineOf({ ...round, findings: [{ what: 'a', harm: 'lost', count: 2, examples: [] }] })).toContain('LOST 2');
  });
});
