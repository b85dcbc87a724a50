import { z } from 'zod';
import { id, moment, point } from './ids.js';
import { actor } from './task.js';

/** The largest file that may be evidence, in bytes. */
export const largestEvidenceBytes = 20_000_000;

/** What a stored file turned out to be when its content was read; a name or a header is never believed. */
export const evidenceFileKinds = ['photo', 'file', 'voice'] as const;

/**
 * `POST /api/tasks/:taskId/evidence` (multipart/form-data): `requestId`, `kind`, the file as `content`, and what goes with it as fields:
 * `takenAt`, `longitude`, `latitude`.
 */
export const evidenceFields = z.object({
  requestId: z.uuid(),
  kind: z.enum(evidenceFileKinds),
  takenAt: moment.optional(),
  longitude: z.coerce.number().min(-180).max(180).optional(),
  latitude: z.coerce.number().min(-90).max(90).optional(),
});
export type EvidenceFields = z.infer<typeof evidenceFields>;

/** A piece of evidence as those in scope see it; its content is `GET /api/evidence/:id`. */
export const evidence = z.object({
  id,
  taskId: id,
  kind: z.enum(evidenceFileKinds),
  mediaType: z.string(),
  bytes: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  takenAt: moment.nullable(),
  position: point.nullable(),
  addedAt: moment,
  by: actor,
});
export type Evidence = z.infer<typeof evidence>;
export const evidenceAnswer = z.object({ evidence: z.array(evidence) });
