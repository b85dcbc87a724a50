import { z } from 'zod';
import { holding } from './activation.js';
import { id, moment, orgId, postId } from './ids.js';
import { taskNo } from './plan-library.js';
import { responseLevel } from './scales.js';

/** One post that has tasks: whom to ring now. `personName` and `phone` are null when nobody is on duty in it, or no number is known. */
export const callLine = z.object({
  orgId,
  orgName: z.string(),
  postId,
  postName: z.string(),
  postNameEn: z.string(),
  holding,
  personName: z.string().nullable(),
  phone: z.string().nullable(),
  tasks: z.number().int().min(1),
  /** Of them, those whose clock runs from the start; the others wait for another task, a report or the end. */
  startNow: z.number().int(),
  mostUrgent: z.object({ taskNo, title: z.string(), titleEn: z.string() }),
});
export type CallLine = z.infer<typeof callLine>;

/** `GET /api/activations/:id/call-list`: who has to be told by telephone when nothing else works, from the rows frozen at the click. */
export const callList = z.object({
  activationId: id,
  incidentId: id,
  incidentTitle: z.string(),
  exercise: z.boolean(),
  state: z.enum(['running', 'ended']),
  level: responseLevel,
  startedAt: moment,
  /** Who is on duty is read at this moment; a later list may name others. */
  madeAt: moment,
  /** All tasks of the lines: within the reader's scope, what was accepted at the click. */
  tasks: z.number().int(),
  units: z.array(z.object({ unitId: orgId, unitName: z.string(), lines: z.array(callLine) })),
});
export type CallList = z.infer<typeof callList>;
