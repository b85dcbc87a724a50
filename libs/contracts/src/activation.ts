import { z } from 'zod';
import { id, moment, orgId, postId, requestId } from './ids.js';
import { tier } from './org.js';
import { evidenceKinds, planKind, planNo, taskNo, taskStart, triggerId } from './plan-library.js';
import { responseLevel } from './scales.js';
import { timelineEntry } from './task.js';
import { words } from './text.js';

/** The four things that starting a response must state: matter, level, expected duration, measures (突发事件应对法 2024, Art. 72). */
export const statements = z.object({
  matter: words(500),
  level: responseLevel,
  expectedHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  measures: words(2000),
});
export type Statements = z.infer<typeof statements>;

/** Asks what a click would do, without doing it. `linesOfUnit` adds each row of one unit with its reasons. */
export const previewActivation = z.object({
  incidentId: id,
  level: responseLevel,
  unitIds: z.array(orgId).min(1).max(2000),
  reports: z.array(triggerId).max(20).default([]),
  linesOfUnit: orgId.nullable().default(null),
});
export type PreviewActivation = z.infer<typeof previewActivation>;

/** The click. `exercise` must equal the incident's. `approval` says in words how the approver post agreed. */
export const startActivation = z.object({
  requestId,
  incidentId: id,
  exercise: z.boolean(),
  unitIds: z.array(orgId).min(1).max(2000),
  statements,
  reports: z.array(triggerId).max(20).default([]),
  approval: words(500, 0).default(''),
});
export type StartActivation = z.infer<typeof startActivation>;

export const endActivation = z.object({ requestId, reason: words(1000) });
/** Says that a trigger holds (险情灾情上报 …): tasks that wait for it start in these units. */
export const reportTriggered = z.object({ requestId, trigger: triggerId, unitIds: z.array(orgId).min(1).max(2000) });

/** Where a task of the composition comes from: every plan that asked for it is kept when they are merged. */
export const taskSource = z.object({
  planNo,
  planName: z.string(),
  planNameEn: z.string(),
  planVersionId: id,
  version: z.number().int(),
  holderOrgId: orgId,
  taskNo,
  /** `own`, or `covers`: this source's task was replaced by the one shown (coveredBy). */
  as: z.enum(['own', 'covers']),
});
export type TaskSource = z.infer<typeof taskSource>;

/** A task as composed for one unit: merged, with the strictest limits and all its sources. It travels once per part, not per row. */
export const composedTask = z.object({
  taskNo,
  title: z.string(),
  titleEn: z.string(),
  what: z.string(),
  whatEn: z.string(),
  who: z.string(),
  level: responseLevel,
  starts: taskStart,
  onReport: triggerId.nullable(),
  dependsOn: z.array(taskNo),
  acknowledgeMinutes: z.number().int().min(1),
  doneMinutes: z.number().int().min(0),
  repeatMinutes: z.number().int().min(1).nullable(),
  evidenceKinds: z.array(z.enum(evidenceKinds)),
  sources: z.array(taskSource).min(1),
});
export type ComposedTask = z.infer<typeof composedTask>;

/** One expected obligation: one task of one post at one org. Its id becomes the id of the task, so that nothing is issued twice. */
export const expectedRow = z.object({ id, taskNo, orgId, postId });
export type ExpectedRow = z.infer<typeof expectedRow>;

/** How a post is held right now. `nobody-on-duty`: people hold it, none is on the roster now. */
export const holding = z.enum(['on-duty', 'stand-in', 'vacant', 'nobody-on-duty']);
export type Holding = z.infer<typeof holding>;

export const shortfall = z.object({
  unitId: orgId,
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  holding,
  taskNos: z.array(taskNo),
  /** The command point that will see these tasks as unfilled. */
  commandPointId: orgId,
});
export type Shortfall = z.infer<typeof shortfall>;

/** One reason of "why does this person get this", as a code with its facts; pages put it into words. */
export const reason = z.object({
  code: z.enum([
    'plan-matches-category',
    'level-adds-task',
    'unit-affected',
    'post-is-target',
    'on-duty-roster',
    'holds-post',
    'stands-in',
    'scene',
    'lead-department',
    'unit-kind',
    'group-formed',
  ]),
  facts: z.record(z.string(), z.string()),
});
export type Reason = z.infer<typeof reason>;

export const previewLine = z.object({
  taskNo,
  unitId: orgId,
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  personId: id.nullable(),
  personName: z.string().nullable(),
  holding,
  starts: taskStart,
  why: z.array(reason),
});

/** What a click would do. Counts are of rows (one task of one post at one org). */
export const preview = z.object({
  incidentId: id,
  level: responseLevel,
  exercise: z.boolean(),
  composedAt: moment,
  composeMs: z.number(),
  floor: z.object({ level: responseLevel, activationId: id }).nullable(),
  authority: z.object({
    orgId,
    postId,
    orgName: z.string(),
    postName: z.string(),
    postNameEn: z.string(),
    personName: z.string().nullable(),
  }),
  plans: z.array(
    z.object({
      planNo,
      kind: planKind,
      name: z.string(),
      nameEn: z.string(),
      holders: z.array(z.object({ orgId, version: z.number().int() })),
      trigger: z.string().nullable(),
      why: z.array(reason),
    }),
  ),
  counts: z.object({
    rows: z.number().int(),
    startNow: z.number().int(),
    waiting: z.number().int(),
    byTheClick: z.number().int(),
    units: z.number().int(),
    villages: z.number().int(),
    people: z.number().int(),
    unfilled: z.number().int(),
  }),
  tasks: z.array(composedTask.extend({ rows: z.number().int(), shortfalls: z.number().int(), why: z.array(reason) })),
  units: z.array(
    z.object({
      unitId: orgId,
      name: z.string(),
      rows: z.number().int(),
      startNow: z.number().int(),
      villages: z.number().int(),
      people: z.number().int(),
      shortfalls: z.number().int(),
    }),
  ),
  shortfalls: z.array(shortfall),
  triggers: z.array(z.object({ id: triggerId, name: z.string(), nameEn: z.string(), rows: z.number().int(), holds: z.boolean() })),
  lines: z.array(previewLine).nullable(),
  /** Tasks that reach nobody in a unit: the scene is not known, or the unit has no such org. Nothing is dropped in silence. */
  gaps: z.array(
    z.object({
      unitId: orgId,
      taskNo,
      tier,
      postId,
      orgId: orgId.nullable(),
      code: z.enum(['scene-unknown', 'no-such-org']),
    }),
  ),
});
export type Preview = z.infer<typeof preview>;

export const activation = z.object({
  id,
  incidentId: id,
  incidentTitle: z.string(),
  category: z.string(),
  exercise: z.boolean(),
  state: z.enum(['running', 'ended']),
  level: responseLevel,
  statements,
  unitIds: z.array(orgId),
  planNos: z.array(planNo),
  authority: z.object({ orgId, postId, orgName: z.string(), postName: z.string(), postNameEn: z.string() }),
  approval: z.string(),
  startedAt: moment,
  startedBy: z.object({ personId: id, name: z.string() }),
  expectedUntil: moment,
  endedAt: moment.nullable(),
  endReason: z.string().nullable(),
  expectedRows: z.number().int(),
  /** Of its started parts, within the reader's scope, those that the event bus does not have yet, since `startedAt`. 0 in good order. */
  partsUnpublished: z.number().int(),
});
export type Activation = z.infer<typeof activation>;

/** `activation.started.v1`, key `activation:unit`, one or more parts per unit (part i of n in the envelope). Rows refer to `tasks` by number. */
export const activationStarted = z.object({
  activationId: id,
  incidentId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  level: responseLevel,
  startedAt: moment,
  expectedUntil: moment,
  authority: z.object({ orgId, postId }),
  /** Triggers that held at the click. */
  reports: z.array(triggerId),
  tasks: z.array(composedTask),
  rows: z.array(expectedRow),
});
export type ActivationStarted = z.infer<typeof activationStarted>;

/** `activation.reported.v1`: a trigger holds in this unit from now on. */
export const activationReported = z.object({ activationId: id, unitId: orgId, trigger: triggerId, reportedAt: moment });
/** `activation.ended.v1`: open tasks are cancelled, tasks with start atEnd begin. */
export const activationEnded = z.object({ activationId: id, unitId: orgId, endedAt: moment, reason: z.string() });

/** `GET /api/activations`: newest first; `cursor` is the `nextCursor` of the page before. */
export const activationQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: id.optional(),
  state: z.enum(['running', 'ended']).optional(),
  incidentId: id.optional(),
});
export type ActivationQuery = z.infer<typeof activationQuery>;
export const activationPage = z.object({ activations: z.array(activation), nextCursor: id.nullable() });
export type ActivationPage = z.infer<typeof activationPage>;

/** `POST /api/activations/:id/reports`: where the trigger holds from now on; units in which it held already are not told again. */
export const reportAnswer = z.object({ activationId: id, trigger: triggerId, reportedAt: moment, unitIds: z.array(orgId) });
export type ReportAnswer = z.infer<typeof reportAnswer>;

/** `GET /api/activations/:id/timeline`, oldest first. */
export const activationTimeline = z.object({ entries: z.array(timelineEntry) });
export type ActivationTimeline = z.infer<typeof activationTimeline>;
export type EndActivation = z.infer<typeof endActivation>;
export type ReportTriggered = z.infer<typeof reportTriggered>;
