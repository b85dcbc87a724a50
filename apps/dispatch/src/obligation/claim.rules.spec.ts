import type { Tap } from '../task/task.rules.js';
import type { ClaimOutcome, Claims } from './claim.rules.js';
import { mayClaim, outcomeOfClaim } from './claim.rules.js';

/** `3 of 5: issued 2, has 1` and so on. */
function claims(need: number | null, of: number, counted: Partial<Claims> = {}): Claims {
  return { need, of, issued: 0, has: 0, done: 0, released: 0, met: false, unreachable: false, ...counted };
}

const outcomes = (claimed: Claims, tap: Tap): (keyof ClaimOutcome)[] =>
  (Object.entries(outcomeOfClaim(claimed, tap)) as [keyof ClaimOutcome, boolean][]).filter(([, holds]) => holds).map(([name]) => name);

describe('what follows for the other recipients', () => {
  it.each<[string, Claims, Tap, (keyof ClaimOutcome)[]]>([
    ['one of three has it', claims(1, 3, { has: 1, issued: 2 }), 'acknowledge', ['release']],
    ['one of three had it and takes it back', claims(1, 3, { issued: 1, released: 2 }), 'take-back', ['reopen']],
    ['one of three had it and declines', claims(1, 3, { released: 2 }), 'decline', ['reopen']],
    ['one of three, who never had it, declines', claims(1, 3, { issued: 2 }), 'decline', []],
    ['the second of three declines', claims(1, 3, { issued: 1 }), 'decline', []],
    ['the last of three declines', claims(1, 3), 'decline', ['unreachable']],
    ['the first of two of three has it', claims(2, 3, { has: 1, issued: 2 }), 'acknowledge', []],
    ['the second of two of three has it', claims(2, 3, { has: 2, issued: 1 }), 'acknowledge', ['release']],
    ['two of three declined where two are needed', claims(2, 3, { has: 1 }), 'decline', ['unreachable']],
    ['one of three declined where two are needed', claims(2, 3, { has: 1, issued: 1 }), 'decline', []],
    ['one of two that are needed is done', claims(2, 3, { has: 2, done: 1, released: 1 }), 'finish', []],
    ['both that are needed are done', claims(2, 3, { has: 2, done: 2, released: 1 }), 'finish', ['met']],
    ['a claim is handed over: the others stay released', claims(1, 3, { issued: 1, released: 2 }), 'hand-over', []],
    ['all are needed and one acknowledges', claims(null, 3, { has: 1, issued: 2 }), 'acknowledge', []],
    ['all are needed and one declines', claims(null, 3, { has: 1, issued: 1 }), 'decline', ['unreachable']],
    ['all are needed and another declines after that', claims(null, 3, { has: 1, unreachable: true }), 'decline', []],
    ['all are needed and the last is done', claims(null, 3, { has: 3, done: 3 }), 'finish', ['met']],
    ['all are needed, one was declined, the others are done', claims(null, 3, { has: 2, done: 2, unreachable: true }), 'finish', []],
    ['it was met before', claims(1, 3, { has: 1, done: 1, released: 2, met: true }), 'finish', []],
  ])('%s', (_, claimed, tap, expected) => {
    expect(outcomes(claimed, tap)).toEqual(expected);
  });

  it.each<[number | null, number, ReturnType<typeof mayClaim>]>([
    [1, 0, null],
    [1, 1, 'task-taken'],
    [2, 1, null],
    [2, 2, 'task-taken'],
    [null, 2, null],
  ])('where %s are needed and %i have it, the next hears %s', (need, has, refusal) => {
    expect(mayClaim(claims(need, 3, { has }))).toBe(refusal);
  });
});
