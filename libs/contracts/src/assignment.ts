import { z } from 'zod';
import { id, moment, orgId, point, postId, requestId } from './ids.js';
import { evidenceKinds } from './plan-library.js';
import { task } from './task.js';
import { words } from './text.js';

/**
 * Who gets an assignment: a post at an org, every member post of a working group, the first answering post of an org, or one person by
 * name. A person on leave, or a vacant post, is answered for by whoever stands in.
 */
export const recipient = z.discriminatedUnion('by', [
  z.object({ by: z.literal('post'), orgId, postId }),
  z.object({ by: z.literal('group'), orgId }),
  z.object({ by: z.literal('org'), orgId }),
  z.object({ by: z.literal('person'), personId: id }),
]);
export type Recipient = z.infer<typeof recipient>;

/** Gives an obligation outside any plan: who owes what, by when. `exercise` has no default, and equals that of what it belongs to. */
export const giveAssignment = z.object({
  requestId,
  exercise: z.boolean(),
  title: words(120),
  what: words(2000),
  unitId: orgId,
  incidentId: id.nullable().default(null),
  place: z.object({ description: words(300, 0).default(''), position: point.nullable().default(null) }).prefault({}),
  recipients: z.array(recipient).min(1).max(500),
  /** How many of them must do it: all, or so many; whoever acknowledges first has it, the others are released. */
  need: z.union([z.literal('all'), z.number().int().min(1).max(500)]),
  acknowledgeMinutes: z.number().int().min(1).max(10_080),
  arriveMinutes: z.number().int().min(1).max(43_200).nullable().default(null),
  doneMinutes: z.number().int().min(0).max(43_200),
  /** Asked again every so many minutes once somebody has it: for people in danger. */
  checkInMinutes: z.number().int().min(1).max(1_440).nullable().default(null),
  evidenceKinds: z.array(z.enum(evidenceKinds)).max(6).default([]),
  /** Assignments that must be met first; this one wakes when they are. */
  after: z.array(id).max(20).default([]),
});
export type GiveAssignment = z.infer<typeof giveAssignment>;

export const withdrawAssignment = z.object({ requestId, reason: words(500) });

/**
 * `waiting`: a prerequisite is not met · `running` · `met`: enough have done it · `unreachable`: so many refused that it cannot be met any
 * more, known before the deadline · `withdrawn`.
 */
export const assignmentStates = ['waiting', 'running', 'met', 'unreachable', 'withdrawn'] as const;
export const assignment = z.object({
  id,
  state: z.enum(assignmentStates),
  exercise: z.boolean(),
  title: z.string(),
  what: z.string(),
  unitId: orgId,
  unitName: z.string(),
  incidentId: id.nullable(),
  place: z.object({ description: z.string(), position: point.nullable() }),
  need: z.object({ count: z.number().int(), of: z.number().int() }),
  has: z.object({ acknowledged: z.number().int(), done: z.number().int(), declined: z.number().int() }),
  after: z.array(id),
  checkInMinutes: z.number().int().nullable(),
  givenAt: moment,
  givenByName: z.string(),
  metAt: moment.nullable(),
  endedAt: moment.nullable(),
});
export type Assignment = z.infer<typeof assignment>;
export const assignmentDetail = assignment.extend({ tasks: z.array(task) });
export type AssignmentDetail = z.infer<typeof assignmentDetail>;
export const assignmentQuery = z.object({ state: z.enum(assignmentStates).optional(), incidentId: id.optional(), cursor: id.optional() });
export type AssignmentQuery = z.infer<typeof assignmentQuery>;
export const assignmentPage = z.object({ assignments: z.array(assignment), next: id.nullable() });
export type AssignmentPage = z.infer<typeof assignmentPage>;
