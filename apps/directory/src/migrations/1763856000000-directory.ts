import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#messaging/messaging.tables.js';
import { requestTable } from '#service-kit/request.js';
import { timelineTable } from '#service-kit/timeline.js';

/**
 * Orgs, posts, people, duty, accounts and tokens; and the schema `directory_read`, whose views are all that other services may see.
 * `person_account`, `session`, `device` and password hashes stay here.
 */
export class Directory1763856000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE directory.org (
        id text PRIMARY KEY,
        kind text NOT NULL,
        name text NOT NULL,
        name_en text,
        short_name text,
        parent_id text REFERENCES directory.org (id),
        unit_id text REFERENCES directory.org (id),
        path text NOT NULL UNIQUE,
        template_id text,
        unit_kind text,
        longitude double precision,
        latitude double precision,
        command_point_id text NOT NULL,
        sort integer NOT NULL DEFAULT 0,
        FOREIGN KEY (command_point_id) REFERENCES directory.org (id) DEFERRABLE INITIALLY DEFERRED
      );
      CREATE INDEX org_unit ON directory.org (unit_id, kind);
      CREATE INDEX org_kind ON directory.org (kind);
      CREATE INDEX org_command_point ON directory.org (command_point_id);
      COMMENT ON COLUMN directory.org.template_id IS 'which bureau, station or working group it is (water-station, group-rescue)';

      CREATE TABLE directory.post (
        id text PRIMARY KEY,
        name text NOT NULL,
        name_en text NOT NULL,
        org_kind text NOT NULL,
        superior_id text REFERENCES directory.post (id) DEFERRABLE INITIALLY DEFERRED,
        superior_scope text,
        deputy_of text REFERENCES directory.post (id) DEFERRABLE INITIALLY DEFERRED,
        on_duty_roster boolean NOT NULL,
        pillar text,
        sort integer NOT NULL DEFAULT 0
      );
      CREATE TABLE directory.org_post (
        org_id text NOT NULL REFERENCES directory.org (id),
        post_id text NOT NULL REFERENCES directory.post (id),
        superior_org_id text REFERENCES directory.org (id),
        PRIMARY KEY (org_id, post_id)
      );
      CREATE INDEX org_post_post ON directory.org_post (post_id);
      COMMENT ON COLUMN directory.org_post.superior_org_id IS 'where the next post up sits, kept with the tree so that climbing is one lookup at any size';

      CREATE TABLE directory.person (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        phone text NOT NULL,
        org_id text NOT NULL REFERENCES directory.org (id)
      );
      -- who holds a post; rank 0 first, then those who share or stand in
      CREATE TABLE directory.post_holder (
        org_id text NOT NULL,
        post_id text NOT NULL,
        person_id uuid NOT NULL REFERENCES directory.person (id),
        rank smallint NOT NULL DEFAULT 0,
        PRIMARY KEY (org_id, post_id, person_id),
        FOREIGN KEY (org_id, post_id) REFERENCES directory.org_post (org_id, post_id)
      );
      CREATE UNIQUE INDEX post_holder_rank ON directory.post_holder (org_id, post_id, rank);
      CREATE INDEX post_holder_person ON directory.post_holder (person_id);
      -- the standing roster: every day 08:00–20:00 day, 20:00–08:00 night, Asia/Shanghai
      CREATE TABLE directory.duty_pattern (
        org_id text NOT NULL,
        post_id text NOT NULL,
        shift text NOT NULL CHECK (shift IN ('day', 'night')),
        person_id uuid REFERENCES directory.person (id),
        deputy_person_id uuid REFERENCES directory.person (id),
        PRIMARY KEY (org_id, post_id, shift),
        FOREIGN KEY (org_id, post_id) REFERENCES directory.org_post (org_id, post_id)
      );
      -- a turn that replaces the pattern between two moments
      CREATE TABLE directory.duty_turn (
        id uuid PRIMARY KEY,
        org_id text NOT NULL,
        post_id text NOT NULL,
        person_id uuid REFERENCES directory.person (id),
        from_at timestamptz NOT NULL,
        until_at timestamptz NOT NULL CHECK (until_at > from_at),
        assigned_at timestamptz NOT NULL,
        FOREIGN KEY (org_id, post_id) REFERENCES directory.org_post (org_id, post_id)
      );
      CREATE INDEX duty_turn_until ON directory.duty_turn (until_at);
      CREATE INDEX duty_turn_person ON directory.duty_turn (person_id);

      -- which town bureau answers to which departments (条线), many to many
      CREATE TABLE directory.line_mapping (
        bureau_template_id text NOT NULL,
        line_id text NOT NULL,
        name text NOT NULL,
        name_en text NOT NULL,
        department_id text NOT NULL REFERENCES directory.org (id),
        PRIMARY KEY (line_id, department_id)
      );

      CREATE TABLE directory.account (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL UNIQUE REFERENCES directory.person (id),
        login text NOT NULL UNIQUE,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        org_id text NOT NULL REFERENCES directory.org (id),
        disabled_at timestamptz,
        demo boolean NOT NULL
      );
      CREATE TABLE directory.device (
        id uuid PRIMARY KEY,
        org_id text NOT NULL REFERENCES directory.org (id),
        token_hash bytea NOT NULL UNIQUE,
        issued_at timestamptz NOT NULL,
        issued_by uuid,
        revoked_at timestamptz
      );
      CREATE INDEX device_org ON directory.device (org_id) WHERE revoked_at IS NULL;
      CREATE TABLE directory.session (
        id uuid PRIMARY KEY,
        subject_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('person', 'command-point')),
        generation integer NOT NULL DEFAULT 0,
        started_at timestamptz NOT NULL,
        renewed_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      COMMENT ON COLUMN directory.session.generation IS 'which refresh token is valid: each renewal counts up, an older one ends the session';
      CREATE INDEX session_subject ON directory.session (subject_id) WHERE ended_at IS NULL;
      CREATE INDEX session_ended ON directory.session (ended_at) WHERE ended_at IS NOT NULL;
      CREATE TABLE directory.sign_in_attempt (
        login text NOT NULL,
        address text NOT NULL,
        at timestamptz NOT NULL
      );
      CREATE INDEX sign_in_attempt_login ON directory.sign_in_attempt (login, at);
      CREATE INDEX sign_in_attempt_address ON directory.sign_in_attempt (address, at);
      CREATE TABLE directory.setting (name text PRIMARY KEY, value jsonb NOT NULL);
    `);
    await runner.query(requestTable('directory'));
    await runner.query(timelineTable('directory'));
    await runner.query(messagingTables('directory'));
    await runner.query(`
      CREATE SCHEMA directory_read;
      CREATE VIEW directory_read.org AS
        SELECT id, kind, name, name_en, short_name, parent_id, unit_id, path, template_id, unit_kind, longitude, latitude, command_point_id, sort
        FROM directory.org;
      CREATE VIEW directory_read.post AS SELECT id, name, name_en, org_kind, superior_id, superior_scope, deputy_of, on_duty_roster, pillar FROM directory.post;
      CREATE VIEW directory_read.org_post AS SELECT org_id, post_id FROM directory.org_post;
      CREATE VIEW directory_read.person AS SELECT id, name, phone, org_id FROM directory.person;
      CREATE VIEW directory_read.actor AS
        SELECT a.id, p.name, 'person'::text AS kind, a.person_id FROM directory.account a JOIN directory.person p ON p.id = a.person_id
        UNION ALL
        SELECT d.id, o.name, 'command-point', NULL FROM directory.device d JOIN directory.org o ON o.id = d.org_id;
      CREATE VIEW directory_read.setting AS SELECT name, value FROM directory.setting;

      -- Sessions that ended lately: whoever serves data looks here every 2 s. Older access tokens have expired by themselves.
      -- "Lately" counts back from the latest end, in the service's own time: tests move that clock.
      CREATE VIEW directory_read.ended_session AS
        SELECT id, ended_at FROM directory.session WHERE ended_at > (SELECT max(ended_at) FROM directory.session) - interval '30 minutes';

      CREATE VIEW directory_read.post_holder AS SELECT org_id, post_id, person_id, rank FROM directory.post_holder;
      CREATE VIEW directory_read.duty_pattern AS SELECT org_id, post_id, shift, person_id, deputy_person_id FROM directory.duty_pattern;
      CREATE VIEW directory_read.duty_turn AS SELECT id, org_id, post_id, person_id, from_at, until_at, assigned_at FROM directory.duty_turn;

      -- Who is on duty for each (org, post) at a moment. One row per org_post:
      -- holding 'on-duty' (the roster's person, or the first holder of a post without a roster), 'stand-in' (the deputy),
      -- 'nobody-on-duty' (people hold it, none is on the roster), 'vacant' (nobody holds it); person_id is null for the last two.
      -- Without SECURITY DEFINER or SET, so that PostgreSQL inlines it: whoever asks for some orgs pays for those alone.
      CREATE FUNCTION directory_read.on_duty(at timestamptz)
      RETURNS TABLE (org_id text, post_id text, person_id uuid, holding text)
      LANGUAGE sql STABLE ROWS 5000 AS $$
        SELECT op.org_id, op.post_id,
          CASE WHEN t.id IS NOT NULL THEN t.person_id
               WHEN p.on_duty_roster THEN coalesce(d.person_id, d.deputy_person_id)
               ELSE coalesce(h.person_id, s.person_id) END,
          CASE WHEN t.id IS NOT NULL AND t.person_id IS NOT NULL THEN 'on-duty'
               WHEN t.id IS NULL AND p.on_duty_roster AND d.person_id IS NOT NULL THEN 'on-duty'
               WHEN t.id IS NULL AND p.on_duty_roster AND d.deputy_person_id IS NOT NULL THEN 'stand-in'
               WHEN t.id IS NULL AND NOT p.on_duty_roster AND h.person_id IS NOT NULL THEN 'on-duty'
               WHEN t.id IS NULL AND NOT p.on_duty_roster AND s.person_id IS NOT NULL THEN 'stand-in'
               WHEN h.person_id IS NOT NULL OR s.person_id IS NOT NULL THEN 'nobody-on-duty'
               ELSE 'vacant' END
        FROM directory_read.org_post op
        JOIN directory_read.post p ON p.id = op.post_id
        LEFT JOIN directory_read.duty_pattern d ON d.org_id = op.org_id AND d.post_id = op.post_id
          AND d.shift = CASE WHEN (at AT TIME ZONE 'Asia/Shanghai')::time >= '08:00' AND (at AT TIME ZONE 'Asia/Shanghai')::time < '20:00' THEN 'day' ELSE 'night' END
        LEFT JOIN (
          SELECT DISTINCT ON (l.org_id, l.post_id) l.id, l.org_id, l.post_id, l.person_id FROM directory_read.duty_turn l
          WHERE l.from_at <= at AND l.until_at > at
          ORDER BY l.org_id, l.post_id, l.assigned_at DESC, l.id DESC) t ON t.org_id = op.org_id AND t.post_id = op.post_id
        LEFT JOIN directory_read.post_holder h ON h.org_id = op.org_id AND h.post_id = op.post_id AND h.rank = 0
        LEFT JOIN LATERAL (
          SELECT n.person_id FROM directory_read.post_holder n
          WHERE h.person_id IS NULL AND n.org_id = op.org_id AND n.post_id = op.post_id ORDER BY n.rank LIMIT 1) s ON true
      $$;

      -- The next post up of each (org, post): in the same org, in the same town, or in the city centre. The city commander has none.
      CREATE VIEW directory_read.superior AS
        SELECT op.org_id, op.post_id, op.superior_org_id, p.superior_id AS superior_post_id
        FROM directory.org_post op JOIN directory.post p ON p.id = op.post_id
        WHERE op.superior_org_id IS NOT NULL;

      -- Whose mailboxes a subject may open: a command point those of the orgs it is the desk of; a person those of the posts held or on duty.
      CREATE VIEW directory_read.mailbox_access AS
        SELECT d.id AS subject_id, op.org_id, op.post_id
        FROM directory.device d
        JOIN directory.org o ON o.command_point_id = d.org_id
        JOIN directory.org_post op ON op.org_id = o.id
        WHERE d.revoked_at IS NULL
        UNION
        SELECT a.id, h.org_id, h.post_id
        FROM directory.account a JOIN directory.post_holder h ON h.person_id = a.person_id
        WHERE a.disabled_at IS NULL
        UNION
        SELECT a.id, t.org_id, t.post_id
        FROM directory.account a JOIN directory.duty_turn t ON t.person_id = a.person_id
        WHERE a.disabled_at IS NULL AND t.from_at <= clock_timestamp() AND t.until_at > clock_timestamp();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA directory_read CASCADE');
    await runner.query('DROP SCHEMA directory CASCADE');
  }
}
