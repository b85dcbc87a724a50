import type { CallLine, CallList } from '#contracts/call-list.js';

export type CallUnit = CallList['units'][number];
/** What the reader wants to see and print: one unit or all, lines with these words, only posts with nobody to ring. */
export type CallFilter = { unitId: string | null; words: string; onlyUnfilled: boolean };

/** Whether there is nobody to ring for this post: somebody must be found another way. */
export function isUnfilled(line: CallLine): boolean {
  return line.personName === null;
}

/** The units and lines that a filter leaves; a unit without lines is left out. Several words must all be found. */
export function filterUnits(units: readonly CallUnit[], filter: CallFilter): CallUnit[] {
  const words = filter.words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (line: CallLine): boolean => {
    if (filter.onlyUnfilled && !isUnfilled(line)) return false;
    const text = [line.orgName, line.postName, line.postNameEn, line.personName, line.phone].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return units
    .filter((unit) => filter.unitId === null || unit.unitId === filter.unitId)
    .map((unit) => ({ ...unit, lines: unit.lines.filter(fits) }))
    .filter((unit) => unit.lines.length > 0);
}

/** What stands above the list, of what is shown: posts, their tasks, and posts with nobody to ring. */
export function figuresOf(units: readonly CallUnit[]): { posts: number; tasks: number; unfilled: number } {
  const lines = units.flatMap((unit) => unit.lines);
  return {
    posts: lines.length,
    tasks: lines.reduce((sum, line) => sum + line.tasks, 0),
    unfilled: lines.filter(isUnfilled).length,
  };
}
