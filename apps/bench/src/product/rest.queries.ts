import type pg from 'pg';

/** Before each round, of the floor as of the product: dead rows are cleared away, and what was written is on the disk. */
export async function restOf(...databases: readonly pg.Pool[]): Promise<void> {
  for (const database of databases) await database.query('VACUUM (ANALYZE)');
  await databases[0]!.query('CHECKPOINT');
}
