import { reconciliation } from '#contracts/reconciliation.js';
import type { ReconciliationFacts, RowGroup, UnitFacts } from './reconciliation.rules.js';
import { reconcile } from './reconciliation.rules.js';

const activationId = '0190a5d0-0000-7000-8000-00000000000a';
const rowId = '0190a5d0-0000-7000-8000-000000000001';

const unit: UnitFacts = { unitId: 'leyu', name: '乐余镇', frozen: 5, startOnItsWay: false, issueOnItsWay: false, exerciseDiffers: false };
const group: RowGroup = {
  unitId: 'leyu',
  expected: true,
  issued: true,
  unfilled: false,
  repeatsExpected: false,
  mailboxRows: 'one',
  delivered: true,
  notReached: false,
  exerciseDiffers: false,
  rows: 5,
  rowIds: [rowId],
};

function judge(groups: Partial<RowGroup>[], { unit: ofUnit, ...rest }: Partial<ReconciliationFacts> & { unit?: Partial<UnitFacts> } = {}) {
  return reconcile({
    activationId,
    exerciseDiffers: false,
    units: [{ ...unit, ...ofUnit }],
    groups: groups.map((each) => ({ ...group, ...each })),
    unpublished: 0,
    parked: 0,
    deadLetters: 0,
    ...rest,
  });
}

const missing: Partial<RowGroup> = { issued: false, mailboxRows: 'none', delivered: false };
const unmailed: Partial<RowGroup> = { mailboxRows: 'none', delivered: false };
const stranger: Partial<RowGroup> = { expected: false, rows: 1 };

describe('the verdict', () => {
  it.each<[string, Partial<RowGroup>[], Parameters<typeof judge>[1], string]>([
    ['all delivered', [{}], {}, 'clean'],
    ['in mailboxes, no desk connected', [{ delivered: false }], {}, 'clean'],
    ['some not reached', [{ delivered: false, notReached: true }], {}, 'clean'],
    ['some unfilled', [{ rows: 4 }, { rows: 1, unfilled: true }], {}, 'clean'],
    ['nothing to do', [], { unit: { frozen: 0 } }, 'clean'],
    ['start not read yet', [missing], { unit: { startOnItsWay: true } }, 'settling'],
    ['tasks not told yet', [unmailed], { unit: { issueOnItsWay: true } }, 'settling'],
    ['something unpublished', [{}], { unpublished: 1 }, 'settling'],
    ['something parked', [{}], { parked: 1 }, 'settling'],
    ['start read, no task', [missing], {}, 'broken'],
    ['start read, the tasks are on their way to mailboxes', [missing], { unit: { issueOnItsWay: true } }, 'broken'],
    ['told, no mailbox row', [unmailed], {}, 'broken'],
    ['a task twice in its mailbox', [{ rows: 4 }, { rows: 1, mailboxRows: 'more' }], {}, 'broken'],
    ['a second task for the same obligation', [{}, { ...stranger, repeatsExpected: true }], {}, 'broken'],
    ['a task that nobody expected', [{}, stranger], {}, 'broken'],
    ['a mailbox row of no task', [{}, { ...stranger, issued: false }], {}, 'broken'],
    ['a row with another exercise mark', [{ rows: 4 }, { rows: 1, exerciseDiffers: true }], {}, 'broken'],
    ['a unit with another exercise mark', [{}], { unit: { exerciseDiffers: true } }, 'broken'],
    ['an incident with another exercise mark', [{}], { exerciseDiffers: true }, 'broken'],
    ['a dead letter', [{}], { deadLetters: 1 }, 'broken'],
    ['a dead letter while others are on their way', [missing], { deadLetters: 1, unit: { startOnItsWay: true } }, 'broken'],
    ['fewer rows than the click froze', [{ rows: 4 }], {}, 'broken'],
    ['more rows than the click froze', [{ rows: 6 }], {}, 'broken'],
  ])('%s', (_, groups, facts, verdict) => {
    const answer = judge(groups, facts);
    expect(answer.verdict).toBe(verdict);
    expect(reconciliation.safeParse({ ...answer, at: '2024-09-15T06:15:00Z' }).error).toBeUndefined();
    expect(answer.findings.length > 0 || answer.deadLetters > 0).toBe(verdict === 'broken');
  });
});

describe('the counts', () => {
  it('add up: expected = issued + unfilled + not yet issued, and each issued row is in exactly one of three', () => {
    const { counts } = judge(
      [
        { rows: 7 },
        { ...missing, rows: 3 },
        { unfilled: true, delivered: false, rows: 2 },
        { delivered: false, notReached: true, rows: 1 },
        { ...unmailed, rows: 4 },
      ],
      { unit: { frozen: 17, startOnItsWay: true, issueOnItsWay: true } },
    );
    expect(counts).toEqual({
      expected: 17,
      issued: 12,
      unfilled: 2,
      notYetIssued: 3,
      inMailbox: 10,
      notYetInMailbox: 4,
      delivered: 7,
      pending: 6,
      notReached: 1,
      doubled: 0,
      unexpected: 0,
      exerciseDiffers: 0,
    });
  });

  it('count a delivered row as delivered even if nobody answered the calls', () => {
    expect(judge([{ notReached: true }]).counts).toMatchObject({ delivered: 5, notReached: 0 });
  });

  it('keep strangers out of what was expected', () => {
    expect(judge([{}, stranger, { ...stranger, repeatsExpected: true }]).counts).toMatchObject({
      expected: 5,
      issued: 5,
      unexpected: 1,
      doubled: 1,
    });
  });

  it('add the units up, and show a unit that only strangers name', () => {
    const answer = judge([{}, { ...stranger, unitId: 'nowhere' }]);
    expect(answer.units.map(({ unitId, name, unexpected }) => [unitId, name, unexpected])).toEqual([
      ['leyu', '乐余镇', 0],
      ['nowhere', 'nowhere', 1],
    ]);
    expect(answer.counts.unexpected).toBe(1);
  });
});

describe('the findings', () => {
  it('are the first 100, and lost rows are counted beyond them', () => {
    const answer = judge(
      [
        { ...missing, rows: 250, rowIds: Array.from({ length: 100 }, () => rowId) },
        { ...unmailed, rows: 2 },
      ],
      { unit: { frozen: 252 } },
    );
    expect(answer.findings).toHaveLength(100);
    expect(answer.lost).toBe(252);
  });

  it('name what even the expectation no longer knows', () => {
    const answer = judge([{ rows: 3 }]);
    expect(answer).toMatchObject({ lost: 2, counts: { expected: 5, issued: 3, notYetIssued: 2 } });
    expect(answer.findings).toEqual([{ rowId: activationId, unitId: 'leyu', what: 'not-issued' }]);
  });

  it('say all that is wrong with a row', () => {
    expect(judge([{ ...stranger, exerciseDiffers: true }], { unit: { frozen: 0 } }).findings.map(({ what }) => what)).toEqual([
      'unexpected',
      'exercise-differs',
    ]);
  });
});
