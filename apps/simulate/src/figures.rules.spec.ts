import type { Reconciliation } from '#contracts/reconciliation.js';
import { arrivalsOf, figuresOf } from './figures.rules.js';
import type { Receipt } from './receipts.js';

const receipt = (taskId: string, atMs: number, change: Partial<Receipt> = {}): Receipt =>
  ({ kind: 'task', taskId, atMs, afterAbsence: false, ...change }) as Receipt;
const counts = {
  expected: 5,
  issued: 4,
  unfilled: 1,
  delivered: 4,
  pending: 1,
  notReached: 0,
  notYetIssued: 0,
} as Reconciliation['counts'];
const names = [
  ...['expected', 'issued', 'unfilled', 'delivered', 'pending', 'notReached', 'acknowledged', 'escalated', 'lost', 'doubled'],
  ...['clickToFirstMs', 'clickToP50Ms', 'clickToP99Ms', 'clickToLastMs'],
];

describe('the figures', () => {
  it('are exactly those that are promised, in their order', () => {
    const receipts = Array.from({ length: 200 }, (_, at) => receipt(String(at), 200 - at + 0.04));
    const finding = { harm: 'lost' as const, zh: '', en: '', count: 2, examples: [] };
    const figures = figuresOf(counts, { acknowledged: 3, escalated: 1 }, [finding, { ...finding, count: 1 }], receipts);
    expect(Object.keys(figures)).toEqual(names);
    expect(figures).toMatchObject({ expected: 5, issued: 4, unfilled: 1, acknowledged: 3, escalated: 1, lost: 2, doubled: 0 });
    expect(figures).toMatchObject({ clickToFirstMs: 1, clickToP50Ms: 100, clickToP99Ms: 198, clickToLastMs: 200 });
  });

  it('have no times where nothing came', () => {
    expect(figuresOf(counts, { acknowledged: 0, escalated: 0 }, [], [])).toMatchObject({ clickToFirstMs: null, clickToLastMs: null });
  });
});

it('a task has arrived when the first desk has it; what waited for a desk that was off on purpose does not count', () => {
  const receipts = [
    receipt('a', 30),
    receipt('a', 20),
    receipt('b', 10),
    receipt('b', 5, { kind: 'start' }),
    receipt('c', 9_000, { afterAbsence: true }),
  ];
  expect(arrivalsOf(receipts)).toEqual([10, 20]);
});
