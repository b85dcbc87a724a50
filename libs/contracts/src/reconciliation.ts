import { z } from 'zod';
import { id, moment, orgId } from './ids.js';

/**
 * The proof that nothing was lost, read by `muster_audit` from every schema. `expected` (frozen at the click) =
 * `issued` + `unfilled` + `notYetIssued`; each issued or unfilled row is in exactly one of `delivered`, `pending`, `notReached`.
 * `lost` = rows that should exist downstream and do not (a task without mailbox row once its event was published and consumed).
 */
export const reconciliationCounts = z.object({
  expected: z.number().int(),
  issued: z.number().int(),
  unfilled: z.number().int(),
  notYetIssued: z.number().int(),
  inMailbox: z.number().int(),
  notYetInMailbox: z.number().int(),
  delivered: z.number().int(),
  pending: z.number().int(),
  notReached: z.number().int(),
  doubled: z.number().int(),
  unexpected: z.number().int(),
  exerciseDiffers: z.number().int(),
});
export const reconciliation = z.object({
  activationId: id,
  at: moment,
  /** clean: all adds up · settling: something is still on its way · broken: rows are lost, doubled, unexpected or dead-lettered. */
  verdict: z.enum(['clean', 'settling', 'broken']),
  counts: reconciliationCounts,
  units: z.array(reconciliationCounts.extend({ unitId: orgId, name: z.string() })),
  /** How many rows are lost; `findings` lists the first 100 of what is wrong. */
  lost: z.number().int(),
  deadLetters: z.number().int(),
  parked: z.number().int(),
  /** Events that nobody has published for 5 s. */
  unpublished: z.number().int(),
  /** The first 100 rows that do not add up, with the reason. */
  findings: z.array(
    z.object({
      rowId: id,
      unitId: orgId.nullable(),
      what: z.enum(['not-issued', 'no-mailbox-row', 'doubled', 'unexpected', 'exercise-differs']),
    }),
  ),
});
export type Reconciliation = z.infer<typeof reconciliation>;
