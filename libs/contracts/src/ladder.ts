import { z } from 'zod';

/**
 * What is owed by when, one running clock each. `acknowledge`: a person says "I have it" · `arrive`: is on the scene · `feedback`: says
 * what was done, again and again · `finish`: it is done · `check-in`: a person in danger says "I am safe".
 */
export const legs = ['acknowledge', 'arrive', 'feedback', 'finish', 'check-in'] as const;
export const leg = z.enum(legs);
export type Leg = z.infer<typeof leg>;

/**
 * Who is told when a clock runs: the recipient again · who stands in for the recipient · the next post up, and the one above it · the duty
 * officer of the recipient's or the asking town · the city centre.
 */
export const told = ['recipient', 'deputy', 'superior', 'second-superior', 'town-duty-officer', 'city-centre'] as const;
export const whoIsTold = z.enum(told);
export type WhoIsTold = z.infer<typeof whoIsTold>;

/**
 * One rung. `afterPercent` is the share of the leg's limit that has passed when it is climbed: 100 is the moment at which it falls due, 60
 * a reminder before, 200 as long again after. It counts in the limit's own time (work time for a limit in work-days).
 */
export const rung = z.object({ leg, afterPercent: z.number().int().min(1).max(1_000), tell: whoIsTold });
export type Rung = z.infer<typeof rung>;

/** The rungs of an obligation, frozen when it is issued; those of one leg are climbed in the order of their shares. */
export const ladder = z.array(rung).max(40);
export type Ladder = z.infer<typeof ladder>;
