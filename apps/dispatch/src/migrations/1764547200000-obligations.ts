import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One model under plan tasks, whistles and assignments. What is owed is a brief: how many of its recipients must do it, by when, and the
 * ladder that is climbed otherwise, frozen when it is issued. What each recipient owes of it is a task, with one column per clock and one
 * for the next rung, so that a sweep finds what is due without knowing why.
 */
export class Obligations1764547200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- activation_id is the id of the cause: of the activation, the whistle or the assignment
      ALTER TABLE dispatch.response ADD COLUMN cause text NOT NULL DEFAULT 'activation' CHECK (cause IN ('activation', 'whistle', 'assignment'));
      ALTER TABLE dispatch.response ALTER COLUMN cause DROP DEFAULT;
      ALTER TABLE dispatch.response ALTER COLUMN level DROP NOT NULL;

      ALTER TABLE dispatch.brief
        ADD COLUMN need integer CHECK (need > 0),
        ADD COLUMN met_at timestamptz,
        ADD COLUMN unreachable_at timestamptz,
        ADD COLUMN limits jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN ladder jsonb NOT NULL DEFAULT '[{"leg":"acknowledge","afterPercent":100,"tell":"superior"}]';
      ALTER TABLE dispatch.brief ALTER COLUMN ladder DROP DEFAULT;
      COMMENT ON COLUMN dispatch.brief.need IS 'how many recipients must do it; null: every one';
      COMMENT ON COLUMN dispatch.brief.limits IS 'limit per leg where the two columns of minutes do not say it: {"arrive": {"value": 2, "unit": "work-days"}}';

      ALTER TABLE dispatch.task
        ADD COLUMN arrive_due_at timestamptz,
        ADD COLUMN feedback_due_at timestamptz,
        ADD COLUMN check_in_due_at timestamptz,
        ADD COLUMN arrived_position jsonb,
        ADD COLUMN arrived_accuracy_metres real,
        ADD COLUMN without_position text,
        ADD COLUMN noted_at timestamptz,
        ADD COLUMN last_note text NOT NULL DEFAULT '',
        ADD COLUMN notes integer NOT NULL DEFAULT 0,
        ADD COLUMN checked_in_at timestamptz,
        ADD COLUMN checked_in_position jsonb,
        ADD COLUMN cancel_reason text,
        ADD COLUMN on_behalf boolean NOT NULL DEFAULT false,
        ADD COLUMN count integer,
        ADD COLUMN next_rung_at timestamptz;
      COMMENT ON COLUMN dispatch.task.next_rung_at IS 'when the ladder is looked at next: the earliest rung of a running leg that was not climbed';
      UPDATE dispatch.task SET next_rung_at = acknowledge_due_at WHERE state = 'issued' AND rung = 0;
      CREATE INDEX task_next_rung ON dispatch.task (next_rung_at) WHERE next_rung_at IS NOT NULL;
      DROP INDEX dispatch.task_acknowledge_due;

      -- a rung is climbed once per deadline: (task, leg, the moment it was due, rung)
      ALTER TABLE dispatch.escalation ADD COLUMN leg text NOT NULL DEFAULT 'acknowledge', ADD COLUMN due_at timestamptz, ADD COLUMN tell text NOT NULL DEFAULT 'superior';
      UPDATE dispatch.escalation e SET due_at = coalesce(t.acknowledge_due_at, e.at) FROM dispatch.task t WHERE t.id = e.task_id;
      ALTER TABLE dispatch.escalation ALTER COLUMN due_at SET NOT NULL, ALTER COLUMN leg DROP DEFAULT, ALTER COLUMN tell DROP DEFAULT;
      ALTER TABLE dispatch.escalation DROP CONSTRAINT escalation_pkey;
      ALTER TABLE dispatch.escalation ADD PRIMARY KEY (task_id, leg, due_at, rung);

      -- who spoke to an operator, and what they said: personal data, so it stands where it can be erased, and the timeline has its id alone
      CREATE TABLE dispatch.on_behalf (
        id uuid PRIMARY KEY,
        task_id uuid NOT NULL REFERENCES dispatch.task (id),
        exercise boolean NOT NULL,
        tap text NOT NULL,
        channel text NOT NULL,
        speaker text NOT NULL,
        words text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX on_behalf_task ON dispatch.on_behalf (task_id);

      CREATE TABLE dispatch.assignment (
        id uuid PRIMARY KEY,
        unit_id text NOT NULL,
        exercise boolean NOT NULL,
        title text NOT NULL,
        what text NOT NULL,
        place text NOT NULL,
        position jsonb,
        incident_id uuid,
        check_in_minutes integer,
        state text NOT NULL,
        given_at timestamptz NOT NULL,
        given_by uuid NOT NULL,
        given_by_org_id text NOT NULL,
        withdrawn_for text,
        ended_at timestamptz
      );
      CREATE INDEX assignment_unit ON dispatch.assignment (unit_id, id);
      CREATE TABLE dispatch.prerequisite (
        assignment_id uuid NOT NULL REFERENCES dispatch.assignment (id),
        needs_id uuid NOT NULL REFERENCES dispatch.assignment (id),
        PRIMARY KEY (assignment_id, needs_id)
      );
      CREATE INDEX prerequisite_needs ON dispatch.prerequisite (needs_id);

      CREATE TABLE dispatch.evidence (
        id uuid PRIMARY KEY,
        task_id uuid NOT NULL REFERENCES dispatch.task (id),
        exercise boolean NOT NULL,
        kind text NOT NULL,
        media_type text NOT NULL,
        bytes integer NOT NULL,
        sha256 text NOT NULL,
        taken_at timestamptz,
        position jsonb,
        added_at timestamptz NOT NULL,
        actor_kind text NOT NULL,
        actor_id uuid NOT NULL
      );
      CREATE INDEX evidence_task ON dispatch.evidence (task_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE dispatch.evidence, dispatch.prerequisite, dispatch.assignment, dispatch.on_behalf');
  }
}
