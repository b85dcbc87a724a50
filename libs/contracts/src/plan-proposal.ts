import { z } from 'zod';
import { categoryCode, orgId } from './ids.js';
import { planKind, planNo } from './plan-library.js';
import { responseLevel, warningColour } from './scales.js';

/** `GET /api/plan-proposals`: which plans cover a category in these units, and which level their trigger tables name for a warning. */
export const planProposalQuery = z.object({
  category: categoryCode,
  colour: warningColour.optional(),
  /** Area units, with commas between them; all of the caller's scope if it is left out. */
  unitIds: z
    .string()
    .max(20_000)
    .transform((list) => list.split(',').filter(Boolean))
    .pipe(z.array(orgId).max(2000))
    .optional(),
});
export type PlanProposalQuery = z.infer<typeof planProposalQuery>;

/** A clause of a plan's trigger table that names this warning: `says` stands in the plan word for word. */
export const levelClause = z.object({ planNo, planName: z.string(), planNameEn: z.string(), level: responseLevel, says: z.string() });
export type LevelClause = z.infer<typeof levelClause>;

/**
 * What the published plans propose. `level` is the strongest that a clause names, or null where no clause names this warning: a colour is never
 * copied into a level. `levels` quotes every level of the leading plan's trigger table, for people to compare with what they see.
 */
export const planProposal = z.object({
  category: categoryCode,
  colour: warningColour.nullable(),
  plans: z.array(
    z.object({ planNo, kind: planKind, name: z.string(), nameEn: z.string(), holders: z.array(orgId), matchedCode: categoryCode }),
  ),
  level: responseLevel.nullable(),
  clauses: z.array(levelClause),
  levels: z.array(levelClause),
});
export type PlanProposal = z.infer<typeof planProposal>;
