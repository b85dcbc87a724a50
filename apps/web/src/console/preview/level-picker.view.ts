import type { Preview } from '#contracts/activation.js';
import { responseLevels, strengthOf, type ResponseLevel } from '#contracts/scales.js';

/** One cell of the level picker, weakest first. `forbidden` is hatched: the city's level is the floor for the towns in its scope. */
export type LevelCell = { level: ResponseLevel; chosen: boolean; adds: boolean; forbidden: boolean };

/** The four cells of the picker. `adds`: the level lies below the chosen one and its tasks are part of it (levels are additive). */
export function levelCells(chosen: ResponseLevel | null, floor: Preview['floor']): LevelCell[] {
  return responseLevels.map((level) => ({
    level,
    chosen: level === chosen,
    adds: chosen !== null && strengthOf(level) < strengthOf(chosen),
    forbidden: floor !== null && strengthOf(level) < strengthOf(floor.level),
  }));
}

/** The next level that may be chosen in a direction (+1 stronger), staying where it is at the ends and at the floor. */
export function stepLevel(from: ResponseLevel | null, direction: 1 | -1, floor: Preview['floor']): ResponseLevel {
  const allowed = levelCells(from, floor).filter((cell) => !cell.forbidden);
  const weakest = allowed[0]?.level ?? 'I';
  if (from === null) return weakest;
  const at = allowed.findIndex((cell) => cell.level === from);
  return allowed[Math.min(allowed.length - 1, Math.max(0, at + direction))]?.level ?? weakest;
}
