import type { Reconciliation } from '#contracts/reconciliation.js';
import { addUp, compareDesk, countOf, findingsOf } from './verdict.rules.js';

const counts = {
  expected: 5,
  issued: 5,
  unfilled: 0,
  notYetIssued: 0,
  inMailbox: 5,
  notYetInMailbox: 0,
  delivered: 5,
  pending: 0,
  notReached: 0,
  doubled: 0,
  unexpected: 0,
  exerciseDiffers: 0,
};
const clean: Reconciliation = {
  activationId: '01900000-0000-7000-8000-000000000001',
  at: '2024-09-15T06:15:00Z',
  verdict: 'clean',
  counts,
  units: [],
  lost: 0,
  deadLetters: 0,
  parked: 0,
  unpublished: 0,
  findings: [],
};

describe('the reconciliation', () => {
  it.each<[string, Partial<Reconciliation>, [string, number][]]>([
    ['clean', {}, []],
    ['on its way', { verdict: 'settling', counts: { ...counts, notYetIssued: 2 } }, [['stuck', 2]]],
    ['parked and unpublished', { verdict: 'settling', parked: 1, unpublished: 3 }, [['stuck', 4]]],
    ['lost', { verdict: 'broken', lost: 2, counts: { ...counts, notYetIssued: 2 } }, [['lost', 2]]],
    ['dead letters', { verdict: 'broken', deadLetters: 1 }, [['lost', 1]]],
    ['doubled and unexpected', { verdict: 'broken', counts: { ...counts, doubled: 1, unexpected: 2 } }, [['doubled', 3]]],
    ['something new', { verdict: 'broken' }, [['stuck', 1]]],
  ])('%s', (_, facts, harms) => {
    const findings = findingsOf({ ...clean, ...facts });
    expect(
      (['lost', 'doubled', 'stuck'] as const).flatMap((harm) => (countOf(findings, harm) > 0 ? [[harm, countOf(findings, harm)]] : [])),
    ).toEqual(harms);
  });
});

describe('a desk and its mailbox', () => {
  const has = (contiguous: number, ...said: [number, string][]) => new Map([[4, { said: new Map(said), contiguous }]]);
  const pulled = (head: number, ...said: [number, string][]) => new Map([[4, { head, said: new Map(said) }]]);

  it.each([
    ['the same', has(2, [1, 'a'], [2, 'b']), pulled(2, [2, 'b']), []],
    ['more than was pulled', has(3, [3, 'c']), pulled(2, [2, 'b']), []],
    ['a gap', has(1, [1, 'a'], [3, 'c']), pulled(3, [2, 'b'], [3, 'c']), ['stuck']],
    ['nothing', new Map(), pulled(1, [1, 'a']), ['stuck']],
    ['another row', has(2, [2, 'x']), pulled(2, [2, 'b']), ['lost']],
  ])('%s', (_, own, asked, harms) => {
    expect(compareDesk({ orgId: 'v1', has: own, pulled: asked }).map(({ harm }) => harm)).toEqual(harms);
  });

  it('findings of many desks are one, with the first culprits', () => {
    const found = Array.from({ length: 9 }, (_, index) =>
      compareDesk({ orgId: `v${index}`, has: new Map(), pulled: pulled(1, [1, 'a']) }),
    ).flat();
    expect(addUp(found)).toMatchObject([{ count: 9, examples: { length: 5 } }]);
  });
});
