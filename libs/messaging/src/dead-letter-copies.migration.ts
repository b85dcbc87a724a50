import type { MigrationInterface, QueryRunner } from 'typeorm';
import { services } from '#contracts/events.js';

/** When a dead letter was copied to the bus. It stays null where the bus copies none. */
export class DeadLetterCopies1764028800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const service of services) {
      await runner.query(`
        ALTER TABLE ${service}.dead_letter ADD COLUMN copied_at timestamptz;
        CREATE INDEX dead_letter_uncopied ON ${service}.dead_letter (died_at) WHERE copied_at IS NULL;`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const service of services) await runner.query(`ALTER TABLE ${service}.dead_letter DROP COLUMN copied_at`);
  }
}
