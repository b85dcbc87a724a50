import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the watched folder and the polled feeds do, and which entries of a feed have been read. */
export class WarningSources1764460800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake.warning_source (
        kind text NOT NULL CHECK (kind IN ('folder', 'feed')),
        name text NOT NULL,
        last_read_at timestamptz,
        failing_since timestamptz,
        problem text,
        taken integer NOT NULL DEFAULT 0,
        refused integer NOT NULL DEFAULT 0,
        next_read_at timestamptz,
        etag text,
        last_modified text,
        PRIMARY KEY (kind, name)
      );
      CREATE TABLE intake.warning_feed_entry (
        feed text NOT NULL,
        entry text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('taken', 'refused')),
        seen_at timestamptz NOT NULL,
        PRIMARY KEY (feed, entry)
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE intake.warning_source, intake.warning_feed_entry');
  }
}
