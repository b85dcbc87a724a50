import { z } from 'zod';
import { categoryCode, id, moment, orgId, postId } from './ids.js';
import { tier } from './org.js';
import { responseLevel, responseLevels, warningColour } from './scales.js';

/** Plan kinds 总体/共性/个性/现场: the 1 + 13 + X + Y of a town. */
export const planKinds = ['overall', 'common', 'individual', 'site'] as const;
export const planKind = z.enum(planKinds);
export type PlanKind = z.infer<typeof planKind>;

/** What starts a task's clock. Only started tasks have running clocks; the others are shown as waiting. */
export const taskStarts = ['atStart', 'afterTask', 'onReport', 'atEnd', 'byTheClick'] as const;
export const taskStart = z.enum(taskStarts);
export type TaskStart = z.infer<typeof taskStart>;

/** What the feedback must carry. */
export const evidenceKinds = ['position', 'photo', 'count', 'text', 'file', 'voice'] as const;

export const planNo = z.string().regex(/^[OPXY]\d{2}$/);
export const taskNo = z.string().regex(/^[OPXY]\d{2}-\d{2}$/);
export const triggerId = z.string().regex(/^[a-z][a-z-]{2,40}$/);

/** Minutes per response level; every level is named, so nothing is inherited in silence. */
export const minutesByLevel = z.object(
  Object.fromEntries(responseLevels.map((level) => [level, z.number().int().min(1).max(43_200)])) as Record<
    (typeof responseLevels)[number],
    z.ZodNumber
  >,
);
export type MinutesByLevel = z.infer<typeof minutesByLevel>;

/** Who gets a task. `org` is a department, bureau, station or working group; `each` = every such org in the affected area, `one` = the one at the scene. */
export const taskTarget = z.object({
  tier,
  post: postId,
  org: orgId.nullable(),
  unitKind: z.string().nullable(),
  mode: z.enum(['each', 'one']),
});
export type TaskTarget = z.infer<typeof taskTarget>;

/** One task template of a plan version. `doneMinutes` 0 = no done limit, only the acknowledge limit runs. */
export const taskTemplate = z.object({
  no: taskNo,
  title: z.string().min(1),
  titleEn: z.string().min(1),
  what: z.string().min(1),
  whatEn: z.string().min(1),
  who: z.string(),
  level: responseLevel,
  starts: taskStart,
  onReport: triggerId.nullable(),
  dependsOn: z.array(taskNo),
  doneMinutes: z.number().int().min(0).max(43_200),
  acknowledgeMinutes: minutesByLevel.nullable(),
  repeatMinutes: minutesByLevel.nullable(),
  evidence: z.string(),
  evidenceKinds: z.array(z.enum(evidenceKinds)),
  targets: z.array(taskTarget).min(1),
  onlyCategories: z.array(categoryCode),
  /** Tasks of other plans that take this one's place, so that nobody is told twice (overall plan). */
  coveredBy: z.array(taskNo),
  source: z.string(),
  /** What must be there before it can be done, in words for people; a machine reads `dependsOn` and `onReport`. */
  precondition: z.string().optional(),
  /** Why the minutes differ from those of the plan's text. */
  minutesNote: z.string().optional(),
});
export type TaskTemplate = z.infer<typeof taskTemplate>;

/** A clause of the trigger table that names a published warning. `says` stands word for word in the plan's text of that level. */
export const warningTrigger = z.object({ category: categoryCode, colour: warningColour, level: responseLevel, says: z.string().min(1) });
export type WarningTrigger = z.infer<typeof warningTrigger>;

export const approver = z.object({ post: postId, org: orgId.nullable() });

/** A plan document as the library publishes it. `areaUnits` null = every area unit holds it. */
export const planDocument = z.object({
  no: planNo,
  kind: planKind,
  name: z.string(),
  nameEn: z.string(),
  categories: z.array(categoryCode).min(1),
  areaUnits: z.array(orgId).nullable(),
  /** Site plans: who holds it. */
  holder: z.enum(['village', 'production-unit']).nullable(),
  unitKind: z.string().nullable(),
  extends: z.array(planNo),
  acknowledgeMinutes: minutesByLevel,
  triggers: z.partialRecord(responseLevel, z.string()),
  /** The clauses of `triggers` that name a published warning, for a machine; plans whose text names none leave it out. */
  warningTriggers: z.array(warningTrigger).optional(),
  approvers: z.object({ town: z.record(responseLevel, approver), city: z.record(responseLevel, approver) }).nullable(),
  leadDepartments: z.array(orgId),
  groupIds: z.array(orgId),
  tasks: z.array(taskTemplate).min(1),
  /** Risk, duties, cautions, emergency card … of a site plan (GB/T 29639-2020 §8), as written. */
  site: z.record(z.string(), z.unknown()).nullable(),
  /** Tiers that hold no task in this plan, and why. */
  tierGaps: z.array(z.object({ tier, why: z.string() })).optional(),
  /** Remarks in words: why the plan exists, who commands, where a part comes from. */
  notes: z.record(z.string(), z.string()).optional(),
  /** Parts that are our proposal and that a town may replace (`plan` = all of it). */
  proposals: z.array(z.enum(['plan', 'acknowledgeMinutes', 'approvers'])).optional(),
});
export type PlanDocument = z.infer<typeof planDocument>;

/** A published version of a plan held by an org (the city, an area unit). */
export type PlanVersion = { planVersionId: string; holderOrgId: string; version: number; document: PlanDocument };

/** One trigger that `onReport` tasks wait for. */
export const reportTrigger = z.object({ id: triggerId, name: z.string(), nameEn: z.string() });
export type ReportTrigger = z.infer<typeof reportTrigger>;

/** A working group 工作组 that a response may form in a town. */
export const workingGroup = z.object({
  id: orgId,
  name: z.string(),
  nameEn: z.string(),
  who: z.string(),
  duty: z.string(),
  source: z.string(),
});
export type WorkingGroup = z.infer<typeof workingGroup>;

/** A published plan as a list shows it. */
export const planSummary = z.object({
  planVersionId: id,
  no: planNo,
  kind: planKind,
  name: z.string(),
  nameEn: z.string(),
  holderOrgId: orgId,
  version: z.number().int(),
  publishedAt: moment,
  categories: z.array(categoryCode),
  tasks: z.number().int(),
});
export type PlanSummary = z.infer<typeof planSummary>;

/** A published plan in full (`GET /api/plans/:no`). */
export const publishedPlan = planSummary
  .omit({ tasks: true, categories: true, name: true, nameEn: true })
  .extend({ document: planDocument });
export type PublishedPlan = z.infer<typeof publishedPlan>;

export const plansAnswer = z.object({ plans: z.array(planSummary) });
export type PlansAnswer = z.infer<typeof plansAnswer>;
export const planTriggersAnswer = z.object({ triggers: z.array(reportTrigger) });
export type PlanTriggersAnswer = z.infer<typeof planTriggersAnswer>;
