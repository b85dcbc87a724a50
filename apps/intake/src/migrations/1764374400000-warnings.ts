import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Warnings and their messages take the place of the documents that incidents came from. */
export class Warnings1764374400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake.warning (
        id uuid PRIMARY KEY,
        exercise boolean NOT NULL,
        merged_into uuid REFERENCES intake.warning (id),
        cancelled boolean NOT NULL,
        expires_at timestamptz,
        reach text NOT NULL CHECK (reach IN ('ours', 'not-ours', 'unplaced')),
        unit_ids text[] NOT NULL,
        received_paths text[] NOT NULL,
        door text NOT NULL CHECK (door IN ('upload', 'folder', 'feed', 'issued')),
        received_at timestamptz NOT NULL,
        message_count integer NOT NULL,
        facts jsonb NOT NULL
      );
      CREATE INDEX warning_received ON intake.warning (received_at DESC, id DESC) WHERE merged_into IS NULL;
      CREATE INDEX warning_merged ON intake.warning (merged_into) WHERE merged_into IS NOT NULL;
      CREATE TABLE intake.warning_message (
        id uuid PRIMARY KEY,
        warning_id uuid NOT NULL REFERENCES intake.warning (id),
        sender text NOT NULL,
        identifier text NOT NULL,
        profile text NOT NULL,
        msg_type text NOT NULL,
        status text NOT NULL,
        exercise boolean NOT NULL CHECK (exercise = (status <> 'Actual')),
        sent_at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        door text NOT NULL,
        refers_to jsonb NOT NULL,
        facts jsonb,
        digest text NOT NULL,
        body bytea NOT NULL,
        UNIQUE (sender, identifier)
      );
      CREATE INDEX warning_message_identifier ON intake.warning_message (identifier);
      CREATE INDEX warning_message_warning ON intake.warning_message (warning_id);
      CREATE INDEX warning_message_refers_to ON intake.warning_message USING gin (refers_to jsonb_path_ops);
      COMMENT ON COLUMN intake.warning_message.refers_to IS 'also what has not come yet: an original that comes late is found by it';

      ALTER TABLE intake.incident DROP COLUMN source_document_id;
      DROP TABLE intake.source_document;
      ALTER TABLE intake.incident ADD FOREIGN KEY (warning_id) REFERENCES intake.warning (id);
      CREATE INDEX incident_warning ON intake.incident (warning_id) WHERE warning_id IS NOT NULL;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX intake.incident_warning;
      ALTER TABLE intake.incident DROP CONSTRAINT incident_warning_id_fkey, ADD COLUMN source_document_id uuid;
      DROP TABLE intake.warning_message, intake.warning;
      CREATE TABLE intake.source_document (
        id uuid PRIMARY KEY,
        media_type text NOT NULL,
        body text NOT NULL,
        facts jsonb NOT NULL,
        exercise_only boolean NOT NULL,
        uploaded_at timestamptz NOT NULL,
        uploaded_by uuid NOT NULL,
        org_path text NOT NULL
      );`);
  }
}
