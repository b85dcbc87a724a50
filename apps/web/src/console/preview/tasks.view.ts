import type { Preview } from '#contracts/activation.js';
import { responseLevels, runsAt, type ResponseLevel } from '#contracts/scales.js';

export type PreviewTask = Preview['tasks'][number];
/** Tasks that one level brings: their kinds, rows, and the tasks themselves in order. */
export type LevelGroup = { level: ResponseLevel; kinds: number; rows: number; tasks: PreviewTask[] };

/** Groups tasks by the level that brings them, weakest first: what Ⅳ has already, then what each higher level adds. */
export function groupByLevel(tasks: readonly PreviewTask[], current: ResponseLevel): LevelGroup[] {
  return responseLevels
    .filter((level) => runsAt(level, current))
    .map((level) => {
      const own = tasks.filter((task) => task.level === level).sort((a, b) => a.taskNo.localeCompare(b.taskNo));
      return { level, kinds: own.length, rows: own.reduce((sum, task) => sum + task.rows, 0), tasks: own };
    })
    .filter((group) => group.kinds > 0);
}
