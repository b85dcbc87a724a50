import type { EventLevel, ResponseLevel } from '#contracts/scales.js';

/** Response levels, weakest first, as the strip shows them. */
export const levelsWeakestFirst = ['IV', 'III', 'II', 'I'] as const satisfies readonly ResponseLevel[];

/** The numeral of a response level as one character. */
export const numerals: Record<ResponseLevel, string> = { IV: 'Ⅳ', III: 'Ⅲ', II: 'Ⅱ', I: 'Ⅰ' };

/** How many of the four diamonds of an event level are full; undetermined has none. */
export const diamonds: Record<EventLevel, number> = { undetermined: 0, general: 1, major: 2, serious: 3, extreme: 4 };
