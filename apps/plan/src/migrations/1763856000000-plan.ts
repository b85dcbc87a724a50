import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#messaging/messaging.tables.js';
import { requestTable } from '#service-kit/request.js';
import { timelineTable } from '#service-kit/timeline.js';

/** Plan versions, activations with their frozen snapshot, and the expected rows that the reconciliation counts against. */
export class Plan1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- a document is stored once, however many units hold a version of it
      CREATE TABLE plan.document (
        digest text PRIMARY KEY,
        document jsonb NOT NULL
      );
      CREATE TABLE plan.plan_version (
        id uuid PRIMARY KEY,
        plan_no text NOT NULL,
        kind text NOT NULL,
        holder_org_id text NOT NULL,
        version integer NOT NULL,
        digest text NOT NULL REFERENCES plan.document (digest),
        derived_from_id uuid REFERENCES plan.plan_version (id),
        published_at timestamptz NOT NULL,
        withdrawn_at timestamptz,
        UNIQUE (holder_org_id, plan_no, version)
      );
      CREATE INDEX plan_version_current ON plan.plan_version (holder_org_id, plan_no) WHERE withdrawn_at IS NULL;
      CREATE FUNCTION plan.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a published plan version is never edited';
      END $$;
      CREATE TRIGGER document_frozen BEFORE UPDATE ON plan.document FOR EACH ROW EXECUTE FUNCTION plan.refuse_change();
      CREATE TRIGGER plan_version_frozen BEFORE UPDATE OF id, plan_no, kind, holder_org_id, version, digest, derived_from_id, published_at
        ON plan.plan_version FOR EACH ROW EXECUTE FUNCTION plan.refuse_change();

      -- what plan knows of incidents, from incident.opened.v1
      CREATE TABLE plan.known_incident (
        id uuid PRIMARY KEY,
        exercise boolean NOT NULL,
        facts jsonb NOT NULL
      );
      CREATE TABLE plan.activation (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES plan.known_incident (id),
        exercise boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'ended')),
        level text NOT NULL,
        statements jsonb NOT NULL,
        unit_ids text[] NOT NULL,
        plan_nos text[] NOT NULL,
        plan_version_ids uuid[] NOT NULL,
        authority_org_id text NOT NULL,
        authority_post_id text NOT NULL,
        -- the area unit that started it; null when the city did
        authority_unit_id text,
        approval text NOT NULL,
        reports text[] NOT NULL,
        started_at timestamptz NOT NULL,
        started_by uuid NOT NULL,
        expected_until timestamptz NOT NULL,
        ended_at timestamptz,
        ended_by uuid,
        end_reason text,
        expected_rows integer NOT NULL,
        parts integer NOT NULL
      );
      CREATE INDEX activation_started ON plan.activation (started_at DESC, id DESC);
      CREATE INDEX activation_incident ON plan.activation (incident_id);
      CREATE INDEX activation_units ON plan.activation USING gin (unit_ids);
      -- the snapshot: the composed tasks of each unit, frozen at the click; the level is held per unit
      CREATE TABLE plan.activation_unit (
        activation_id uuid NOT NULL REFERENCES plan.activation (id),
        unit_id text NOT NULL,
        exercise boolean NOT NULL,
        level text NOT NULL,
        tasks jsonb NOT NULL,
        rows integer NOT NULL,
        -- triggers that hold in this unit
        reports text[] NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (activation_id, unit_id)
      );
      CREATE INDEX activation_unit_running ON plan.activation_unit (unit_id) WHERE ended_at IS NULL;
      CREATE TABLE plan.expected_row (
        id uuid PRIMARY KEY,
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        task_no text NOT NULL,
        org_id text NOT NULL,
        post_id text NOT NULL,
        exercise boolean NOT NULL,
        UNIQUE (activation_id, task_no, org_id, post_id)
      );
    `);
    await runner.query(requestTable('plan'));
    await runner.query(timelineTable('plan'));
    await runner.query(messagingTables('plan'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA plan CASCADE');
  }
}
