import type { EntityManager } from 'typeorm';

/** A folder or a feed by the name under which it is set. */
export type SourceKey = { kind: 'folder' | 'feed'; name: string };

/** How a source does. */
export type SourceRow = SourceKey & {
  last_read_at: Date | null;
  failing_since: Date | null;
  problem: string | null;
  taken: number;
  refused: number;
};

/** A feed whose turn it is, with what it said of its last state. */
export type DueFeed = { name: string; etag: string | null; last_modified: string | null };

/** Rows of the sources that have been read or tried. */
export async function sourceRows(tx: EntityManager): Promise<SourceRow[]> {
  return (await tx.query(
    'SELECT kind, name, last_read_at, failing_since, problem, taken, refused FROM intake.warning_source',
  )) as SourceRow[];
}

/** Notes that a source was read; answers whether it had been failing. Reads that brought nothing are noted every 10 s at most. */
export async function noteRead(
  tx: EntityManager,
  { kind, name }: SourceKey,
  { now, taken, refused }: { now: Date; taken: number; refused: number },
): Promise<boolean> {
  const [before] = (await tx.query(
    `WITH before AS (SELECT failing_since FROM intake.warning_source WHERE kind = $1 AND name = $2)
     INSERT INTO intake.warning_source AS s (kind, name, last_read_at, taken, refused) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (kind, name) DO UPDATE
       SET last_read_at = $3, failing_since = NULL, problem = NULL, taken = s.taken + $4, refused = s.refused + $5
       WHERE s.failing_since IS NOT NULL OR $4 + $5 > 0 OR s.last_read_at IS NULL OR s.last_read_at <= $3::timestamptz - interval '10 s'
     RETURNING (SELECT failing_since FROM before) AS failing_since`,
    [kind, name, now, taken, refused],
  )) as { failing_since: Date | null }[];
  return (before?.failing_since ?? null) !== null;
}

/** Notes that a source could not be read; answers whether that is news: it worked before, or failed for another reason. */
export async function noteFailure(
  tx: EntityManager,
  { kind, name }: SourceKey,
  { now, problem, taken = 0, refused = 0 }: { now: Date; problem: string; taken?: number; refused?: number },
): Promise<boolean> {
  const [before] = (await tx.query(
    `WITH before AS (SELECT problem FROM intake.warning_source WHERE kind = $1 AND name = $2)
     INSERT INTO intake.warning_source AS s (kind, name, failing_since, problem, taken, refused) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (kind, name) DO UPDATE
       SET failing_since = coalesce(s.failing_since, $3), problem = $4, taken = s.taken + $5, refused = s.refused + $6
     RETURNING (SELECT problem FROM before) AS problem`,
    [kind, name, now, problem, taken, refused],
  )) as { problem: string | null }[];
  return before?.problem !== problem;
}

/** Claims the feeds that are due, so that one node alone reads each; the next turn comes after `seconds`. */
export async function claimDueFeeds(
  tx: EntityManager,
  names: readonly string[],
  { now, seconds }: { now: Date; seconds: number },
): Promise<DueFeed[]> {
  await tx.query(`INSERT INTO intake.warning_source (kind, name) SELECT 'feed', unnest($1::text[]) ORDER BY 2 ON CONFLICT DO NOTHING`, [
    names,
  ]);
  const [rows] = (await tx.query(
    `UPDATE intake.warning_source SET next_read_at = $2::timestamptz + make_interval(secs => $3)
     WHERE kind = 'feed' AND name = ANY ($1) AND (next_read_at IS NULL OR next_read_at <= $2)
     RETURNING name, etag, last_modified`,
    [names, now, seconds],
  )) as [DueFeed[], number];
  return rows;
}

/** Keeps what a feed said of its state, so that it need not say it all again; null after a reading that left something undone. */
export async function keepFeedState(tx: EntityManager, name: string, etag: string | null, lastModified: string | null): Promise<void> {
  await tx.query(`UPDATE intake.warning_source SET etag = $2, last_modified = $3 WHERE kind = 'feed' AND name = $1`, [
    name,
    etag,
    lastModified,
  ]);
}

/** Which of these entries of a feed have been read. What the feed has not shown for 30 days is forgotten. */
export async function entriesRead(tx: EntityManager, feed: string, entries: readonly string[], now: Date): Promise<Set<string>> {
  const [rows] = (await tx.query(
    `WITH forgotten AS (DELETE FROM intake.warning_feed_entry WHERE feed = $1 AND seen_at < $3::timestamptz - interval '30 days' AND entry <> ALL ($2))
     UPDATE intake.warning_feed_entry SET seen_at = $3 WHERE feed = $1 AND entry = ANY ($2) RETURNING entry`,
    [feed, entries, now],
  )) as [{ entry: string }[], number];
  return new Set(rows.map((row) => row.entry));
}

/** Remembers what became of an entry: it is not read again. */
export async function rememberEntry(
  tx: EntityManager,
  { feed, entry, outcome, now }: { feed: string; entry: string; outcome: 'taken' | 'refused'; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO intake.warning_feed_entry (feed, entry, outcome, seen_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (feed, entry) DO UPDATE SET outcome = $3, seen_at = $4`,
    [feed, entry, outcome, now],
  );
}

/** The path of the city, to which folder and feeds belong; null while there is none. */
export async function cityPath(tx: EntityManager): Promise<string | null> {
  const [city] = (await tx.query(`SELECT path FROM directory_read.org WHERE kind = 'city' LIMIT 1`)) as { path: string }[];
  return city?.path ?? null;
}

/** Whether this node watches the folder now: one at a time, until the transaction ends. */
export async function isOnWatch(tx: EntityManager, folder: string): Promise<boolean> {
  const [lock] = (await tx.query(`SELECT pg_try_advisory_xact_lock(hashtext('muster:intake.warning-folder'), hashtext($1)) AS held`, [
    folder,
  ])) as [{ held: boolean }];
  return lock.held;
}
