import type { EntityManager } from 'typeorm';

const rowsPerStatement = 5_000;

/** A column of a bulk insert: its name, its PostgreSQL type and where a row keeps it. `cast`: the type proper, where `unnest` cannot bring it. */
export type Column<Row> = { name: string; type: string; of: (row: Row) => unknown; cast?: string };

/** Inserts rows by `unnest`, 5,000 to a statement; rows whose key is there already are left as they are. Answers how many were new. */
export async function insertNew<Row>(
  tx: EntityManager,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<number> {
  const names = columns.map((column) => column.name).join(', ');
  const arrays = columns.map((column, index) => `$${index + 1}::${column.type}[]`).join(', ');
  const picks = columns.map(({ name, cast }) => (cast ? `${name}::${cast}` : name)).join(', ');
  const sql = `WITH added AS (INSERT INTO ${table} (${names}) SELECT ${picks} FROM unnest(${arrays}) AS row (${names}) ON CONFLICT DO NOTHING RETURNING 1)
               SELECT count(*)::int AS added FROM added`;
  let total = 0;
  for (let from = 0; from < rows.length; from += rowsPerStatement) {
    const chunk = rows.slice(from, from + rowsPerStatement);
    const [answer] = (await tx.query(
      sql,
      columns.map((column) => chunk.map(column.of)),
    )) as [{ added: number }];
    total += answer.added;
  }
  return total;
}
