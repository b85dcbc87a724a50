import type { CallLine } from '#contracts/call-list.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { Receipt } from './receipts.js';
import type { Evidence } from './verdict.rules.js';
import { countOf, judge } from './verdict.rules.js';

const line = (orgId: string, postId: string, tasks: number): CallLine => ({ orgId, postId, tasks }) as CallLine;
const receipt = (orgId: string, taskId: string, change: Partial<Receipt> = {}): Receipt => ({
  mailboxId: 1,
  seq: 1,
  kind: 'task',
  taskId,
  orgId,
  postId: 'secretary',
  unitId: 'leyu',
  exercise: true,
  commandPoint: orgId,
  atMs: 300,
  afterAbsence: false,
  ...change,
});
const proof = {
  verdict: 'clean',
  counts: { expected: 4, issued: 4, unfilled: 0, notYetIssued: 0, delivered: 4, pending: 0, doubled: 0, unexpected: 0, exerciseDiffers: 0 },
  lost: 0,
  deadLetters: 0,
  findings: [],
} as unknown as Reconciliation;

/** Two villages and a bureau, whose tasks are seen at the town's centre. */
const good: Evidence = {
  commandPoints: new Set(['hongxing', 'centre']),
  frozen: {
    units: [
      {
        unitId: 'leyu',
        unitName: '乐余镇',
        lines: [line('hongxing', 'secretary', 2), line('bureau', 'secretary', 1), line('other', 'secretary', 1)],
      },
    ],
  } as unknown as Evidence['frozen'],
  commandPointOf: new Map([
    ['hongxing', 'hongxing'],
    ['bureau', 'centre'],
    ['other', 'other'],
  ]),
  receipts: [receipt('hongxing', 'a'), receipt('hongxing', 'b', { seq: 2 }), receipt('bureau', 'c', { commandPoint: 'centre' })],
  reconciliation: proof,
  delivered: [{ unitId: 'leyu', rows: 3 }],
  unmarked: [],
  behind: [],
  acknowledged: { answered: 2, counted: 2 },
};
const harms = (evidence: Evidence): { lost: number; doubled: number } => {
  const findings = judge(evidence);
  return { lost: countOf(findings, 'lost'), doubled: countOf(findings, 'doubled') };
};
const counted = (counts: Partial<Reconciliation['counts']>): Partial<Evidence> => ({
  reconciliation: { ...proof, counts: { ...proof.counts, ...counts } },
});

describe('the verdict', () => {
  it('is in order where every desk that takes part has what was frozen for it', () => expect(judge(good)).toEqual([]));

  it('takes a start of a waiting task for no second task', () =>
    expect(judge({ ...good, receipts: [...good.receipts, receipt('hongxing', 'a', { kind: 'start', seq: 3 })] })).toEqual([]));

  it.each<[string, number, Partial<Evidence>]>([
    ['a row that no desk got', 1, { receipts: good.receipts.slice(1), delivered: [{ unitId: 'leyu', rows: 2 }] }],
    ['a row that is called delivered and is nowhere', 1, { receipts: good.receipts.slice(1) }],
    ['rows of a desk that got nothing', 3, { receipts: [], delivered: [] }],
    ['a row that a desk has and that is not called delivered', 1, { unmarked: ['a'] }],
    ['a desk that is behind', 1, { behind: ['hongxing 1: 1/2'] }],
    ['an acknowledgement that is not counted', 1, { acknowledged: { answered: 3, counted: 2 } }],
    ['a row without the exercise mark', 1, { receipts: [receipt('hongxing', 'a', { exercise: false }), ...good.receipts.slice(1)] }],
    ['what the platform calls lost', 2, { reconciliation: { ...proof, lost: 2 } }],
    ['a dead letter', 1, { reconciliation: { ...proof, deadLetters: 1 } }],
    ['an exercise mark that differs', 1, counted({ exerciseDiffers: 1 })],
  ])('finds %s', (_, lost, change) => expect(harms({ ...good, ...change })).toEqual({ lost, doubled: 0 }));

  it.each<[string, number, Partial<Evidence>]>([
    ['a task under two numbers', 1, { receipts: [...good.receipts, receipt('hongxing', 'a', { seq: 3 })] }],
    ['a task at two desks', 1, { receipts: [...good.receipts, receipt('hongxing', 'a', { commandPoint: 'centre', mailboxId: 2 })] }],
    ['a start that came twice', 1, { receipts: [...good.receipts, ...['x', 'x'].map((id) => receipt('hongxing', id, { kind: 'start' }))] }],
    ['a task that nobody expected', 1, { receipts: [...good.receipts, receipt('hongxing', 'd', { seq: 3 })] }],
    ['a task for a post that expected none', 1, { receipts: [...good.receipts, receipt('hongxing', 'd', { postId: 'nobody' })] }],
    ['what the platform calls doubled', 3, counted({ doubled: 3 })],
    ['what the platform calls unexpected', 1, counted({ unexpected: 1 })],
  ])('finds %s', (_, doubled, change) => expect(harms({ ...good, ...change })).toEqual({ lost: 0, doubled }));

  it('says what it found, in both languages, with the first culprits', () => {
    const [finding] = judge({ ...good, receipts: good.receipts.slice(1), delivered: [] });
    expect(finding).toEqual({ harm: 'lost', zh: '台子没有收到', en: 'no desk has it', count: 1, examples: ['leyu hongxing secretary ×1'] });
  });
});
