import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The grid list 入格事务清单 with the responsibility list, which departments station people with towns, and who is away when. */
export class Matters1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE directory.matter (
        id text PRIMARY KEY,
        number integer NOT NULL UNIQUE,
        name text NOT NULL,
        name_en text NOT NULL,
        class text NOT NULL,
        class_name text NOT NULL,
        class_name_en text NOT NULL,
        whistle_kind text NOT NULL,
        lead_department_id text NOT NULL,
        assisting_department_ids text[] NOT NULL,
        town_bureau text,
        handling_limit jsonb,
        principal jsonb NOT NULL,
        cooperating jsonb NOT NULL,
        may_become text
      );
      COMMENT ON COLUMN directory.matter.principal IS '{"tier": "city", "org": "emergency-bureau"}; at tier town the org is a template id (water-station)';
      CREATE VIEW directory_read.matter AS SELECT * FROM directory.matter;

      -- which department stations its people in which kind of station
      CREATE TABLE directory.stationing (template_id text PRIMARY KEY, department_id text NOT NULL);
      CREATE VIEW directory_read.stationing AS SELECT o.id AS station_org_id, o.unit_id, s.department_id
        FROM directory.stationing s JOIN directory.org o ON o.template_id = s.template_id AND o.kind = 'station';

      CREATE TABLE directory.leave (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES directory.person (id),
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL CHECK (until_at > from_at),
        reason text NOT NULL,
        noted_at timestamptz NOT NULL,
        withdrawn_at timestamptz
      );
      CREATE INDEX leave_person ON directory.leave (person_id, until_at);
      CREATE VIEW directory_read.leave AS SELECT id, person_id, from_at, until_at FROM directory.leave WHERE withdrawn_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP VIEW directory_read.leave, directory_read.stationing, directory_read.matter;
      DROP TABLE directory.leave, directory.stationing, directory.matter`);
  }
}
