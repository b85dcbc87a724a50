import type { ComposedTask, Holding, Reason } from '#contracts/activation.js';
import type { ResponseLevel } from '#contracts/scales.js';
import type { AddressedRow } from './compose.rules.js';
import type { MatchedPlan } from './match.rules.js';

/** Why a plan is part of the response: which of its category codes covers the incident's. */
export function reasonsOfPlan(plan: MatchedPlan, category: string): Reason[] {
  return [{ code: 'plan-matches-category', facts: { planNo: plan.no, category, code: plan.matchedCode } }];
}

/** Why a task is sent: the plans that ask for it, once each, and the level that adds it. */
export function reasonsOfTask(task: ComposedTask, category: string, level: ResponseLevel): Reason[] {
  const plans = new Map(task.sources.map((source) => [`${source.planNo} ${source.as}`, source]));
  return [
    ...[...plans.values()].map((source): Reason => ({
      code: 'plan-matches-category',
      facts: {
        planNo: source.planNo,
        planName: source.planName,
        planNameEn: source.planNameEn,
        taskNo: source.taskNo,
        as: source.as,
        category,
      },
    })),
    { code: 'level-adds-task', facts: { taskLevel: task.level, level } },
  ];
}

/** Why this org and this post get the row, and how the post is held now: the answer to "why does this person get this". */
export function reasonsOfRow(row: AddressedRow, unitId: string, onDutyRoster: boolean, holding: Holding): Reason[] {
  const reasons: Reason[] = [{ code: 'unit-affected', facts: { unitId } }];
  if (row.because !== 'unit-affected' && row.because !== 'post-is-target') reasons.push({ code: row.because, facts: { orgId: row.orgId } });
  reasons.push({ code: 'post-is-target', facts: { orgId: row.orgId, postId: row.postId } });
  if (holding === 'on-duty') reasons.push({ code: onDutyRoster ? 'on-duty-roster' : 'holds-post', facts: { postId: row.postId } });
  if (holding === 'stand-in') reasons.push({ code: 'stands-in', facts: { postId: row.postId } });
  return reasons;
}
