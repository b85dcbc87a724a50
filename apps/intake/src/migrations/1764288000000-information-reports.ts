import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Information reports, the duties to give them, and the responses that set their clocks. A report is added to, never changed or deleted:
 * the service's role may not, and for everybody else a trigger refuses it (突发事件应对法 2024, Art. 61, 95).
 */
export class InformationReports1764288000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake.information_report (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES intake.incident (id),
        exercise boolean NOT NULL,
        number integer NOT NULL,
        kind text NOT NULL CHECK (kind IN ('first', 'follow-up', 'final')),
        form text NOT NULL CHECK (form IN ('oral', 'written')),
        given_to text NOT NULL,
        given_at timestamptz NOT NULL,
        filed_at timestamptz NOT NULL,
        filed_by uuid NOT NULL,
        late_minutes integer NOT NULL,
        occurred_at timestamptz NOT NULL,
        place text NOT NULL,
        source text NOT NULL,
        nature text NOT NULL,
        scope_and_damage text NOT NULL,
        dead integer,
        injured integer,
        missing integer,
        trend text NOT NULL,
        measures_taken text NOT NULL,
        UNIQUE (incident_id, number)
      );
      CREATE FUNCTION intake.keep_report() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'an information report is never changed or deleted';
      END $$;
      CREATE TRIGGER information_report_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON intake.information_report
        FOR EACH STATEMENT EXECUTE FUNCTION intake.keep_report();

      -- what intake knows of responses, from activation.started.v1 and activation.ended.v1
      CREATE TABLE intake.incident_response (
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        incident_id uuid NOT NULL REFERENCES intake.incident (id),
        exercise boolean NOT NULL,
        level text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (activation_id, unit_id)
      );
      CREATE INDEX incident_response_incident ON intake.incident_response (incident_id);

      -- a report that is owed: open until it is met or, when nothing is owed any more, closed
      CREATE TABLE intake.report_duty (
        incident_id uuid NOT NULL REFERENCES intake.incident (id),
        kind text NOT NULL CHECK (kind IN ('first-oral', 'first-written', 'follow-up', 'final')),
        nth integer NOT NULL,
        exercise boolean NOT NULL,
        since timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        met_at timestamptz,
        met_by_number integer,
        closed_at timestamptz,
        -- when the sweep noticed that this deadline had passed
        overdue_at timestamptz,
        PRIMARY KEY (incident_id, kind, nth),
        FOREIGN KEY (incident_id, met_by_number) REFERENCES intake.information_report (incident_id, number)
      );
      CREATE UNIQUE INDEX report_duty_open ON intake.report_duty (incident_id, kind) WHERE met_at IS NULL AND closed_at IS NULL;
      CREATE INDEX report_duty_due ON intake.report_duty (due_at) WHERE met_at IS NULL AND closed_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE intake.report_duty, intake.incident_response, intake.information_report;
      DROP FUNCTION intake.keep_report();`);
  }
}
