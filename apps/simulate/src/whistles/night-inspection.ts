import { z } from 'zod';
import { leg } from '#contracts/ladder.js';
import type { TimelineEntry } from '#contracts/task.js';
import type { Whistle, WhistlePage, WhistleReconciliation, WhistleTimeline } from '#contracts/whistle.js';
import type { Caller } from '#desk-client/caller.js';
import type { Desk } from '#desk-client/desk.js';
import { findBehind, inTurns } from '../inspection.js';
import type { Climb, Terms } from './deadline.rules.js';
import { latenessOf, missedDeadlines } from './deadline.rules.js';
import type { Ledger } from './ledger.js';
import type { NightEvidence } from './night-verdict.rules.js';
import type { WhistleRules } from '#contracts/whistle-rules.js';

/** What is looked at when the night is over, and by whom. */
export type NightScene = {
  operator: Caller;
  ledger: Ledger;
  rules: WhistleRules;
  desks: ReadonlyMap<string, Desk>;
  commandPointOf: ReadonlyMap<string, string>;
  /** What sets the whistles of this night apart from all others. */
  mark: string;
};

const readWithinMs = 60_000;

const climbed = z.object({
  orgId: z.string(),
  leg,
  rung: z.number().int(),
  tell: z.string(),
  dueAt: z.string(),
  superior: z.object({ orgId: z.string(), postId: z.string() }).nullable(),
});

/** Reads every whistle of the night with its story, asks each desk what it lacks, and the platform for its own proof. */
export async function inspectNight(scene: NightScene): Promise<{ evidence: NightEvidence; lateness: number[]; whistles: Whistle[] }> {
  const { operator, ledger, rules, desks, commandPointOf } = scene;
  const strangers = await findStrangers(operator, ledger, scene.mark);
  const whistles = (await inTurns(ledger.whistleIds, (id) => readWhistle(operator, id))).flatMap((whistle) => whistle ?? []);
  const stories = await inTurns(whistles, ({ id }) => operator.ask<WhistleTimeline>(`/api/whistles/${id}/timeline`));
  const climbs = stories.flatMap(({ entries }, index) => entries.flatMap((entry) => climbOf(entry, whistles[index]!)));
  const behind = await findBehind([...desks.values()]);
  // The proof comes last: it says no less than what was looked at before.
  const proof = await operator.ask<WhistleReconciliation>('/api/whistle-reconciliation');
  const nowMs = Date.parse(proof.at);
  const ofTask = new Map(whistles.flatMap((whistle) => whistle.calls.map(({ taskId }) => [taskId, whistle] as const)));
  const termsOf = (whistle: Whistle): Terms => ({
    ladder: rules.kinds[whistle.kind].ladder,
    limits: whistle.limits,
  });
  const shares = new Map(whistles.map(({ id, unitId, calls }) => [id, new Set([unitId, ...calls.map(({ orgId }) => orgId)])]));
  const evidence: NightEvidence = {
    blown: ledger.blownWhistles,
    whistles: new Map(whistles.map((whistle) => [whistle.id, whistle])),
    strangers,
    receipts: ledger.receipts,
    climbs,
    missed: whistles.flatMap((whistle) => missedDeadlines(whistle, termsOf(whistle), climbs, nowMs)),
    deskOf: (orgId) => {
      const point = commandPointOf.get(orgId);
      return point !== undefined && desks.has(point) ? point : undefined;
    },
    behind,
    acknowledged: ledger.acknowledged,
    overheard: ledger.overheardBy((id) => shares.get(id)),
    proof,
  };
  return { evidence, lateness: latenessOf(climbs, (taskId) => termsOf(ofTask.get(taskId)!)), whistles };
}

/** A whistle as the city sees it; undefined where there is none. */
async function readWhistle(operator: Caller, whistleId: string): Promise<Whistle | undefined> {
  const { status, body } = await operator.insist<Whistle>('GET', `/api/whistles/${whistleId}`, undefined, readWithinMs);
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`GET /api/whistles/${whistleId}: ${status}`);
  return body;
}

/**
 * Whistles that carry the mark of this night and that no town knows of. One whose town was never answered, because answers were too late, was
 * blown all the same: it is noted as its own. Any other is one too many.
 */
async function findStrangers(operator: Caller, ledger: Ledger, mark: string): Promise<string[]> {
  const strangers: string[] = [];
  for (const state of ['open', 'closed'] as const) {
    for (let after: number | null = 0; after !== null;) {
      const page: WhistlePage = await operator.ask(`/api/whistles?state=${state}&exercise=true&limit=200&after=${after}`);
      for (const { id, number, title } of page.whistles)
        if (title.includes(mark) && !ledger.planOf(id) && !ledger.adopt(id, title)) strangers.push(`${number} ${title}`);
      after = page.next;
    }
  }
  return strangers;
}

/** A rung in the story of a whistle: of the call that the department had at that moment; the town's own check is no call. */
function climbOf({ what, at, facts }: TimelineEntry, whistle: Whistle): Climb[] {
  if (what !== 'task.escalated' && what !== 'task.reminded') return [];
  const parsed = climbed.parse(facts);
  const call = whistle.calls.filter(({ orgId, calledAt }) => orgId === parsed.orgId && Date.parse(calledAt) <= Date.parse(at)).at(-1);
  if (!call) return [];
  const { superior, dueAt, ...rung } = parsed;
  return [{ ...rung, taskId: call.taskId, dueAtMs: Date.parse(dueAt), atMs: Date.parse(at), told: superior }];
}
