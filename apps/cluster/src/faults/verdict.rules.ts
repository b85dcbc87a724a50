import type { Reconciliation } from '#contracts/reconciliation.js';

/** What a finding means: an obligation or an answered tap is gone, is there twice, or does not go on. */
export type Harm = 'lost' | 'doubled' | 'stuck';

/** Something that is not as it must be, with the first of its culprits. */
export type Finding = { what: string; harm: Harm; count: number; examples: string[] };

/** What is wrong or unfinished by the platform's own proof. */
export function findingsOf({ verdict, counts, lost, deadLetters, parked, unpublished, findings }: Reconciliation): Finding[] {
  if (verdict === 'clean') return [];
  const examples = findings.slice(0, 5).map(({ what, unitId, rowId }) => `${what} ${unitId ?? ''} ${rowId}`);
  const table: [what: string, harm: Harm, count: number][] = [
    ['reconciliation: lost', 'lost', lost],
    ['reconciliation: dead letters', 'lost', deadLetters],
    ['reconciliation: doubled', 'doubled', counts.doubled],
    ['reconciliation: unexpected', 'doubled', counts.unexpected],
    ['reconciliation: another exercise mark', 'lost', counts.exerciseDiffers],
    ['reconciliation: not yet issued', 'stuck', lost > 0 ? 0 : counts.notYetIssued],
    ['reconciliation: not yet in a mailbox', 'stuck', lost > 0 ? 0 : counts.notYetInMailbox],
    ['reconciliation: parked', 'stuck', parked],
    ['reconciliation: unpublished', 'stuck', unpublished],
  ];
  const found = table.filter(([, , count]) => count > 0).map(([what, harm, count]) => ({ what, harm, count, examples }));
  return found.length > 0 ? found : [{ what: `reconciliation: ${verdict}`, harm: 'stuck', count: 1, examples }];
}

/** What a desk has against what its mailboxes hold, beyond the cursors of the beginning. */
export type DeskFacts = {
  orgId: string;
  /** By mailbox: what the desk has, by seq, and the highest seq without a gap before it. */
  has: ReadonlyMap<number, { said: ReadonlyMap<number, string>; contiguous: number }>;
  /** By mailbox: its head, and what the pull answered, by seq. */
  pulled: ReadonlyMap<number, { head: number; said: ReadonlyMap<number, string> }>;
};

/** Compares a desk with the pull: the same rows under the same numbers, without a gap. */
export function compareDesk({ orgId, has, pulled }: DeskFacts): Finding[] {
  const missing: string[] = [];
  const different: string[] = [];
  for (const [mailboxId, { head, said }] of pulled) {
    const own = has.get(mailboxId);
    if ((own?.contiguous ?? 0) < head) missing.push(`${orgId} mailbox ${mailboxId}: ${own?.contiguous ?? 0} of ${head}`);
    for (const [seq, words] of said) {
      const mine = own?.said.get(seq);
      if (mine !== undefined && mine !== words) different.push(`${orgId} ${mailboxId}:${seq} ${mine} / ${words}`);
    }
  }
  return [
    { what: 'a desk does not have what its mailbox holds', harm: 'stuck' as const, found: missing },
    { what: 'a desk has another row under a number than its mailbox', harm: 'lost' as const, found: different },
  ]
    .filter(({ found }) => found.length > 0)
    .map(({ what, harm, found }) => ({ what, harm, count: found.length, examples: found.slice(0, 5) }));
}

/** Adds up findings of one kind over desks. */
export function addUp(findings: readonly Finding[]): Finding[] {
  const sums = new Map<string, Finding>();
  for (const finding of findings) {
    const sum = sums.get(finding.what);
    if (!sum) sums.set(finding.what, { ...finding });
    else sums.set(finding.what, { ...sum, count: sum.count + finding.count, examples: [...sum.examples, ...finding.examples].slice(0, 5) });
  }
  return [...sums.values()];
}

/** How many of a harm there are. */
export function countOf(findings: readonly Finding[], harm: Harm): number {
  return findings.filter((finding) => finding.harm === harm).reduce((sum, { count }) => sum + count, 0);
}
