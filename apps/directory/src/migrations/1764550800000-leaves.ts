import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is on leave is not on duty: the deputy of the turn answers, else the next holder of the post, else whoever holds the post that
 * stands in for it. For everybody who is there it costs one look into an empty hash table.
 */
export class Leaves1764550800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(onDuty);
    await runner.query(standsIn);
    await runner.query(mailboxAccess);
  }

  /** The former answers come back with the schema: nothing is stored here. */
  async down(): Promise<void> {}
}

const shift = `CASE WHEN (at AT TIME ZONE 'Asia/Shanghai')::time >= '08:00' AND (at AT TIME ZONE 'Asia/Shanghai')::time < '20:00' THEN 'day' ELSE 'night' END`;
/** An uncorrelated question: PostgreSQL asks it once and keeps the answer in a hash table. */
const onLeave = '(SELECT v.person_id FROM directory_read.leave v WHERE v.from_at <= at AND v.until_at > at)';
/** Who answers for the person of `b` who is on leave. A scalar subquery inside CASE: it is asked for those alone. */
const standIn = `(
          SELECT c.person_id FROM (
            SELECT b.roster_person_id AS person_id, 0 AS place, 0 AS rank
            UNION ALL SELECT b.roster_deputy_id, 1, 0
            UNION ALL SELECT n.person_id, 2, n.rank FROM directory_read.post_holder n WHERE n.org_id = b.org_id AND n.post_id = b.post_id
            UNION ALL SELECT n.person_id, 3, CASE n.person_id WHEN m.person_id THEN 0 WHEN m.deputy_person_id THEN 1 ELSE n.rank + 2 END
              FROM directory_read.post q JOIN directory_read.post_holder n ON n.org_id = b.org_id AND n.post_id = q.id
              LEFT JOIN directory_read.duty_pattern m ON m.org_id = b.org_id AND m.post_id = q.id AND m.shift = ${shift}
              WHERE q.deputy_of = b.post_id) c
          WHERE c.person_id IS NOT NULL AND c.person_id NOT IN ${onLeave}
          ORDER BY c.place, c.rank LIMIT 1)`;

/** As before, and for a person on leave whoever stands in. Inlined as before: no SECURITY DEFINER, no SET, one SELECT. */
const onDuty = `
      CREATE OR REPLACE FUNCTION directory_read.on_duty(at timestamptz)
      RETURNS TABLE (org_id text, post_id text, person_id uuid, holding text)
      LANGUAGE sql STABLE ROWS 5000 AS $$
        SELECT b.org_id, b.post_id,
          CASE WHEN b.person_id IN ${onLeave} THEN ${standIn} ELSE b.person_id END,
          CASE WHEN b.person_id IN ${onLeave} THEN CASE WHEN ${standIn} IS NULL THEN 'nobody-on-duty' ELSE 'stand-in' END ELSE b.holding END
        FROM (
          SELECT op.org_id, op.post_id,
            CASE WHEN t.id IS NOT NULL THEN t.person_id
                 WHEN p.on_duty_roster THEN coalesce(d.person_id, d.deputy_person_id)
                 ELSE coalesce(h.person_id, s.person_id) END AS person_id,
            CASE WHEN t.id IS NOT NULL AND t.person_id IS NOT NULL THEN 'on-duty'
                 WHEN t.id IS NULL AND p.on_duty_roster AND d.person_id IS NOT NULL THEN 'on-duty'
                 WHEN t.id IS NULL AND p.on_duty_roster AND d.deputy_person_id IS NOT NULL THEN 'stand-in'
                 WHEN t.id IS NULL AND NOT p.on_duty_roster AND h.person_id IS NOT NULL THEN 'on-duty'
                 WHEN t.id IS NULL AND NOT p.on_duty_roster AND s.person_id IS NOT NULL THEN 'stand-in'
                 WHEN h.person_id IS NOT NULL OR s.person_id IS NOT NULL THEN 'nobody-on-duty'
                 ELSE 'vacant' END AS holding,
            CASE WHEN p.on_duty_roster THEN d.person_id END AS roster_person_id,
            CASE WHEN p.on_duty_roster THEN d.deputy_person_id END AS roster_deputy_id
          FROM directory_read.org_post op
          JOIN directory_read.post p ON p.id = op.post_id
          LEFT JOIN directory_read.duty_pattern d ON d.org_id = op.org_id AND d.post_id = op.post_id AND d.shift = ${shift}
          LEFT JOIN (
            SELECT DISTINCT ON (l.org_id, l.post_id) l.id, l.org_id, l.post_id, l.person_id FROM directory_read.duty_turn l
            WHERE l.from_at <= at AND l.until_at > at
            ORDER BY l.org_id, l.post_id, l.assigned_at DESC, l.id DESC) t ON t.org_id = op.org_id AND t.post_id = op.post_id
          LEFT JOIN directory_read.post_holder h ON h.org_id = op.org_id AND h.post_id = op.post_id AND h.rank = 0
          LEFT JOIN LATERAL (
            SELECT n.person_id FROM directory_read.post_holder n
            WHERE h.person_id IS NULL AND n.org_id = op.org_id AND n.post_id = op.post_id ORDER BY n.rank LIMIT 1) s ON true
        ) b
      $$`;

/** Whether a person answers for this post in place of another. In PL/pgSQL so that it is planned once, and not with each question for a mailbox. */
const standsIn = `
      CREATE FUNCTION directory_read.stands_in(org text, post text, person uuid, at timestamptz) RETURNS boolean
      LANGUAGE plpgsql STABLE COST 1000 AS $$
      BEGIN
        RETURN EXISTS (SELECT 1 FROM directory_read.on_duty(at) d WHERE d.org_id = org AND d.post_id = post AND d.person_id = person AND d.holding = 'stand-in');
      END $$`;

/**
 * As before, and the mailbox of a post for which the subject's own post stands in, while `on_duty` says that it does. Whoever stands in by
 * the roster or by rank holds the post and has its mailbox anyway.
 */
const mailboxAccess = `
      CREATE OR REPLACE VIEW directory_read.mailbox_access AS
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
        WHERE a.disabled_at IS NULL AND t.from_at <= clock_timestamp() AND t.until_at > clock_timestamp()
        UNION
        SELECT a.id, h.org_id, q.deputy_of
        FROM directory.account a
        JOIN directory.post_holder h ON h.person_id = a.person_id
        JOIN directory.post q ON q.id = h.post_id AND q.deputy_of IS NOT NULL
        WHERE a.disabled_at IS NULL
          AND EXISTS (SELECT 1 FROM directory_read.leave v WHERE v.from_at <= statement_timestamp() AND v.until_at > statement_timestamp())
          AND directory_read.stands_in(h.org_id, q.deputy_of, a.person_id, statement_timestamp())`;
