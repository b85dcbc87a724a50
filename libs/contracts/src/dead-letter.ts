import { z } from 'zod';
import { id, moment } from './ids.js';

/** An event that a service set aside: it does not fit its contract, or its handler failed again and again while the database answered. */
export const deadLetter = z.object({
  id,
  handler: z.string(),
  eventId: id,
  type: z.string(),
  topic: z.string(),
  key: z.string(),
  reason: z.enum(['contract', 'repeated-error']),
  error: z.string(),
  tries: z.number().int(),
  diedAt: moment,
  replayedAt: moment.nullable(),
  replayedBy: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/**
 * A dead letter's copy on the bus, as the data of a CloudEvent `dead-letter.set-aside.v1`. `record` is what was delivered; the letter itself,
 * with its replay, is the row of the service.
 */
export const deadLetterCopy = deadLetter.omit({ replayedAt: true, replayedBy: true }).extend({ record: z.unknown() });
export type DeadLetterCopy = z.infer<typeof deadLetterCopy>;
/** The type of that CloudEvent. Every service says it. */
export const deadLetterSetAside = 'dead-letter.set-aside.v1';

/** `GET /api/<service>/dead-letters`: the newest first; with `replayed=true` also those that were replayed. */
export const deadLetterQuery = z.object({
  replayed: z.stringbool().default(false),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type DeadLetterQuery = z.infer<typeof deadLetterQuery>;

/** What became of a replayed event: it took effect, was refused by state, or waits for its aggregate. */
export const replayed = z.object({ outcome: z.enum(['handled', 'refused', 'parked', 'buried']) });
export type Replayed = z.infer<typeof replayed>;
