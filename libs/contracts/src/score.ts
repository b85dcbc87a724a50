import { z } from 'zod';
import { id, moment, orgId } from './ids.js';
import { whistleKind } from './matter.js';

/** A month in Asia/Shanghai, `2026-11`. */
export const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export const scoreGroups = ['department', 'town', 'kind', 'month'] as const;
/**
 * `GET /api/scores`: both sides are scored 双考核, departments by how they answered, towns by how they whistled. Whistles count in the month in
 * which they were blown; exercises never count. No figure is about a person.
 */
export const scoreQuery = z.object({
  by: z.enum(scoreGroups),
  from: month,
  until: month,
  side: z.enum(['department', 'town']).default('department'),
  kind: whistleKind.optional(),
  unitId: orgId.optional(),
  orgId: orgId.optional(),
});
export type ScoreQuery = z.infer<typeof scoreQuery>;

/** A rate is never shown without its count. `of` 0 means that there is nothing to say. */
export const rate = z.object({ count: z.number().int(), of: z.number().int(), percent: z.number().nullable() });
export type Rate = z.infer<typeof rate>;

export const scoreLine = z.object({
  key: z.string(),
  name: z.string(),
  nameEn: z.string(),
  whistles: z.number().int(),
  /** 响应率: arrived (or, where no arrival is asked, acknowledged) in time. */
  response: rate,
  /** 解决率: closed in time. */
  resolution: rate,
  /** 满意率: the town said satisfied. */
  satisfaction: rate,
  /** 0 to 100, and its parts; null while nothing can be said. */
  score: z.number().nullable(),
  parts: z.array(
    z.object({
      part: z.enum(['arrived', 'closed', 'satisfaction', 'right-use']),
      points: z.number().nullable(),
      ofPoints: z.number(),
      rate,
      /** How it was computed, in one sentence. */
      how: z.string(),
      howEn: z.string(),
    }),
  ),
});
export type ScoreLine = z.infer<typeof scoreLine>;
export const scoresAnswer = z.object({
  computedAt: moment,
  rulesVersion: z.number().int(),
  lines: z.array(scoreLine),
  /** Everything of the query in one line. */
  total: scoreLine,
});
export type ScoresAnswer = z.infer<typeof scoresAnswer>;

/** `GET /api/scores/rows`: the whistle calls that a figure was made from. `key` is that of the line. */
export const scoreRowQuery = scoreQuery.extend({
  key: z.string().max(80).optional(),
  figure: z.enum(['whistles', 'response', 'resolution', 'satisfaction', 'right-use']).default('whistles'),
  after: z.coerce.number().int().min(0).default(0),
});
export type ScoreRowQuery = z.infer<typeof scoreRowQuery>;
export const scoreRow = z.object({
  whistleId: id,
  number: z.string(),
  title: z.string(),
  kind: whistleKind,
  unitId: orgId,
  unitName: z.string(),
  orgId,
  orgName: z.string(),
  role: z.enum(['lead', 'assist']),
  blownAt: moment,
  arriveDueAt: moment.nullable(),
  arrivedAt: moment.nullable(),
  closeDueAt: moment.nullable(),
  closedAt: moment.nullable(),
  satisfaction: z.enum(['satisfied', 'fair', 'dissatisfied']).nullable(),
  returned: z.boolean(),
  /** Whether this row counts for the figure asked for, and whether it counts as a hit; the reason in one sentence. */
  counts: z.boolean(),
  hit: z.boolean(),
  why: z.string(),
  whyEn: z.string(),
});
export type ScoreRow = z.infer<typeof scoreRow>;
export const scoreRowsAnswer = z.object({ rows: z.array(scoreRow), next: z.number().int().nullable() });
export type ScoreRowsAnswer = z.infer<typeof scoreRowsAnswer>;
