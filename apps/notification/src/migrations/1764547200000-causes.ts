import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows that belong to a whistle or an assignment go the same way as those of a response. */
export class Causes1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification.mailbox_row ADD COLUMN cause text NOT NULL DEFAULT 'activation' CHECK (cause IN ('activation', 'whistle', 'assignment'));
      ALTER TABLE notification.response ADD COLUMN cause text NOT NULL DEFAULT 'activation' CHECK (cause IN ('activation', 'whistle', 'assignment'));
      ALTER TABLE notification.response ADD COLUMN ended_as text;
      COMMENT ON COLUMN notification.response.ended_as IS 'of a whistle only: closed, withdrawn or refused';
      ALTER TABLE notification.mailbox_row
        ADD COLUMN noted_at timestamptz,
        ADD COLUMN checked_in_at timestamptz,
        ADD COLUMN reopened_at timestamptz;
      COMMENT ON COLUMN notification.mailbox_row.reopened_at IS 'since when it is to be acknowledged again (taken back, handed over here): older facts do not count';

      -- the latest news of each whistle and who shares it: for nodes that could not hear it from the others
      CREATE TABLE notification.whistle (
        whistle_id uuid PRIMARY KEY,
        paths text[] NOT NULL,
        what text NOT NULL,
        at timestamptz NOT NULL,
        told_at timestamptz NOT NULL
      );
      CREATE INDEX whistle_told ON notification.whistle (told_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE notification.whistle;
      ALTER TABLE notification.mailbox_row DROP COLUMN cause, DROP COLUMN noted_at, DROP COLUMN checked_in_at, DROP COLUMN reopened_at;
      ALTER TABLE notification.response DROP COLUMN cause, DROP COLUMN ended_as`);
  }
}
