import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#messaging/messaging.tables.js';
import { requestTable } from '#service-kit/request.js';
import { timelineTable } from '#service-kit/timeline.js';

/** Tasks with their clocks, what they say (once per unit), the parts received, and the rungs climbed. */
export class Dispatch1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- one response in one unit, as dispatch knows it
      CREATE TABLE dispatch.response (
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        exercise boolean NOT NULL,
        incident_title text NOT NULL,
        level text NOT NULL,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        part_total integer NOT NULL,
        PRIMARY KEY (activation_id, unit_id)
      );
      CREATE TABLE dispatch.part (
        activation_id uuid NOT NULL,
        part_index integer NOT NULL,
        part_total integer NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (activation_id, part_index)
      );
      -- what a task says and when it starts: composed once per unit, not per row
      CREATE TABLE dispatch.brief (
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        task_no text NOT NULL,
        title text NOT NULL,
        title_en text NOT NULL,
        starts text NOT NULL,
        on_report text,
        depends_on text[] NOT NULL,
        acknowledge_minutes integer NOT NULL,
        done_minutes integer NOT NULL,
        reported boolean NOT NULL DEFAULT false,
        composed jsonb NOT NULL,
        PRIMARY KEY (activation_id, unit_id, task_no)
      );
      CREATE TABLE dispatch.task (
        id uuid PRIMARY KEY,
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        task_no text NOT NULL,
        org_id text NOT NULL,
        post_id text NOT NULL,
        person_id uuid,
        unfilled boolean NOT NULL,
        exercise boolean NOT NULL,
        state text NOT NULL,
        issued_at timestamptz NOT NULL,
        started_at timestamptz,
        acknowledge_due_at timestamptz,
        done_due_at timestamptz,
        acknowledged_at timestamptz,
        arrived_at timestamptz,
        closed_at timestamptz,
        last_actor_kind text,
        last_actor_id text,
        note text NOT NULL DEFAULT '',
        rung smallint NOT NULL DEFAULT 0,
        escalated_at timestamptz,
        FOREIGN KEY (activation_id, unit_id, task_no) REFERENCES dispatch.brief (activation_id, unit_id, task_no)
      ) WITH (fillfactor = 80);
      CREATE INDEX task_unit ON dispatch.task (activation_id, unit_id, task_no);
      CREATE INDEX task_mailbox ON dispatch.task (org_id, post_id);
      CREATE INDEX task_acknowledge_due ON dispatch.task (acknowledge_due_at) WHERE state = 'issued' AND rung = 0;
      CREATE TABLE dispatch.escalation (
        task_id uuid NOT NULL REFERENCES dispatch.task (id),
        rung smallint NOT NULL,
        exercise boolean NOT NULL,
        superior_org_id text,
        superior_post_id text,
        at timestamptz NOT NULL,
        PRIMARY KEY (task_id, rung)
      );
      CREATE INDEX escalation_superior ON dispatch.escalation (superior_org_id, superior_post_id);
    `);
    await runner.query(requestTable('dispatch'));
    await runner.query(timelineTable('dispatch'));
    await runner.query(messagingTables('dispatch'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA dispatch CASCADE');
  }
}
