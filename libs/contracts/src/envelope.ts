import { z } from 'zod';
import { id, moment } from './ids.js';

/**
 * A CloudEvents 1.0 envelope (JSON). `subject` is the ordering key; `sequence` the version of the aggregate under that key.
 * Extension attributes: `exercise` (required, never defaulted), `correlationid` (the click that caused it) and
 * `partindex`/`parttotal` where one fact is told in parts (part i of n, from 1).
 */
export const envelope = z.object({
  specversion: z.literal('1.0'),
  id,
  source: z.string().startsWith('/muster/'),
  type: z.string(),
  subject: z.string().min(1).max(200),
  time: moment,
  datacontenttype: z.literal('application/json'),
  exercise: z.boolean(),
  correlationid: z.string().min(1).max(100),
  sequence: z.string().regex(/^\d+$/),
  partindex: z.number().int().min(1),
  parttotal: z.number().int().min(1),
  data: z.unknown(),
});

/** An event as it travels: the same in process and on Kafka (there the attributes are headers). */
export type Envelope<Data = unknown> = Omit<z.infer<typeof envelope>, 'data'> & { data: Data };
