import { z } from 'zod';
import { id, moment, orgId, requestId } from './ids.js';
import { words } from './text.js';

/**
 * The yearly sheet 派驻人员考核评价: a town evaluates the people whom a department stations with it, one sheet per station. Its facts are the rows
 * of that year; it is signed by the town and then never changes; the department reads it. People are named, never ranked.
 */
export const reviewItems = ['on-duty', 'response', 'handling', 'cooperation', 'conduct'] as const;
export const reviewItem = z.enum(reviewItems);
export const reviewGrades = ['excellent', 'competent', 'basic', 'incompetent'] as const;
export const reviewGrade = z.enum(reviewGrades);

export const writeReview = z.object({
  requestId,
  /** Points per item, 0 to 20. */
  items: z.array(z.object({ item: reviewItem, points: z.number().min(0).max(20), words: words(500, 0).default('') })).max(5),
  grade: reviewGrade,
  words: words(2000),
});
export type WriteReview = z.infer<typeof writeReview>;
export const signReview = z.object({ requestId });

/** What happened at the station in the year, each figure with its count; `rows` opens them (`GET /api/stationed-reviews/:id/rows?fact=`). */
export const reviewFact = z.object({
  fact: z.enum([
    'tasks',
    'tasks-acknowledged-in-time',
    'tasks-done-in-time',
    'whistles-of-department',
    'whistles-arrived-in-time',
    'whistles-satisfied',
  ]),
  count: z.number().int(),
  of: z.number().int(),
});
export const stationedReview = z.object({
  id,
  year: z.number().int().min(2000).max(2100),
  unitId: orgId,
  unitName: z.string(),
  stationOrgId: orgId,
  stationName: z.string(),
  departmentId: orgId,
  departmentName: z.string(),
  people: z.array(z.object({ personId: id, name: z.string(), postName: z.string() })),
  facts: z.array(reviewFact),
  state: z.enum(['draft', 'signed']),
  items: writeReview.shape.items,
  grade: reviewGrade.nullable(),
  words: z.string(),
  /** SHA-256 of what was signed: whoever reads it can see that it is the same. */
  signedHash: z.string().nullable(),
  signedAt: moment.nullable(),
  signedByName: z.string().nullable(),
});
export type StationedReview = z.infer<typeof stationedReview>;
/** `GET /api/stationed-reviews?year=`: the town's stations (drafts made when first asked for), or for a department the signed ones of its people. */
export const stationedReviewQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100) });
export const stationedReviewsAnswer = z.object({ reviews: z.array(stationedReview) });
export type StationedReviewsAnswer = z.infer<typeof stationedReviewsAnswer>;
export const reviewRow = z.object({
  id,
  kind: z.enum(['task', 'whistle']),
  title: z.string(),
  at: moment,
  hit: z.boolean(),
  whistleId: id.nullable(),
});
export const reviewRowsAnswer = z.object({ rows: z.array(reviewRow) });
export type ReviewRowsAnswer = z.infer<typeof reviewRowsAnswer>;
