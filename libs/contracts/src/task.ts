import { z } from 'zod';
import { id, moment, orgId, point, postId, requestId } from './ids.js';
import { leg, whoIsTold } from './ladder.js';
import { evidenceKinds, taskStart } from './plan-library.js';
import { responseLevel } from './scales.js';
import { words } from './text.js';

/** A task's number under its cause: that of the plan (P01-07), W: a call of a whistle, A: an assignment. */
const taskNo = z.string().regex(/^[OPXYWA]\d{2}-\d{2,3}$/);

/** States of a task. Overdue, unfilled, waiting and escalated are facts beside the state, derived or flagged. */
export const taskStates = ['issued', 'acknowledged', 'arrived', 'done', 'declined', 'cancelled'] as const;
export const taskState = z.enum(taskStates);
export type TaskState = z.infer<typeof taskState>;

/**
 * What a task belongs to, and what its `activationId` is the id of: the running response, a whistle (then it is a department's call), or an
 * assignment that an operator gave outside any plan. One path carries them all: outbox, mailboxes, clocks, desks.
 */
export const causes = ['activation', 'whistle', 'assignment'] as const;
export const cause = z.enum(causes);
export type Cause = z.infer<typeof cause>;

/** By which way an operator heard it, who acknowledges on behalf of somebody. */
export const behalfChannels = ['phone', 'radio', 'in-person', 'sms', 'wechat'] as const;
/** The operator got a call: through which channel, who spoke, and the words. */
export const onBehalf = z.object({ channel: z.enum(behalfChannels), speaker: words(60), words: words(500) });
export type OnBehalf = z.infer<typeof onBehalf>;

/** Why no position is known. */
export const withoutPosition = z.enum(['denied', 'unavailable', 'on-behalf', 'not-asked']);
/**
 * Where somebody says they arrived. `position: null` needs a reason, so that a missing one is honest and not forgotten. A client that
 * says nothing at all about it did not ask: `not-asked`.
 */
export const arrival = z.object({
  position: point.nullable().optional(),
  accuracyMetres: z.number().min(0).max(100_000).nullable().optional(),
  withoutPosition: withoutPosition.nullable().optional(),
});
export type Arrival = z.infer<typeof arrival>;

export const acknowledgeTask = z.object({ requestId, onBehalf: onBehalf.optional() });
export const arriveTask = z.object({ requestId, onBehalf: onBehalf.optional(), ...arrival.shape });
export const finishTask = z.object({
  requestId,
  note: words(2000, 0).default(''),
  /** For a task that asks for a count. */
  count: z.number().int().min(0).max(10_000_000).nullable().default(null),
  onBehalf: onBehalf.optional(),
});
export const declineTask = z.object({ requestId, reason: words(500), onBehalf: onBehalf.optional() });
/** Takes an acknowledgement back, while nothing has followed from it. */
export const takeBackTask = z.object({ requestId, reason: words(500, 0).default('') });
/** A progress note: what was done so far. For a whistle it is the feedback 反馈 that its clock asks for. */
export const noteTask = z.object({ requestId, words: words(2000), onBehalf: onBehalf.optional() });
/** Gives a task to another post of the own org (or, for who oversees them, of an org in the own scope), with the reason. */
export const handOverTask = z.object({ requestId, orgId, postId, reason: words(500) });
/** A person in danger says that they are safe. */
export const checkInTask = z.object({ requestId, ...arrival.shape });

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
  /** Legs that only some tasks have: a whistle's call, a person in danger. */
  arriveDueAt: moment.nullable().optional(),
  feedbackDueAt: moment.nullable().optional(),
  checkInDueAt: moment.nullable().optional(),
});
export type IssuedTask = z.infer<typeof issuedTask>;

/**
 * `task.issued.v1`: about 200 tasks of one cause and unit. `level` is null where no response level applies (whistles, assignments).
 * Events from before there were other causes leave theirs out.
 */
export const taskIssued = z.object({
  cause: cause.default('activation'),
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  level: responseLevel.nullable(),
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

/** Why tasks were taken back: the response ended, enough others have it, who asked withdrew it, another took its place. */
export const cancelReasons = ['response-ended', 'enough', 'withdrawn', 'replaced'] as const;
export type TaskCancelReason = (typeof cancelReasons)[number];

/** `task.cancelled.v1`: tasks that were taken back, and why. */
export const taskCancelled = z.object({
  activationId: id,
  unitId: orgId,
  at: moment,
  reason: z.enum(cancelReasons).default('response-ended'),
  taskIds: z.array(id).min(1).max(1000),
});
export type TaskCancelled = z.infer<typeof taskCancelled>;

/**
 * `task.reopened.v1`: an acknowledgement was taken back, or enough others no longer have it: it is to be acknowledged again. A whistle's
 * lead that was sent back goes on from the `state` named; where none is, it is `issued`.
 */
export const taskReopened = z.object({
  activationId: id,
  unitId: orgId,
  at: moment,
  tasks: z
    .array(
      z.object({
        taskId: id,
        acknowledgeDueAt: moment.nullable(),
        reason: z.enum(['taken-back', 'one-fewer', 'sent-back']),
        state: taskState.optional(),
      }),
    )
    .min(1)
    .max(1000),
});
export type TaskReopened = z.infer<typeof taskReopened>;

/** `task.noted.v1`: a progress note, with what it did to the feedback clock. */
export const taskNoted = z.object({
  activationId: id,
  unitId: orgId,
  taskId: id,
  at: moment,
  by: actor,
  words: z.string(),
  feedbackDueAt: moment.nullable(),
});
export type TaskNoted = z.infer<typeof taskNoted>;

/** `task.checked-in.v1`: a person in danger is safe, and when they are asked next. */
export const taskCheckedIn = z.object({
  activationId: id,
  unitId: orgId,
  taskId: id,
  at: moment,
  by: actor,
  checkInDueAt: moment.nullable(),
});
export type TaskCheckedIn = z.infer<typeof taskCheckedIn>;

/** `task.handed-over.v1`: another post has the task from now on; it is to be acknowledged there. The task keeps its id. */
export const taskHandedOver = z.object({
  activationId: id,
  unitId: orgId,
  taskId: id,
  at: moment,
  by: actor,
  reason: z.string(),
  from: z.object({ orgId, postId }),
  to: z.object({ orgId, postId, commandPointId: orgId, unfilled: z.boolean() }),
  acknowledgeDueAt: moment.nullable(),
});
export type TaskHandedOver = z.infer<typeof taskHandedOver>;

/** `task.reminded.v1`: the recipients themselves are told again that a clock runs (rung `recipient`), one event per mailbox and cause. */
export const taskReminded = z.object({
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  at: moment,
  leg,
  rung: z.number().int().min(1),
  orgId,
  postId,
  tasks: z
    .array(z.object({ taskId: id, title: z.string(), titleEn: z.string(), dueAt: moment }))
    .min(1)
    .max(1000),
});
export type TaskReminded = z.infer<typeof taskReminded>;

/** `task.escalated.v1`: one digest per superior and activation of what was not acknowledged (arrived, fed back …) in time. Rungs count from 1 per leg. */
export const taskEscalated = z.object({
  cause: cause.default('activation'),
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  level: responseLevel.nullable(),
  at: moment,
  leg: leg.default('acknowledge'),
  tell: whoIsTold.default('superior'),
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
  cause,
  activationId: id,
  incidentTitle: z.string(),
  unitId: orgId,
  taskNo,
  title: z.string(),
  titleEn: z.string(),
  what: z.string(),
  whatEn: z.string(),
  level: responseLevel.nullable(),
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
  /** How many of the recipients must do it, and how many there are; null: every one of them. */
  need: z.object({ count: z.number().int(), of: z.number().int() }).nullable(),
  arriveDueAt: moment.nullable(),
  /** Where they arrived; null with `arrivedAt` set is an honest "no position". */
  arrivedPosition: point.nullable(),
  feedbackDueAt: moment.nullable(),
  lastNotedAt: moment.nullable(),
  checkInDueAt: moment.nullable(),
  checkedInAt: moment.nullable(),
  /** Whoever is called for: an operator's word about somebody who called, not their own tap. */
  acknowledgedOnBehalf: z.boolean(),
  /** How exact the position of the arrival is, and why there is none. */
  arrivedAccuracyMetres: z.number().nullable().optional(),
  withoutPosition: withoutPosition.nullable().optional(),
  /** The latest progress note, and how many there were. */
  lastNote: z.string().optional(),
  notes: z.number().int().optional(),
  /** The count that was given when it was finished. */
  count: z.number().int().nullable().optional(),
  cancelReason: z.enum(cancelReasons).nullable().optional(),
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
