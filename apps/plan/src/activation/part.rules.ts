import type { ComposedTask, ExpectedRow } from '#contracts/activation.js';
import type { ComposedUnit } from './compose.rules.js';

/** What one event carries: some rows of one unit, and the tasks that they refer to. */
export type Part = { unitId: string; tasks: ComposedTask[]; rows: ExpectedRow[] };

/** Events over 256 KB are refused by the outbox; this leaves room for the envelope and the statement of the incident. */
export const partLimits = { rows: 500, bytes: 190_000 };

/**
 * Cuts each unit into parts of at most 500 rows and 190 KB. A task's predecessors come in the same part or an earlier one, so that whoever
 * reads part 1 never takes a predecessor in part 2 for one that nobody holds. Together the parts carry each row once.
 */
export function partsOf(units: readonly ComposedUnit[], limits = partLimits): Part[] {
  return units.filter((unit) => unit.rows.length > 0).flatMap((unit) => partsOfUnit(unit, limits));
}

function partsOfUnit(unit: ComposedUnit, limits: typeof partLimits): Part[] {
  const rowsOfTask = new Map<string, ExpectedRow[]>();
  for (const { id, taskNo, orgId, postId } of unit.rows) {
    const rows = rowsOfTask.get(taskNo) ?? [];
    rows.push({ id, taskNo, orgId, postId });
    rowsOfTask.set(taskNo, rows);
  }
  const parts: Part[] = [];
  let part: Part = { unitId: unit.unitId, tasks: [], rows: [] };
  let bytes = 0;
  for (const task of predecessorsFirst(unit.tasks)) {
    const taskBytes = Buffer.byteLength(JSON.stringify(task));
    let isIn = false;
    for (const row of rowsOfTask.get(task.taskNo) ?? []) {
      const rowBytes = JSON.stringify(row).length + 1;
      if (part.rows.length > 0 && (part.rows.length >= limits.rows || bytes + rowBytes + (isIn ? 0 : taskBytes) > limits.bytes)) {
        parts.push(part);
        part = { unitId: unit.unitId, tasks: [], rows: [] };
        bytes = 0;
        isIn = false;
      }
      if (!isIn) {
        part.tasks.push(task);
        bytes += taskBytes;
        isIn = true;
      }
      part.rows.push(row);
      bytes += rowBytes;
    }
  }
  return [...parts, part];
}

/** The tasks in their order, except that what a task waits for comes before it. */
function predecessorsFirst(tasks: readonly ComposedTask[]): ComposedTask[] {
  const known = new Map(tasks.map((task) => [task.taskNo, task]));
  const ordered = new Set<ComposedTask>();
  const visiting = new Set<string>();
  const visit = (task: ComposedTask): void => {
    if (ordered.has(task) || visiting.has(task.taskNo)) return;
    visiting.add(task.taskNo);
    for (const no of task.dependsOn) {
      const before = known.get(no);
      if (before) visit(before);
    }
    ordered.add(task);
  };
  for (const task of tasks) visit(task);
  return [...ordered];
}
