/** Something that can be found by its words, and by the pinyin initials of its Chinese name once those are loaded. */
export type Findable = { words: string; initials?: string };

/** How well a thing answers what was typed: lower is better, null = not at all. Latin letters also match pinyin initials (`lwc` finds 老圩村). */
export function rankOf(thing: Findable, typed: string): number | null {
  const query = typed.trim().toLowerCase();
  if (query === '') return 3;
  const words = thing.words.toLowerCase();
  if (words.startsWith(query)) return 0;
  if (thing.initials?.startsWith(query)) return 1;
  if (query.split(/\s+/).every((part) => words.includes(part))) return 2;
  return thing.initials?.includes(query) ? 3 : null;
}

/** The best `limit` answers, in the order of their rank and otherwise as they came. */
export function find<Thing extends Findable>(things: readonly Thing[], typed: string, limit: number): Thing[] {
  return things
    .map((thing, at) => ({ thing, at, rank: rankOf(thing, typed) }))
    .filter((found): found is typeof found & { rank: number } => found.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, limit)
    .map((found) => found.thing);
}
