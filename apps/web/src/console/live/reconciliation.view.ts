import type { Reconciliation } from '#contracts/reconciliation.js';

/** The one line under the list: lost and doubled are said even when they are 0. */
export type ReconciliationLine = {
  verdict: Reconciliation['verdict'];
  at: string;
  expected: number;
  delivered: number;
  lost: number;
  doubled: number;
  onTheWay: number;
};

/** Sums the proof up in one line. Rows on their way are neither lost nor delivered. */
export function lineOf(found: Reconciliation): ReconciliationLine {
  return {
    verdict: found.verdict,
    at: found.at,
    expected: found.counts.expected,
    delivered: found.counts.delivered,
    lost: found.lost,
    doubled: found.counts.doubled,
    onTheWay: found.counts.notYetIssued + found.counts.notYetInMailbox,
  };
}

/** The equations of the proof, each with both sides, so that a reader can add them up. */
export function equationsOf(
  counts: Reconciliation['counts'],
): { name: 'expected' | 'mailbox' | 'reached'; left: number; parts: [string, number][]; holds: boolean }[] {
  const sum = (parts: [string, number][]) => parts.reduce((total, [, count]) => total + count, 0);
  const equation = (name: 'expected' | 'mailbox' | 'reached', left: number, parts: [string, number][]) => ({
    name,
    left,
    parts,
    holds: left === sum(parts),
  });
  const { expected, issued, unfilled, notYetIssued, inMailbox, notYetInMailbox, delivered, pending, notReached } = counts;
  return [
    equation('expected', expected, [
      ['issued', issued],
      ['unfilled', unfilled],
      ['notYetIssued', notYetIssued],
    ]),
    equation('mailbox', issued + unfilled, [
      ['inMailbox', inMailbox],
      ['notYetInMailbox', notYetInMailbox],
    ]),
    equation('reached', issued + unfilled, [
      ['delivered', delivered],
      ['pending', pending],
      ['notReached', notReached],
    ]),
  ];
}
