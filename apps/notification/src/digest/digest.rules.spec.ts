import type { Leg } from '#contracts/ladder.js';
import { legs } from '#contracts/ladder.js';
import { taskStates } from '#contracts/task.js';
import type { TaskState } from '#contracts/task.js';
import type { Answerable, Missed } from './digest.rules.js';
import { mergeMissed, missedIn, sayDigest, stillMissed } from './digest.rules.js';

const told = new Date('2024-09-15T06:25:00Z');
const later = new Date('2024-09-15T06:26:00Z');

describe('a digest for a superior', () => {
  it.each<[Missed, string, string]>([
    [{ acknowledge: ['a'] }, '升级催办：1 项没签收', 'Escalated: 1 not acknowledged'],
    [{ acknowledge: ['a', 'b'], arrive: ['c'] }, '升级催办：2 项没签收、1 项没到场', 'Escalated: 2 not acknowledged, 1 not on the scene'],
    [{ feedback: ['a'], finish: ['b'] }, '升级催办：1 项没反馈、1 项没办结', 'Escalated: 1 without feedback, 1 not finished'],
    [{ 'check-in': ['a'] }, '升级催办：1 项没报平安', 'Escalated: 1 not heard of'],
  ])('of %j says %s', (missed, title, titleEn) => {
    const said = sayDigest({ incidentTitle: '台风', level: 'III' }, missed);
    expect(said).toMatchObject({ incidentTitle: '台风', level: 'III', title, titleEn });
    expect(missedIn(said)).toEqual(missed);
  });

  it('names each task once, whatever of it is missing', () =>
    expect(sayDigest({ incidentTitle: '', level: null }, { acknowledge: ['a'], arrive: ['a', 'b'] }).taskIds).toEqual(['a', 'b']));

  it.each<[string, Missed[], Missed]>([
    ['nothing before', [{}, { arrive: ['a'] }], { arrive: ['a'] }],
    ['another leg', [{ acknowledge: ['a'] }, { arrive: ['a'] }], { acknowledge: ['a'], arrive: ['a'] }],
    ['the same again', [{ acknowledge: ['a', 'b'] }, { acknowledge: ['b', 'c'] }], { acknowledge: ['a', 'b', 'c'] }],
  ])('merges with what came before: %s', (_, all, merged) => expect(mergeMissed(...all)).toEqual(merged));

  it('from before legs were told apart is about acknowledging', () =>
    expect(missedIn({ taskIds: ['a', 'b'] })).toEqual({ acknowledge: ['a', 'b'] }));
});

describe('what was told and is missing still', () => {
  const missing: Record<Leg, readonly TaskState[]> = {
    acknowledge: ['issued'],
    arrive: ['issued', 'acknowledged'],
    feedback: ['issued', 'acknowledged', 'arrived'],
    finish: ['issued', 'acknowledged', 'arrived'],
    'check-in': ['issued', 'acknowledged', 'arrived'],
  };
  const of = (leg: Leg, task: Answerable | undefined) => stillMissed({ [leg]: ['a'] }, told, () => task)[leg]?.length === 1;

  it.each(legs.flatMap((leg) => taskStates.map((state) => [leg, state, missing[leg].includes(state)] as const)))(
    '%s of a task that is %s: %s',
    (leg, state, expected) => expect(of(leg, { state, notedAt: null, checkedInAt: null })).toBe(expected),
  );

  it.each<[Leg, Partial<Answerable>, boolean]>([
    ['feedback', { notedAt: later }, false],
    ['feedback', { notedAt: told }, true],
    ['feedback', { checkedInAt: later }, true],
    ['check-in', { checkedInAt: later }, false],
    ['check-in', { notedAt: later }, true],
  ])('%s after %j: %s', (leg, facts, expected) =>
    expect(of(leg, { state: 'arrived', notedAt: null, checkedInAt: null, ...facts })).toBe(expected),
  );

  it('a task that moved to where nobody knows it is told no more', () => expect(of('acknowledge', undefined)).toBe(false));
});
