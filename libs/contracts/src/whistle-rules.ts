import { z } from 'zod';
import { moment } from './ids.js';
import { ladder } from './ladder.js';
import { limit } from './limit.js';
import { whistleKinds } from './matter.js';
import { words } from './text.js';

/** The limits of one kind of whistle. `close: null` = by plan: the matter's own limit, or none. `thenEvery`: feedback again and again. */
export const kindLimits = z.object({
  acknowledge: limit,
  arrive: limit,
  firstFeedback: limit.nullable(),
  thenEvery: limit.nullable(),
  close: limit.nullable(),
});
export type KindLimits = z.infer<typeof kindLimits>;

export const kindRules = z.object({
  name: words(20),
  nameEn: words(40),
  limits: kindLimits,
  ladder,
  /** An emergency whistle cannot be returned, only reassigned while work goes on. */
  mayBeReturned: z.boolean(),
});
export type KindRules = z.infer<typeof kindRules>;

/** Points of the 100-point score: arrived in time, closed in time, the whistler's satisfaction, right use. They add up to 100. */
export const scoreWeights = z
  .object({
    arrived: z.number().min(0).max(100),
    closed: z.number().min(0).max(100),
    satisfaction: z.number().min(0).max(100),
    rightUse: z.number().min(0).max(100),
  })
  .refine((points) => points.arrived + points.closed + points.satisfaction + points.rightUse === 100, 'the points must add up to 100');

/**
 * All rules of the whistle that a city may set. Each version is kept; a whistle keeps the limits and the ladder that it was blown under.
 * `returnPercent`: a department may return within this share of the arrive limit · `returnsBeforeRuling`: so many returns bring it before the
 * city centre · `disputeMinutes`: an open return or dispute does so after this long.
 */
export const whistleRules = z.object({
  kinds: z.object(
    Object.fromEntries(whistleKinds.map((kind) => [kind, kindRules])) as Record<(typeof whistleKinds)[number], typeof kindRules>,
  ),
  returnPercent: z.number().int().min(1).max(100),
  returnsBeforeRuling: z.number().int().min(1).max(10),
  disputeMinutes: z.number().positive().max(1_440),
  scores: z.object({
    department: scoreWeights,
    town: scoreWeights,
    /** Within so many hours of the lead's finishing the town comes, checks, and closes the whistle or sends it back. */
    townCheckHours: z.number().positive().max(240).default(24),
    /** What each answer about satisfaction counts, 0 to 1. */
    satisfaction: z.object({ satisfied: z.number().min(0).max(1), fair: z.number().min(0).max(1), dissatisfied: z.number().min(0).max(1) }),
  }),
});
export type WhistleRules = z.infer<typeof whistleRules>;

/** `GET /api/whistle-rules`: the rules in force; `PUT` makes the next version (administrator). */
export const whistleRulesAnswer = z.object({ version: z.number().int(), madeAt: moment, rules: whistleRules });
export type WhistleRulesAnswer = z.infer<typeof whistleRulesAnswer>;
export const setWhistleRules = z.object({ requestId: z.uuid(), rules: whistleRules });
