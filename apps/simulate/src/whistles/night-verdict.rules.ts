import type { Whistle, WhistleCall, WhistleReconciliation } from '#contracts/whistle.js';
import type { Finding } from '../verdict.rules.js';
import { found } from '../verdict.rules.js';
import type { Climb } from './deadline.rules.js';

/** A whistle that a town blew, as it was answered, and every department that was asked for by anybody since. */
export type BlownWhistle = { whistleId: string; unitId: string; title: string; asked: readonly string[] };

/** A row that a desk got, once each. `taskIds`: what a digest or a reminder tells of. */
export type CallReceipt = {
  kind: string;
  whistleId: string;
  taskId: string | null;
  taskIds: readonly string[];
  orgId: string;
  postId: string;
  exercise: boolean;
  /** The desk that got it. */
  desk: string;
};

/** What is judged: what the towns blew, what the desks got, what the whistles look like in the end, and what the platform says of itself. */
export type NightEvidence = {
  blown: readonly BlownWhistle[];
  whistles: ReadonlyMap<string, Whistle>;
  /** Whistles of this night that nobody was answered for. */
  strangers: readonly string[];
  receipts: readonly CallReceipt[];
  climbs: readonly Climb[];
  missed: readonly string[];
  /** The desk of each org that takes part. */
  deskOf: (orgId: string) => string | undefined;
  /** Desks that do not have what their mailboxes hold. */
  behind: readonly string[];
  /** Tasks whose acknowledgement was answered with a success. */
  acknowledged: ReadonlySet<string>;
  /** Desks that heard of a whistle which they do not share. */
  overheard: readonly string[];
  proof: WhistleReconciliation;
};

/** Everything that is lost, doubled or nobody's: by the platform's own proof, and by what towns and desks know. */
export function judgeNight(evidence: NightEvidence): Finding[] {
  return [...judgeProofOf(evidence), ...judgeCalls(evidence), ...judgeOwners(evidence), ...judgeDeadlines(evidence)];
}

/** What the platform says of itself, about the whistles of this night alone. */
function judgeProofOf({ proof, whistles }: NightEvidence): Finding[] {
  const own = new Set([...whistles.values()].flatMap(({ id, calls }) => [id, ...calls.map(({ taskId }) => taskId)]));
  const ofNight = (ids: readonly string[]): string[] => ids.filter((id) => own.has(id));
  return lines([
    ['lost', '对账：丢失', 'reconciliation: lost', ofNight(proof.lost)],
    ['doubled', '对账：重复', 'reconciliation: doubled', ofNight(proof.doubled)],
    ['unowned', '对账：无主', 'reconciliation: unowned', ofNight(proof.unowned)],
    ['unowned', '对账：没有在走的时限', 'reconciliation: no running clock', ofNight(proof.clockless)],
  ]);
}

function judgeCalls({ blown, whistles, strangers, receipts, deskOf, behind, acknowledged, overheard }: NightEvidence): Finding[] {
  const missing: string[] = [];
  const unasked: string[] = [];
  for (const { whistleId, title, asked } of blown) {
    const whistle = whistles.get(whistleId);
    if (!whistle) missing.push(title);
    const called = new Set(whistle?.calls.map(({ orgId }) => orgId));
    if (whistle) missing.push(...asked.filter((orgId) => !called.has(orgId)).map((orgId) => `${title} ${orgId}`));
    unasked.push(...[...called].filter((orgId) => !asked.includes(orgId)).map((orgId) => `${title} ${orgId}`));
  }
  const rows = new Map<string, CallReceipt[]>();
  for (const receipt of receipts)
    if (receipt.kind === 'task' && receipt.taskId) rows.set(receipt.taskId, [...(rows.get(receipt.taskId) ?? []), receipt]);
  const calls = [...whistles.values()].flatMap((whistle) => whistle.calls.map((call) => ({ ...call, whistle })));
  const deskOfTask = new Map(calls.map(({ taskId, orgId }) => [taskId, deskOf(orgId)]));
  const here = calls.filter(({ orgId }) => deskOf(orgId));
  // What a lead says is done is a task of the town: to look.
  const checked = new Set(
    receipts
      .filter(
        ({ kind, taskId, desk, whistleId }) =>
          kind === 'task' && !deskOfTask.has(taskId!) && desk === townDesk(whistles.get(whistleId), deskOf),
      )
      .map(({ taskId }) => taskId!),
  );
  const looking = new Set(receipts.filter(({ taskId }) => taskId && checked.has(taskId)).map(({ whistleId }) => whistleId));
  const unchecked = [...whistles.values()].filter((each) => each.state === 'finished' && townDesk(each, deskOf) && !looking.has(each.id));
  return lines([
    ['lost', '吹了哨，没有这个哨或这个部门', 'blown, and there is no such whistle or call', missing],
    ['lost', '部门的台子没有收到', 'no desk has the call', here.filter(({ taskId }) => !rows.has(taskId)).map(nameOf)],
    ['lost', '办完了，镇里没有收到核查', 'finished, and its town was not told to look', unchecked.map(titleOf)],
    ['lost', '信箱里有，台子没有', 'a mailbox holds it, and its desk has it not', behind],
    [
      'lost',
      '签收了没有算',
      'acknowledged and not counted',
      calls.filter(({ taskId, acknowledgedAt }) => acknowledged.has(taskId) && !acknowledgedAt).map(nameOf),
    ],
    ['lost', '没有演练标记', 'without the exercise mark', receipts.filter(({ exercise }) => !exercise).map(({ whistleId }) => whistleId)],
    ['doubled', '没有人吹过的哨', 'a whistle that nobody blew', strangers],
    ['doubled', '没有人叫过的部门', 'a department that nobody called', unasked],
    ['doubled', '台子收到两次', 'a desk has it twice', [...rows].filter(([, got]) => got.length > 1).map(([taskId]) => taskId)],
    [
      'doubled',
      '不相干的台子收到了',
      'a desk has a call that is not its own',
      [...rows].flatMap(([taskId, got]) =>
        got.filter(({ desk }) => !checked.has(taskId) && desk !== deskOfTask.get(taskId)).map(({ desk }) => `${desk} ${taskId}`),
      ),
    ],
    ['doubled', '不相干的台子听到了', 'a desk heard of a whistle that it does not share', overheard],
  ]);
}

function judgeOwners({ whistles }: NightEvidence): Finding[] {
  const open = [...whistles.values()].filter(isOpen);
  return lines([
    [
      'unowned',
      '没有唯一的首接责任部门',
      'without exactly one responsible department',
      open.filter((whistle) => ownersOf(whistle) !== 1).map(titleOf),
    ],
    ['unowned', '没有在走的时限', 'open without a running clock', open.filter((whistle) => !hasClock(whistle)).map(titleOf)],
  ]);
}

/**
 * Whoever was told by a rung has it at the desk of that post; and nothing that fell due went unnoticed. A digest that is followed by another before it
 * is delivered gives way to it, and what was answered meanwhile is in neither: then a later row of the same whistle is enough.
 */
function judgeDeadlines({ climbs, receipts, missed, deskOf, whistles }: NightEvidence): Finding[] {
  const named = new Set(
    receipts
      .filter(({ kind }) => kind === 'digest' || kind === 'remind')
      .flatMap(({ orgId, postId, taskId, taskIds }) => [taskId, ...taskIds].map((id) => `${orgId} ${postId} ${id}`)),
  );
  const reached = new Set(receipts.map(({ orgId, postId, whistleId }) => `${orgId} ${postId} ${whistleId}`));
  const callOf = new Map(
    [...whistles.values()].flatMap((whistle) => whistle.calls.map((call) => [call.taskId, { call, whistle }] as const)),
  );
  const unheard = climbs.filter(({ taskId, leg, told }) => {
    if (!told || !deskOf(told.orgId) || named.has(`${told.orgId} ${told.postId} ${taskId}`)) return false;
    const known = callOf.get(taskId);
    return !(known && isStopped(known.call, leg) && reached.has(`${told.orgId} ${told.postId} ${known.whistle.id}`));
  });
  return lines([
    [
      'lost',
      '升级了，没有台子收到',
      'escalated, and no desk has it',
      unheard.map(({ taskId, leg, tell, told }) => `${taskId} ${leg} ${tell} ${told!.orgId} ${told!.postId}`),
    ],
    ['lost', '到时限没有人被告知', 'a deadline fell due and nobody was told', missed],
  ]);
}

/** Whether the clock of a leg runs no more. */
function isStopped({ state, acknowledgedAt, arrivedAt, lastFeedbackAt }: WhistleCall, leg: Climb['leg']): boolean {
  if (state === 'done' || state === 'declined' || state === 'cancelled') return true;
  const stoppedAt = { acknowledge: acknowledgedAt, arrive: arrivedAt, feedback: lastFeedbackAt, finish: null, 'check-in': null }[leg];
  return stoppedAt !== null;
}

/** Whether somebody still owes something. */
export function isOpen({ state }: Pick<Whistle, 'state'>): boolean {
  return state === 'blown' || state === 'acknowledged' || state === 'on-scene' || state === 'finished';
}

function ownersOf({ calls }: Whistle): number {
  return calls.filter(({ responsible }) => responsible).length;
}

/** Some deadline stands before somebody: a department's, the town's, or the city centre's. */
function hasClock({ state, closeDueAt, rulingDueAt, question, calls }: Whistle): boolean {
  const owner = calls.find(({ responsible }) => responsible);
  // What is finished waits for the town that blew it, and what is asked of the city centre for its ruling.
  if (state === 'finished' || question === 'ruling') return true;
  const waits = owner && [
    owner.acknowledgedAt ? null : owner.acknowledgeDueAt,
    owner.arrivedAt ? null : owner.arriveDueAt,
    owner.feedbackDueAt,
  ];
  return [closeDueAt, rulingDueAt, ...(waits ?? [])].some((dueAt) => dueAt !== null);
}

/** The desk of the town that blew it, if it takes part. */
function townDesk(whistle: Whistle | undefined, deskOf: NightEvidence['deskOf']): string | undefined {
  return whistle && deskOf(`${whistle.unitId}:town-centre`);
}

function nameOf({ whistle, orgId }: { whistle: Whistle; orgId: string }): string {
  return `${whistle.number} ${orgId}`;
}

function titleOf({ number, title }: Whistle): string {
  return `${number} ${title}`;
}

function lines(table: readonly [Finding['harm'], string, string, readonly string[]][]): Finding[] {
  return found(
    ...table.map(([harm, zh, en, culprits]): [Finding['harm'], string, string, number, readonly string[]] => [
      harm,
      zh,
      en,
      culprits.length,
      culprits,
    ]),
  );
}
