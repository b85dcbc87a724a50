import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What intake says of the incidents that were opened, for plan to read while the bus does not carry it: a response to a new incident can be
 * started though the bus is away. It is the event itself, as it waits in the outbox.
 */
export class OpenedIncidents1764115200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA intake_read;
      CREATE VIEW intake_read.opened_incident AS
        SELECT key AS id, exercise, envelope->'data' AS facts FROM intake.outbox WHERE type = 'incident.opened.v1';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA intake_read CASCADE');
  }
}
