import type { EntityManager } from 'typeorm';
import type { Composition } from './compose.rules.js';

const rowsPerStatement = 5_000;

/** Freezes what was composed: the tasks of each unit, and the expected rows that the reconciliation counts against. */
export async function keepSnapshot(
  tx: EntityManager,
  activation: { id: string; exercise: boolean; level: string },
  composition: Composition,
): Promise<void> {
  const { units, reports } = composition;
  await tx.query(
    `INSERT INTO plan.activation_unit (activation_id, unit_id, exercise, level, tasks, rows, reports)
     SELECT $1, unit_id, $2, $3, tasks, rows, $4::text[]
     FROM unnest($5::text[], $6::jsonb[], $7::integer[]) AS u(unit_id, tasks, rows)`,
    [
      activation.id,
      activation.exercise,
      activation.level,
      reports,
      units.map((unit) => unit.unitId),
      units.map((unit) => JSON.stringify(unit.tasks)),
      units.map((unit) => unit.rows.length),
    ],
  );
  const rows = units.flatMap((unit) => unit.rows.map((row) => ({ ...row, unitId: unit.unitId })));
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const chunk = rows.slice(from, from + rowsPerStatement);
    await tx.query(
      `INSERT INTO plan.expected_row (id, activation_id, unit_id, task_no, org_id, post_id, exercise)
       SELECT id, $1, unit_id, task_no, org_id, post_id, $2
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) AS r(id, unit_id, task_no, org_id, post_id)`,
      [
        activation.id,
        activation.exercise,
        chunk.map((row) => row.id),
        chunk.map((row) => row.unitId),
        chunk.map((row) => row.taskNo),
        chunk.map((row) => row.orgId),
        chunk.map((row) => row.postId),
      ],
    );
  }
}
