import type { CallList } from '#contracts/call-list.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { Receipt } from './receipts.js';

/** An obligation that is gone, is there twice, or is nobody's. */
export type Harm = 'lost' | 'doubled' | 'unowned';

/** Something that is not as it must be, in both languages, with the first of its culprits. */
export type Finding = { harm: Harm; zh: string; en: string; count: number; examples: string[] };

/** What is judged: the platform's own proof, and what the desks have. */
export type Evidence = {
  /** Command points that take part. */
  commandPoints: ReadonlySet<string>;
  /** The rows that were frozen at the click, post by post. */
  frozen: CallList;
  /** The command point of each org. */
  commandPointOf: ReadonlyMap<string, string>;
  receipts: readonly Receipt[];
  reconciliation: Reconciliation;
  /** Units where all command points take part, with how many rows the platform calls delivered. */
  delivered: readonly { unitId: string; rows: number }[];
  /** Tasks that a desk has and that the platform does not call delivered. */
  unmarked: readonly string[];
  /** Desks that do not have what their mailboxes hold. */
  behind: readonly string[];
  /** Tasks that people were told to have acknowledged, and how many the platform counts. */
  acknowledged: { answered: number; counted: number };
};

/** Everything that is lost or doubled: by the platform's own proof, and by what the desks really got. */
export function judge(evidence: Evidence): Finding[] {
  return [...judgeProof(evidence.reconciliation), ...judgeDesks(evidence)];
}

/** How much of a harm there is: the largest of its findings, because one row may be found in several ways. */
export function countOf(findings: readonly Finding[], harm: Harm): number {
  return Math.max(0, ...findings.filter((finding) => finding.harm === harm).map(({ count }) => count));
}

/** What the platform says of itself. */
export function judgeProof({ counts, lost, deadLetters, findings }: Reconciliation): Finding[] {
  const examples = findings.map(({ what, unitId, rowId }) => `${what} ${unitId ?? ''} ${rowId}`);
  return found(
    ['lost', '对账：丢失', 'reconciliation: lost', lost, examples],
    ['lost', '对账：死信', 'reconciliation: dead letters', deadLetters, []],
    ['lost', '对账：演练标记不一致', 'reconciliation: another exercise mark', counts.exerciseDiffers, examples],
    ['doubled', '对账：重复', 'reconciliation: doubled', counts.doubled, examples],
    ['doubled', '对账：多出', 'reconciliation: unexpected', counts.unexpected, examples],
  );
}

function judgeDesks(evidence: Evidence): Finding[] {
  const { receipts, unmarked, behind, acknowledged } = evidence;
  const { missing, surplus } = compareWithFrozen(evidence);
  const twice = [...repeatsOf(receipts, 'task'), ...repeatsOf(receipts, 'start')];
  const real = receipts.filter(({ exercise }) => !exercise).map(({ mailboxId, seq }) => `${mailboxId}:${seq}`);
  const claimed = claimedOnly(evidence);
  return found(
    ['lost', '台子没有收到', 'no desk has it', sum(missing), wordsOf(missing)],
    ['lost', '平台称已送达，没有台子收到', 'called delivered, and no desk has it', sum(claimed), wordsOf(claimed)],
    ['lost', '台子收到了，平台不称已送达', 'a desk has it, and it is not called delivered', unmarked.length, unmarked],
    ['lost', '信箱里有，台子没有', 'a mailbox holds it, and its desk has it not', behind.length, behind],
    ['lost', '签收了没有算', 'acknowledged and not counted', Math.max(0, acknowledged.answered - acknowledged.counted), []],
    ['lost', '没有演练标记', 'without the exercise mark', real.length, real],
    ['doubled', '台子收到两次', 'a desk has it twice', twice.length, twice],
    ['doubled', '台子收到了没有人预期的', 'a desk has what nobody expected', sum(surplus), wordsOf(surplus)],
  );
}

type Amount = { where: string; rows: number };

/** Post by post: what the desks have against what was frozen at the click, at the command points that take part. */
function compareWithFrozen({ frozen, receipts, commandPoints, commandPointOf }: Evidence): { missing: Amount[]; surplus: Amount[] } {
  const left = new Map<string, number>();
  for (const { unitId, lines } of frozen.units) {
    for (const { orgId, postId, tasks } of lines)
      if (commandPoints.has(commandPointOf.get(orgId) ?? '')) add(left, `${unitId} ${orgId} ${postId}`, tasks);
  }
  const seen = new Set<string>();
  for (const { kind, taskId, unitId, orgId, postId } of receipts) {
    if (kind !== 'task' || !taskId || seen.has(taskId)) continue;
    seen.add(taskId);
    add(left, `${unitId} ${orgId} ${postId}`, -1);
  }
  const amounts = [...left].map(([where, rows]) => ({ where, rows }));
  return {
    missing: amounts.filter(({ rows }) => rows > 0),
    surplus: amounts.filter(({ rows }) => rows < 0).map(({ where, rows }) => ({ where, rows: -rows })),
  };
}

/** Unit by unit: rows that the platform calls delivered beyond those that desks have. */
function claimedOnly({ delivered, receipts }: Evidence): Amount[] {
  const have = new Map<string, Set<string>>();
  for (const { kind, taskId, unitId } of receipts)
    if (kind === 'task' && taskId) have.set(unitId, (have.get(unitId) ?? new Set()).add(taskId));
  return delivered
    .map(({ unitId, rows }) => ({ where: unitId, rows: rows - (have.get(unitId)?.size ?? 0) }))
    .filter(({ rows }) => rows > 0);
}

/** Each row of this kind beyond the first that says the same of the same task, under another number or at another desk. */
function repeatsOf(receipts: readonly Receipt[], kind: Receipt['kind']): string[] {
  const first = new Set<string>();
  return receipts.flatMap((receipt) => {
    if (receipt.kind !== kind || !receipt.taskId) return [];
    if (!first.has(receipt.taskId)) {
      first.add(receipt.taskId);
      return [];
    }
    return [`${receipt.commandPoint} ${kind} ${receipt.taskId}`];
  });
}

/** Those lines of a table in which something was found, with the first culprits of each. */
export function found(...table: readonly [Harm, string, string, number, readonly string[]][]): Finding[] {
  return table
    .filter(([, , , count]) => count > 0)
    .map(([harm, zh, en, count, examples]) => ({ harm, zh, en, count, examples: examples.slice(0, 5) }));
}

function add(amounts: Map<string, number>, key: string, by: number): void {
  amounts.set(key, (amounts.get(key) ?? 0) + by);
}

function sum(amounts: readonly Amount[]): number {
  return amounts.reduce((total, { rows }) => total + rows, 0);
}

function wordsOf(amounts: readonly Amount[]): string[] {
  return amounts.map(({ where, rows }) => `${where} ×${rows}`);
}
