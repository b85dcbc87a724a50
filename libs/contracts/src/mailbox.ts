import { z } from 'zod';
import { id, moment, orgId, postId } from './ids.js';
import { responseLevel } from './scales.js';
import { cause, taskState } from './task.js';

/** A mailbox belongs to (org, post). Its rows are numbered 1, 2, 3 … without gaps; a device's cursor is the highest contiguous seq it has. */
export const mailboxId = z.number().int().positive();
export const seq = z.number().int().positive();

/**
 * What a row says. `task`: an obligation · `start`: a waiting task's clock has started · `call`: called again, nobody answered ·
 * `remind`: a clock of yours runs out · `moved`: the task that stood here was handed over · `digest`: tasks below were not answered in time ·
 * `end`: the response has ended, the whistle is closed.
 */
export const mailboxRowKind = z.enum(['task', 'start', 'call', 'remind', 'moved', 'digest', 'end']);

/** A mailbox row as it travels to a desk, small on purpose (about 350 bytes for a task). */
export const mailboxRow = z.object({
  mailboxId,
  seq,
  kind: mailboxRowKind,
  at: moment,
  cause,
  activationId: id,
  incidentTitle: z.string(),
  level: responseLevel.nullable(),
  exercise: z.boolean(),
  unitId: orgId,
  orgId,
  postId,
  taskId: id.nullable(),
  title: z.string(),
  titleEn: z.string(),
  state: taskState.nullable(),
  unfilled: z.boolean(),
  startedAt: moment.nullable(),
  acknowledgeDueAt: moment.nullable(),
  doneDueAt: moment.nullable(),
  /** Digest: which tasks below are not acknowledged. Call: all tasks of this mailbox that are called for; `taskId` is the most urgent. */
  taskIds: z.array(id).nullable(),
});
export type MailboxRow = z.infer<typeof mailboxRow>;

export const mailbox = z.object({
  mailboxId,
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  head: z.number().int().min(0),
});
export type Mailbox = z.infer<typeof mailbox>;

/** `GET /api/mailbox?after=12:5,13:9`: rows after the cursors, oldest first, at most 500; mailboxes without a cursor start at 0. */
export const mailboxQuery = z.object({
  after: z
    .string()
    .max(16_000)
    .regex(/^(\d{1,15}:\d{1,15}(,\d{1,15}:\d{1,15})*)?$/)
    .default(''),
});
export const mailboxAnswer = z.object({ mailboxes: z.array(mailbox), rows: z.array(mailboxRow), more: z.boolean(), serverTime: moment });

/** Delivered marks from a client, repeated until confirmed. */
export const deliveryMark = z.object({
  marks: z
    .array(z.object({ mailboxId, seqs: z.array(seq).min(1).max(1000) }))
    .min(1)
    .max(200),
});

/** Counts of one unit in an activation. Cumulative: done tasks are also counted as acknowledged. */
export const unitProgress = z.object({
  unitId: orgId,
  tasks: z.number().int(),
  waiting: z.number().int(),
  unfilled: z.number().int(),
  delivered: z.number().int(),
  acknowledged: z.number().int(),
  arrived: z.number().int(),
  done: z.number().int(),
  declined: z.number().int(),
  cancelled: z.number().int(),
  overdue: z.number().int(),
  notReached: z.number().int(),
  escalated: z.number().int(),
  /** The most urgent trouble of the unit, if any. */
  worst: z.object({ taskId: id, title: z.string(), titleEn: z.string(), orgId, orgName: z.string(), dueAt: moment }).nullable(),
});
export type UnitProgress = z.infer<typeof unitProgress>;

/** Sent at most 4 times a second to those who watch an activation, within their scope. `expected` says how many were accepted at the click. */
export const progress = z.object({
  activationId: id,
  at: moment,
  expected: z.number().int(),
  issued: z.number().int(),
  units: z.array(unitProgress),
});
export type Progress = z.infer<typeof progress>;

/** Somebody whom three calls did not reach: the duty officer sends a superior to the door. */
export const notReached = z.object({
  taskId: id,
  title: z.string(),
  titleEn: z.string(),
  unitId: orgId,
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  personName: z.string().nullable(),
  phone: z.string().nullable(),
  calls: z.number().int(),
  delivered: z.boolean(),
  notReachedAt: moment,
  /** Whether the desk of the command point is connected now: nobody looks, or the line is down. Null: it is not known. */
  online: z.boolean().nullable().optional(),
  superiorName: z.string().nullable(),
});
export type NotReached = z.infer<typeof notReached>;

/** `GET /api/not-reached?activationId=`, longest unanswered first. */
export const notReachedQuery = z.object({ activationId: id });
export const notReachedAnswer = z.array(notReached);

/** `GET /api/deliveries/:taskId`: what happened on the way to the desk. Delivered, heard, acknowledged and done are four different facts. */
export const taskDelivery = z.object({
  taskId: id,
  activationId: id,
  mailboxId,
  seq,
  orgId,
  postId,
  unfilled: z.boolean(),
  writtenAt: moment,
  pushedAt: moment.nullable(),
  pushedLastAt: moment.nullable(),
  pushes: z.number().int(),
  deliveredAt: moment.nullable(),
  heardAt: moment.nullable(),
  escalatedAt: moment.nullable(),
  /** Calls 叫应 after the first push, which is call 1; each is a mailbox row of its own. */
  calls: z.array(z.object({ call: z.number().int(), at: moment, deliveredAt: moment.nullable(), heardAt: moment.nullable() })),
  nextCallAt: moment.nullable(),
  notReachedAt: moment.nullable(),
});
export type TaskDelivery = z.infer<typeof taskDelivery>;
