import type { Warning } from '#contracts/warning.js';
import { warningColours } from '#contracts/scales.js';

/** What this console has seen or told already: the strength of the colour by warning. */
export type Known = Readonly<Record<string, number>>;
/** A warning that was not here before, or one whose colour has risen. */
export type News = { warning: Warning; kind: 'new' | 'raised' };

/** How strong a colour is as news: 0 without one, then blue up to red. */
export function colourStrength(warning: Pick<Warning, 'colour'>): number {
  return warning.colour === null ? 0 : warningColours.indexOf(warning.colour) + 1;
}

/**
 * What must be told about the warnings that are ours and in force, each thing once: a new one that nobody has opened an incident for, and one
 * whose colour is stronger than what was known, whatever was opened. A weaker colour is no news, and raises later from there.
 */
export function newsOf(known: Known, inForce: readonly Warning[]): { known: Known; news: News[] } {
  const news = inForce.flatMap((warning): News[] => {
    const before = known[warning.id];
    if (before === undefined) return warning.incidentIds.length === 0 ? [{ warning, kind: 'new' }] : [];
    return colourStrength(warning) > before ? [{ warning, kind: 'raised' }] : [];
  });
  return { known: Object.fromEntries(inForce.map((warning) => [warning.id, colourStrength(warning)])), news };
}
