import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

const quietWithinMs = 120_000;

/** How many transactions this database has committed. */
export async function readCommits(database: pg.Pool): Promise<number> {
  await database.query('SELECT pg_stat_clear_snapshot(), pg_stat_force_next_flush()');
  const { rows } = await database.query<{ commits: string }>(
    'SELECT xact_commit AS commits FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(rows[0]!.commits);
}

/** Waits until these whistles are over, and every row that their end brought is delivered. */
export async function whistlesAreQuiet(database: pg.Pool, whistleIds: readonly string[]): Promise<void> {
  for (const until = performance.now() + quietWithinMs; ; await sleep(100)) {
    const { rows } = await database.query<{ quiet: boolean }>(
      `SELECT NOT EXISTS (SELECT 1 FROM dispatch.whistle WHERE id = ANY($1::uuid[]) AND closed_at IS NULL)
          AND NOT EXISTS (SELECT 1 FROM notification.mailbox_row r JOIN dispatch.whistle_call c ON c.whistle_id = r.activation_id AND c.task_id = r.task_id
                          WHERE r.activation_id = ANY($1::uuid[]) AND r.delivered_at IS NULL AND r.superseded_at IS NULL)
          AND NOT EXISTS (SELECT 1 FROM notification.response WHERE activation_id = ANY($1::uuid[]) AND ended_at IS NULL) AS quiet`,
      [whistleIds],
    );
    if (rows[0]!.quiet) return;
    if (performance.now() > until) throw new Error('the product does not come to rest after whistles were taken back');
  }
}
