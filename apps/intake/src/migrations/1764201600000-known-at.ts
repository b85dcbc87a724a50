import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The moment anyone knew of an incident, and the warning that it was opened from. */
export class KnownAt1764201600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE intake.incident ADD COLUMN known_at timestamptz, ADD COLUMN warning_id uuid;
      UPDATE intake.incident SET known_at = opened_at;
      ALTER TABLE intake.incident ALTER COLUMN known_at SET NOT NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE intake.incident DROP COLUMN known_at, DROP COLUMN warning_id');
  }
}
