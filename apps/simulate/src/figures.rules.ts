import type { Reconciliation } from '#contracts/reconciliation.js';
import type { Receipt } from './receipts.js';
import type { Finding } from './verdict.rules.js';
import { countOf } from './verdict.rules.js';

/** What a run came to, as `--json` writes it. Times are null where no desk got a task. */
export type Figures = {
  expected: number;
  issued: number;
  unfilled: number;
  delivered: number;
  pending: number;
  notReached: number;
  acknowledged: number;
  escalated: number;
  lost: number;
  doubled: number;
  clickToFirstMs: number | null;
  clickToP50Ms: number | null;
  clickToP99Ms: number | null;
  clickToLastMs: number | null;
};

/** Counts of the platform, harms of the verdict, times from the desks. */
export function figuresOf(
  { expected, issued, unfilled, delivered, pending, notReached }: Reconciliation['counts'],
  { acknowledged, escalated }: { acknowledged: number; escalated: number },
  findings: readonly Finding[],
  receipts: readonly Receipt[],
): Figures {
  const times = arrivalsOf(receipts);
  return {
    ...{ expected, issued, unfilled, delivered, pending, notReached, acknowledged, escalated },
    lost: countOf(findings, 'lost'),
    doubled: countOf(findings, 'doubled'),
    clickToFirstMs: partOf(times, 0),
    clickToP50Ms: partOf(times, 0.5),
    clickToP99Ms: partOf(times, 0.99),
    clickToLastMs: partOf(times, 1),
  };
}

/** When each task was first on a desk, shortest first. Tasks that waited for a desk that was taken off on purpose are left out. */
export function arrivalsOf(receipts: readonly Receipt[]): number[] {
  const first = new Map<string, Receipt>();
  for (const receipt of receipts) {
    if (receipt.kind !== 'task' || !receipt.taskId) continue;
    const known = first.get(receipt.taskId);
    if (!known || receipt.atMs < known.atMs) first.set(receipt.taskId, receipt);
  }
  return [...first.values()]
    .filter(({ afterAbsence }) => !afterAbsence)
    .map(({ atMs }) => atMs)
    .sort((one, other) => one - other);
}

/** The value below which this part of the sorted values lies (nearest rank), in tenths of a millisecond. */
function partOf(sorted: readonly number[], part: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
