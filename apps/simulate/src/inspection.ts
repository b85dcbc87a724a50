import type { CallList } from '#contracts/call-list.js';
import type { Progress, UnitProgress } from '#contracts/mailbox.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import type { Caller } from '#desk-client/caller.js';
import type { Desk } from '#desk-client/desk.js';
import type { Receipt } from './receipts.js';
import type { Evidence } from './verdict.rules.js';

/** What is looked at, and by whom. */
export type Scene = {
  operator: Caller;
  activationId: string;
  desks: readonly Desk[];
  /** Whether every command point of the city takes part: then no row can be delivered elsewhere. */
  isWhole: boolean;
  commandPointOf: ReadonlyMap<string, string>;
  frozen: CallList;
  receipts: readonly Receipt[];
  /** Tasks whose acknowledgement was answered with a success. */
  acknowledged: number;
};

const requestsAtOnce = 16;

/** What the counters of the platform say of all units together. */
export function sumUp({ units }: Progress): Pick<UnitProgress, 'delivered' | 'acknowledged' | 'escalated'> {
  const sum = (of: (unit: UnitProgress) => number): number => units.reduce((total, unit) => total + of(unit), 0);
  return {
    delivered: sum((unit) => unit.delivered),
    acknowledged: sum((unit) => unit.acknowledged),
    escalated: sum((unit) => unit.escalated),
  };
}

export function readProgress(operator: Caller, activationId: string, withinMs?: number): Promise<Progress> {
  return operator.ask(`/api/activations/${activationId}/progress`, withinMs);
}

export function readReconciliation(operator: Caller, activationId: string, withinMs?: number): Promise<Reconciliation> {
  return operator.ask(`/api/activations/${activationId}/reconciliation`, withinMs);
}

/** Asks the platform for its counters and its proof, and each desk what its mailboxes hold beyond what it has. */
export async function gatherEvidence(scene: Scene): Promise<{ evidence: Evidence; progress: Progress }> {
  const { operator, activationId, desks, isWhole, commandPointOf, frozen, receipts, acknowledged } = scene;
  const progress = await readProgress(operator, activationId);
  const unmarked = await findUnmarked(operator, receipts, progress);
  const behind = await findBehind(desks);
  // The proof comes last: it is what the figures are taken from, and says no less than what was looked at before.
  const reconciliation = await readReconciliation(operator, activationId);
  const evidence: Evidence = {
    commandPoints: new Set(desks.map(({ orgId }) => orgId)),
    frozen,
    commandPointOf,
    receipts,
    reconciliation,
    delivered: isWhole ? progress.units.map(({ unitId, delivered }) => ({ unitId, rows: delivered })) : [],
    unmarked,
    behind,
    acknowledged: { answered: acknowledged, counted: sumUp(progress).acknowledged },
  };
  return { evidence, progress };
}

/** Tasks that desks have and that the platform does not call delivered: looked up one by one in the units whose sums differ. */
async function findUnmarked(operator: Caller, receipts: readonly Receipt[], { units }: Progress): Promise<string[]> {
  const delivered = new Map(units.map((unit) => [unit.unitId, unit.delivered]));
  const tasksOf = new Map<string, Set<string>>();
  for (const { kind, taskId, unitId } of receipts)
    if (kind === 'task' && taskId) tasksOf.set(unitId, (tasksOf.get(unitId) ?? new Set()).add(taskId));
  const doubtful = [...tasksOf].filter(([unitId, tasks]) => delivered.get(unitId) !== tasks.size).flatMap(([, tasks]) => [...tasks]);
  const answers = await inTurns(doubtful, async (taskId) => {
    const { deliveredAt } = await operator.ask<{ deliveredAt: string | null }>(`/api/deliveries/${taskId}`);
    return deliveredAt === null ? [taskId] : [];
  });
  return answers.flat();
}

/** Desks that lack something of what their mailboxes hold. */
export async function findBehind(desks: readonly Desk[]): Promise<string[]> {
  const answers = await inTurns(desks, async (desk) => {
    const cursors = desk.client.cursors();
    const pulled = await desk.pull(cursors);
    if (!pulled) return [`${desk.orgId}: 没有应答 no answer`];
    const missing = [...pulled.heads].filter(([mailboxId, head]) => (cursors[mailboxId] ?? 0) < head);
    return missing.map(([mailboxId, head]) => `${desk.orgId} ${mailboxId}: ${cursors[mailboxId] ?? 0}/${head}`);
  });
  return answers.flat();
}

/** Asks for some at a time, and answers in their order. */
export async function inTurns<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += requestsAtOnce)
    answers.push(...(await Promise.all(items.slice(at, at + requestsAtOnce).map(ask))));
  return answers;
}
