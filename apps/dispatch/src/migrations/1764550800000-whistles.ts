import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whistles. A department's call is a task (its clocks, taps, evidence and mailbox row are those of every task); what only a whistle has
 * stands here. One org is responsible for each whistle at any time 首接负责: a partial unique index says at most one, the reconciliation that it
 * is not none.
 */
export class Whistles1764550800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dispatch.whistle_rules (
        version integer PRIMARY KEY,
        rules jsonb NOT NULL,
        made_at timestamptz NOT NULL,
        made_by uuid
      );
      CREATE TABLE dispatch.whistle_number (day date PRIMARY KEY, last integer NOT NULL);
      CREATE TABLE dispatch.whistle (
        id uuid PRIMARY KEY,
        number text NOT NULL UNIQUE,
        kind text NOT NULL,
        state text NOT NULL,
        question text CHECK (question IN ('returned', 'disputed', 'ruling')),
        exercise boolean NOT NULL,
        unit_id text NOT NULL,
        matter_id text NOT NULL,
        title text NOT NULL,
        needed text NOT NULL,
        place text NOT NULL,
        position jsonb,
        origin text NOT NULL,
        incident_id uuid,
        incident_title text,
        origin_task_id uuid,
        grid_report_id uuid,
        offered_by_org_id text,
        rules_version integer NOT NULL REFERENCES dispatch.whistle_rules (version),
        limits jsonb NOT NULL,
        made_at timestamptz NOT NULL,
        made_by_kind text NOT NULL,
        made_by uuid NOT NULL,
        blown_at timestamptz,
        acknowledged_at timestamptz,
        on_scene_at timestamptz,
        first_feedback_at timestamptz,
        finished_at timestamptz,
        close_due_at timestamptz,
        returns integer NOT NULL DEFAULT 0,
        ruling_due_at timestamptz,
        ruling_asked_at timestamptz,
        ruled_at timestamptz,
        reassign_asked jsonb,
        closed_at timestamptz,
        satisfaction text CHECK (satisfaction IN ('satisfied', 'fair', 'dissatisfied')),
        checked text,
        closing_words text
      );
      -- one whistle per thing it comes from, so that a double tap or two operators do not call everybody twice
      CREATE UNIQUE INDEX whistle_origin_task ON dispatch.whistle (origin_task_id) WHERE origin_task_id IS NOT NULL AND state NOT IN ('withdrawn', 'refused');
      CREATE UNIQUE INDEX whistle_grid_report ON dispatch.whistle (grid_report_id) WHERE grid_report_id IS NOT NULL AND state NOT IN ('withdrawn', 'refused');
      CREATE INDEX whistle_unit ON dispatch.whistle (unit_id, blown_at);
      CREATE INDEX whistle_ruling_due ON dispatch.whistle (ruling_due_at) WHERE ruling_due_at IS NOT NULL;
      CREATE INDEX whistle_incident ON dispatch.whistle (incident_id) WHERE incident_id IS NOT NULL;
      CREATE INDEX whistle_open ON dispatch.whistle (state) WHERE closed_at IS NULL;

      CREATE TABLE dispatch.whistle_call (
        task_id uuid PRIMARY KEY REFERENCES dispatch.task (id),
        whistle_id uuid NOT NULL REFERENCES dispatch.whistle (id),
        org_id text NOT NULL,
        role text NOT NULL CHECK (role IN ('lead', 'assist')),
        responsible boolean NOT NULL,
        replacing boolean NOT NULL DEFAULT false,
        took_over_at timestamptz,
        reason jsonb NOT NULL,
        called_at timestamptz NOT NULL,
        may_return_until timestamptz,
        returned_at timestamptz,
        return_code text,
        return_words text,
        replaced_at timestamptz,
        -- until when it was responsible before another took over, and when it was to be finished then: the scores need it
        led_until timestamptz,
        led_due_at timestamptz,
        CHECK (NOT (responsible AND replaced_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX whistle_responsible ON dispatch.whistle_call (whistle_id) WHERE responsible;
      CREATE UNIQUE INDEX whistle_called_once ON dispatch.whistle_call (whistle_id, org_id) WHERE replaced_at IS NULL;
      CREATE INDEX whistle_call_whistle ON dispatch.whistle_call (whistle_id);
      CREATE INDEX whistle_blown ON dispatch.whistle (blown_at) WHERE NOT exercise;
      CREATE INDEX whistle_call_org ON dispatch.whistle_call (org_id, whistle_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dispatch.whistle_call, dispatch.whistle, dispatch.whistle_number, dispatch.whistle_rules');
  }
}
