import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The yearly sheets by which towns evaluate the people stationed with them. A signed sheet never changes: a trigger refuses it to everybody. */
export class StationedReviews1764554400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dispatch.stationed_review (
        id uuid PRIMARY KEY,
        year integer NOT NULL,
        unit_id text NOT NULL,
        station_org_id text NOT NULL,
        department_id text NOT NULL,
        made_at timestamptz NOT NULL,
        items jsonb NOT NULL DEFAULT '[]',
        grade text,
        words text NOT NULL DEFAULT '',
        facts jsonb,
        people jsonb,
        -- the rows behind each fact as they were when it was signed
        rows jsonb,
        signed_hash text,
        signed_at timestamptz,
        signed_by uuid,
        UNIQUE (year, station_org_id)
      );
      CREATE INDEX stationed_review_unit ON dispatch.stationed_review (unit_id, year);
      CREATE INDEX stationed_review_department ON dispatch.stationed_review (department_id, year) WHERE signed_at IS NOT NULL;
      CREATE FUNCTION dispatch.keep_signed_review() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.signed_at IS NOT NULL THEN RAISE EXCEPTION 'a signed review never changes'; END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
      END $$;
      CREATE TRIGGER keep_signed_review BEFORE UPDATE OR DELETE ON dispatch.stationed_review FOR EACH ROW EXECUTE FUNCTION dispatch.keep_signed_review();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dispatch.stationed_review; DROP FUNCTION dispatch.keep_signed_review()');
  }
}
