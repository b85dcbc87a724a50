import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows that belong to a whistle or an assignment go the same way as those of a response. */
export class Causes1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notification.mailbox_row ADD COLUMN cause text NOT NULL DEFAULT 'activation' CHECK (cause IN ('activation', 'whistle', 'assignment'));
      ALTER TABLE notification.response ADD COLUMN cause text NOT NULL DEFAULT 'activation' CHECK (cause IN ('activation', 'whistle', 'assignment'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE notification.mailbox_row DROP COLUMN cause; ALTER TABLE notification.response DROP COLUMN cause');
  }
}
