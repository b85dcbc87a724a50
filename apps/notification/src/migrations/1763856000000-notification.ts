import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#messaging/messaging.tables.js';
import { requestTable } from '#service-kit/request.js';
import { timelineTable } from '#service-kit/timeline.js';

/**
 * Mailboxes with a counter each, and their rows. A row keeps the facts of its delivery (pushed, delivered, heard, called, not reached)
 * and, for a task, the state that dispatch announced, so that counters and calls need no other service.
 */
export class Notification1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification.mailbox (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        org_id text NOT NULL,
        post_id text NOT NULL,
        command_point_id text NOT NULL,
        head bigint NOT NULL DEFAULT 0,
        UNIQUE (org_id, post_id)
      ) WITH (fillfactor = 50);
      CREATE TABLE notification.mailbox_row (
        mailbox_id bigint NOT NULL REFERENCES notification.mailbox (id),
        seq bigint NOT NULL,
        kind text NOT NULL,
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        task_id uuid,
        exercise boolean NOT NULL,
        said jsonb NOT NULL,
        written_at timestamptz NOT NULL,
        -- first and latest push, and how often
        pushed_at timestamptz,
        pushed_last_at timestamptz,
        pushes integer NOT NULL DEFAULT 0,
        delivered_at timestamptz,
        heard_at timestamptz,
        -- of a task row only
        state text,
        unfilled boolean NOT NULL DEFAULT false,
        started_at timestamptz,
        acknowledge_due_at timestamptz,
        done_due_at timestamptz,
        acknowledged_at timestamptz,
        escalated_at timestamptz,
        calls smallint NOT NULL DEFAULT 0,
        next_call_at timestamptz,
        not_reached_at timestamptz,
        -- of a digest only: a later digest of the same mailbox and activation tells all of it
        superseded_at timestamptz,
        PRIMARY KEY (mailbox_id, seq)
      ) WITH (fillfactor = 80);
      CREATE UNIQUE INDEX mailbox_row_task ON notification.mailbox_row (task_id) WHERE kind = 'task';
      CREATE INDEX mailbox_row_activation ON notification.mailbox_row (activation_id, unit_id, kind);
      CREATE INDEX mailbox_row_undelivered ON notification.mailbox_row (mailbox_id, seq) WHERE delivered_at IS NULL AND superseded_at IS NULL;
      CREATE INDEX mailbox_row_next_call ON notification.mailbox_row (next_call_at) WHERE next_call_at IS NOT NULL;
      CREATE INDEX mailbox_row_digest ON notification.mailbox_row (mailbox_id, activation_id) WHERE kind = 'digest' AND superseded_at IS NULL;
      -- what was accepted at the click, so that a console can say "issued 0 of N"
      CREATE TABLE notification.response (
        activation_id uuid NOT NULL,
        unit_id text NOT NULL,
        exercise boolean NOT NULL,
        expected integer NOT NULL,
        issued integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL,
        ended_at timestamptz,
        behind_alarm_at timestamptz,
        PRIMARY KEY (activation_id, unit_id)
      );
      CREATE INDEX response_behind ON notification.response (started_at) WHERE issued < expected AND behind_alarm_at IS NULL;
    `);
    await runner.query(requestTable('notification'));
    await runner.query(timelineTable('notification'));
    await runner.query(messagingTables('notification'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA notification CASCADE');
  }
}
