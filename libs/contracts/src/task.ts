import { z } from 'zod';
import { id, moment, orgId, postId, requestId } from './ids.js';
import { evidenceKinds, taskNo, taskStart } from './plan-library.js';
import { responseLevel } from './scales.js';
import { words } from './text.js';

/** States of a task. Overdue, unfilled, waiting and escalated are facts beside the state, derived or flagged. */
export const taskStates = ['issued', 'acknowledged', 'arrived', 'done', 'declined', 'cancelled'] as const;
export const taskState = z.enum(taskStates);
export type TaskState = z.infer<typeof taskState>;

export const acknowledgeTask = z.object({ requestId });
export const arriveTask = z.object({ requestId });
export const finishTask = z.object({ requestId, note: words(2000, 0).default('') });
export const declineTask = z.object({ requestId, reason: words(500) });

/** Who did something: a person's account or a command point's device. Names are looked up when shown, never kept in events. */
export const actor = z.object({ kind: z.enum(['person', 'command-point', 'clock', 'service']), id: z.string() });
export type Actor = z.infer<typeof actor>;

/** One task as issued; the batch carries what is common. */
export const issuedTask = z.object({
  taskId: id,
  taskNo,
  orgId,
  postId,
  commandPointId: orgId,
  title: z.string(),
  titleEn: z.string(),
  state: taskState,
  starts: taskStart,
  unfilled: z.boolean(),
  startedAt: moment.nullable(),
  acknowledgeDueAt: moment.nullable(),
  doneDueAt: moment.nullable(),
});
export type IssuedTask = z.infer<typeof issuedTask>;

/** `task.issued.v1`: about 200 tasks of one activation and unit. */
export const taskIssued = z.object({
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  level: responseLevel,
  issuedAt: moment,
  tasks: z.array(issuedTask).min(1).max(500),
});
export type TaskIssued = z.infer<typeof taskIssued>;

/** `task.started.v1`: waiting tasks whose clock starts now. */
export const taskStarted = z.object({
  activationId: id,
  unitId: orgId,
  startedAt: moment,
  tasks: z
    .array(z.object({ taskId: id, acknowledgeDueAt: moment.nullable(), doneDueAt: moment.nullable() }))
    .min(1)
    .max(500),
});
export type TaskStarted = z.infer<typeof taskStarted>;

/** `task.acknowledged.v1`, `task.arrived.v1`, `task.done.v1`, `task.declined.v1`: one tap. */
export const taskTapped = z.object({
  activationId: id,
  unitId: orgId,
  taskId: id,
  state: taskState,
  at: moment,
  by: actor,
  note: z.string(),
});
export type TaskTapped = z.infer<typeof taskTapped>;

/** `task.cancelled.v1`: tasks that the end of the response took back. */
export const taskCancelled = z.object({ activationId: id, unitId: orgId, at: moment, taskIds: z.array(id).min(1).max(1000) });
export type TaskCancelled = z.infer<typeof taskCancelled>;

/** `task.escalated.v1`: one digest per superior and activation of what was not acknowledged in time. Rung 1 = the next post up. */
export const taskEscalated = z.object({
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  level: responseLevel,
  at: moment,
  superior: z.object({ orgId, postId, commandPointId: orgId }),
  rung: z.number().int().min(1),
  tasks: z
    .array(z.object({ taskId: id, title: z.string(), titleEn: z.string(), orgId, postId }))
    .min(1)
    .max(1000),
});
export type TaskEscalated = z.infer<typeof taskEscalated>;

/** A task as pages see it (`GET /api/tasks`). Times are null where the fact has not happened. */
export const task = z.object({
  id,
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  taskNo,
  title: z.string(),
  titleEn: z.string(),
  what: z.string(),
  whatEn: z.string(),
  level: responseLevel,
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  personName: z.string().nullable(),
  unfilled: z.boolean(),
  exercise: z.boolean(),
  state: taskState,
  starts: taskStart,
  evidenceKinds: z.array(z.enum(evidenceKinds)),
  issuedAt: moment,
  startedAt: moment.nullable(),
  acknowledgeDueAt: moment.nullable(),
  doneDueAt: moment.nullable(),
  acknowledgedAt: moment.nullable(),
  arrivedAt: moment.nullable(),
  doneAt: moment.nullable(),
  closedAt: moment.nullable(),
  escalatedAt: moment.nullable(),
  note: z.string(),
});
export type Task = z.infer<typeof task>;

/** One line of a story: who did what when, oldest first. `by.name` is looked up now. */
export const timelineEntry = z.object({
  at: moment,
  what: z.string(),
  by: actor.extend({ name: z.string() }),
  facts: z.record(z.string(), z.unknown()),
  correlationId: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
