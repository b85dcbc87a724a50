import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#messaging/messaging.tables.js';
import { requestTable } from '#service-kit/request.js';
import { timelineTable } from '#service-kit/timeline.js';

/** Incidents and the documents they came from. */
export class Intake1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intake.source_document (
        id uuid PRIMARY KEY,
        media_type text NOT NULL,
        body text NOT NULL,
        facts jsonb NOT NULL,
        exercise_only boolean NOT NULL,
        uploaded_at timestamptz NOT NULL,
        uploaded_by uuid NOT NULL,
        org_path text NOT NULL
      );
      CREATE TABLE intake.incident (
        id uuid PRIMARY KEY,
        exercise boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'closed')),
        category text NOT NULL,
        title text NOT NULL,
        nature text NOT NULL,
        event_level text NOT NULL,
        place_description text NOT NULL,
        longitude double precision,
        latitude double precision,
        unit_ids text[] NOT NULL,
        scene_org_id text,
        has_happened boolean NOT NULL,
        occurred_at timestamptz NOT NULL,
        source_kind text NOT NULL,
        source_reference text NOT NULL,
        source_document_id uuid REFERENCES intake.source_document (id),
        warnings jsonb NOT NULL,
        first_report jsonb NOT NULL,
        opened_at timestamptz NOT NULL,
        opened_by uuid NOT NULL
      );
      CREATE INDEX incident_opened ON intake.incident (opened_at DESC, id DESC);
      CREATE INDEX incident_units ON intake.incident USING gin (unit_ids);
    `);
    await runner.query(requestTable('intake'));
    await runner.query(timelineTable('intake'));
    await runner.query(messagingTables('intake'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA intake CASCADE');
  }
}
