import type { DataSource } from 'typeorm';

/** Tables that a story of dispatch writes, in the order in which the power may fail. */
export const writtenTables = ['request', 'task', 'brief', 'on_behalf', 'timeline', 'assignment', 'escalation', 'stream', 'outbox'] as const;
export type WrittenTable = (typeof writtenTables)[number];

/**
 * Cuts the power while a table is written (`at: 'write'`) or at the very end, when everything is written and nothing is committed: whoever
 * writes it fails. Answers what brings the power back.
 */
export async function cutPower(owner: DataSource, table: WrittenTable, at: 'write' | 'commit'): Promise<() => Promise<void>> {
  await owner.query(
    `CREATE OR REPLACE FUNCTION public.cut_power() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'power cut'; END $$`,
  );
  await owner.query(
    at === 'write'
      ? `CREATE TRIGGER cut_power BEFORE INSERT OR UPDATE ON dispatch.${table} FOR EACH ROW EXECUTE FUNCTION public.cut_power()`
      : `CREATE CONSTRAINT TRIGGER cut_power AFTER INSERT OR UPDATE ON dispatch.${table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.cut_power()`,
  );
  return async () => {
    await owner.query(`DROP TRIGGER cut_power ON dispatch.${table}`);
  };
}

/** All that dispatch has written, to be compared with what is there after a failure. */
export async function everythingOf(owner: DataSource): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const table of [...writtenTables, 'prerequisite', 'response']) {
    all[table] = await owner.query(
      `SELECT count(*)::int AS rows, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM dispatch.${table} t`,
    );
  }
  return all;
}
