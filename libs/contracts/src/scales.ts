import { z } from 'zod';

/**
 * Response levels, strongest last so that an index compares them: Ⅳ < Ⅲ < Ⅱ < Ⅰ.
 * Levels are additive: what belongs to Ⅳ already runs when Ⅲ adds its own.
 */
export const responseLevels = ['IV', 'III', 'II', 'I'] as const;
export const responseLevel = z.enum(responseLevels);
export type ResponseLevel = z.infer<typeof responseLevel>;

/** How bad the incident is. Another scale than the response level and the warning colour; they never copy each other. */
export const eventLevels = ['general', 'major', 'serious', 'extreme'] as const;
/** `undetermined` is allowed: social-safety incidents (class 14) may have no event level (突发事件应对法 2024, Art. 3). */
export const eventLevel = z.enum([...eventLevels, 'undetermined']);
export type EventLevel = z.infer<typeof eventLevel>;

/** The colour of a published warning, weakest first. */
export const warningColours = ['blue', 'yellow', 'orange', 'red'] as const;
export const warningColour = z.enum(warningColours);
export type WarningColour = z.infer<typeof warningColour>;

/** How strongly a level responds: 0 for Ⅳ up to 3 for Ⅰ. */
export function strengthOf(level: ResponseLevel): number {
  return responseLevels.indexOf(level);
}

/** Whether a task of level `taskLevel` runs in a response of level `current` (additive upwards). */
export function runsAt(taskLevel: ResponseLevel, current: ResponseLevel): boolean {
  return strengthOf(taskLevel) <= strengthOf(current);
}
