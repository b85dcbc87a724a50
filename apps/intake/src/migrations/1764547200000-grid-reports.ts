import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Matters that were seen in the grid and reported. */
export class GridReports1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake.grid_report (
        id uuid PRIMARY KEY,
        exercise boolean NOT NULL,
        matter_id text NOT NULL,
        org_id text NOT NULL,
        unit_id text NOT NULL,
        words text NOT NULL,
        place text NOT NULL,
        position jsonb,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'handled', 'whistled')),
        filed_at timestamptz NOT NULL,
        filed_by_kind text NOT NULL,
        filed_by uuid NOT NULL,
        handled_at timestamptz,
        handled_by uuid,
        handled_words text NOT NULL DEFAULT '',
        whistle_id uuid
      );
      CREATE INDEX grid_report_unit ON intake.grid_report (unit_id, id);

      -- what dispatch may know of where a whistle comes from, so that nothing is typed twice
      CREATE VIEW intake_read.grid_report AS
        SELECT id, exercise, matter_id, org_id, unit_id, words, place, position, state FROM intake.grid_report;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW intake_read.grid_report; DROP TABLE intake.grid_report');
  }
}
