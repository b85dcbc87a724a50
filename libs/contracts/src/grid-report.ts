import { z } from 'zod';
import { id, moment, orgId, point, requestId } from './ids.js';
import { matterId, whistleKind } from './matter.js';
import { words } from './text.js';

/** A matter seen in the grid and reported by a village, a grid worker or a town. `exercise` has no default. */
export const fileGridReport = z.object({
  requestId,
  exercise: z.boolean(),
  matterId,
  /** The village it lies in, or the area unit. */
  orgId,
  words: words(1000),
  place: z.object({ description: words(300), position: point.nullable().default(null) }),
});
export type FileGridReport = z.infer<typeof fileGridReport>;

/** `open`: the town has it · `handled`: by the town or village itself · `whistled`: departments were called. */
export const gridReportStates = ['open', 'handled', 'whistled'] as const;
export const handleGridReport = z.object({ requestId, words: words(1000) });
export type HandleGridReport = z.infer<typeof handleGridReport>;
export const gridReport = fileGridReport.omit({ requestId: true }).extend({
  id,
  state: z.enum(gridReportStates),
  matterName: z.string(),
  matterNameEn: z.string(),
  whistleKind,
  orgName: z.string(),
  unitId: orgId,
  filedAt: moment,
  filedByName: z.string(),
  handledAt: moment.nullable(),
  handledWords: z.string(),
  whistleId: id.nullable(),
});
export type GridReport = z.infer<typeof gridReport>;
/** `GET /api/grid-reports`: newest first, within the caller's scope. */
export const gridReportQuery = z.object({
  state: z.enum(gridReportStates).optional(),
  cursor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type GridReportQuery = z.infer<typeof gridReportQuery>;
export const gridReportPage = z.object({ reports: z.array(gridReport), next: id.nullable() });
export type GridReportPage = z.infer<typeof gridReportPage>;
