import pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { activationKey } from '#contracts/events.js';

/** One expected obligation of a built activation, and where it lies. */
export type BuiltRow = {
  id: string;
  activationId: string;
  unitId: string;
  taskNo: string;
  orgId: string;
  postId: string;
  exercise: boolean;
};

/** An event as a test puts it into an outbox: where it stands on its way. */
export type BuiltEvent = { source: 'plan' | 'dispatch'; type: string; topic: string; key: string; state: 'written' | 'published' | 'read' };

const at = '2024-09-15T06:15:00+08:00';

/**
 * Puts rows where they belong, with the parents that a test does not care about: `await an.incident({exercise: false})`. It writes as the owner of the
 * database, past every service, so that a test can also arrange what no service would do.
 */
export class Builders {
  private position = 0;

  private constructor(private readonly owner: pg.Client) {}

  static async open(ownerUrl: string): Promise<Builders> {
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    return new Builders(owner);
  }

  async close(): Promise<void> {
    await this.owner.end();
  }

  /** Anything else that a test wants to arrange, break or look at. */
  async sql<Row extends pg.QueryResultRow>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(text, [...parameters])).rows;
  }

  /** The city, these area units with `villages` villages each, and a department. Safe to repeat. */
  async city(unitIds: readonly string[] = ['leyu', 'yangshe'], villages = 2): Promise<void> {
    await this.org('320582', 'city', '张家港市', null, null, '320582');
    await this.org('water-affairs-bureau', 'department', '水务局', '320582', null, '320582/water-affairs-bureau');
    for (const unitId of unitIds) {
      await this.org(unitId, 'area-unit', `${unitId}镇`, '320582', unitId, `320582/${unitId}`);
      for (let nth = 1; nth <= villages; nth += 1) {
        const village = `${unitId}-v${nth}`;
        await this.org(village, 'village', `${unitId}第${nth}村`, unitId, unitId, `320582/${unitId}/${village}`);
      }
    }
  }

  /** An account of a plainly fictional person; answers its id, the subject of a session. */
  async account(name: string, orgId: string): Promise<string> {
    const [person, account] = [uuidv7(), uuidv7()];
    await this.sql(`INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, $2, '000', $3)`, [person, name, orgId]);
    await this.sql(
      `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo) VALUES ($1::uuid, $2, $1::text, '-', '{operator}', $3, true)`,
      [account, person, orgId],
    );
    return account;
  }

  /** An incident of intake, known to plan. */
  async incident(overrides: { exercise?: boolean; unitIds?: string[]; category?: string } = {}): Promise<string> {
    const { exercise = true, unitIds = ['leyu'], category = '11B01' } = overrides;
    const id = uuidv7();
    await this.sql(
      `INSERT INTO intake.incident (id, exercise, state, category, title, nature, event_level, place_description, unit_ids, has_happened,
         occurred_at, known_at, source_kind, source_reference, warnings, first_report, opened_at, opened_by)
       VALUES ($1, $2, 'open', $3, '台风', '台风将至', 'undetermined', '全域', $4, false, $5, $5, 'phone', '', '[]', '{}', $5, $1)`,
      [id, exercise, category, unitIds, at],
    );
    await this.sql(`INSERT INTO plan.known_incident (id, exercise, facts) VALUES ($1, $2, '{}')`, [id, exercise]);
    return id;
  }

  /** A started activation with `rowsOf[unit]` expected rows per unit, and its start events read by dispatch. Nothing is issued yet. */
  async activation(rowsOf: Record<string, number>, { exercise = true, started = 'read' as BuiltEvent['state'] } = {}): Promise<BuiltRow[]> {
    const unitIds = Object.keys(rowsOf);
    const incidentId = await this.incident({ exercise, unitIds });
    const activationId = uuidv7();
    const rows = unitIds.flatMap((unitId) =>
      Array.from({ length: rowsOf[unitId] ?? 0 }, (_, nth) => ({
        id: uuidv7(),
        activationId,
        unitId,
        taskNo: 'P01-01',
        orgId: `${unitId}-v${nth + 1}`,
        postId: 'village-secretary',
        exercise,
      })),
    );
    await this.sql(
      `INSERT INTO plan.activation (id, incident_id, exercise, state, level, statements, unit_ids, plan_nos, plan_version_ids, authority_org_id,
         authority_post_id, approval, reports, started_at, started_by, expected_until, expected_rows, parts)
       VALUES ($1, $2, $3, 'running', 'III', '{}', $4, '{P01}', '{}', 'city-centre', 'city-deputy-commander', '', '{}', $5, $1, $5, $6, $7)`,
      [activationId, incidentId, exercise, unitIds, at, rows.length, unitIds.length],
    );
    for (const unitId of unitIds) {
      await this.sql(
        `INSERT INTO plan.activation_unit (activation_id, unit_id, exercise, level, tasks, rows, reports) VALUES ($1, $2, $3, 'III', '[]', $4, '{}')`,
        [activationId, unitId, exercise, rowsOf[unitId]],
      );
      const key = activationKey(activationId, unitId);
      await this.event({ source: 'plan', type: 'activation.started.v1', topic: 'muster.activation', key, state: started });
    }
    await this.sql(
      `INSERT INTO plan.expected_row (id, activation_id, unit_id, task_no, org_id, post_id, exercise)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])`,
      columnsOf(rows),
    );
    return rows;
  }

  /** Tasks of these rows, as dispatch would issue them, with one event per unit. */
  async tasks(rows: readonly BuiltRow[], { unfilled = false, issued = 'read' as BuiltEvent['state'] } = {}): Promise<void> {
    await this.sql(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, ladder)
       SELECT DISTINCT a, u, n, '叫应', 'Call', 'atStart', '{}'::text[], 10, 0, '{}'::jsonb, '[]'::jsonb FROM unnest($1::uuid[], $2::text[], $3::text[]) AS r(a, u, n)
       ON CONFLICT DO NOTHING`,
      columnsOf(rows).slice(1, 4),
    );
    await this.sql(
      `INSERT INTO dispatch.task (id, activation_id, unit_id, task_no, org_id, post_id, exercise, unfilled, state, issued_at)
       SELECT r.*, $8, 'issued', $9 FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[]) AS r`,
      [...columnsOf(rows), unfilled, at],
    );
    for (const key of new Set(rows.map((row) => activationKey(row.activationId, row.unitId)))) {
      await this.event({ source: 'dispatch', type: 'task.issued.v1', topic: 'muster.task', key, state: issued });
    }
  }

  /** Mailbox rows of these tasks, each in the mailbox of its post. */
  async mailboxRows(rows: readonly BuiltRow[], { delivered = false, notReached = false } = {}): Promise<void> {
    await this.sql(
      `INSERT INTO notification.mailbox (org_id, post_id, command_point_id)
       SELECT DISTINCT org, post, org FROM unnest($1::text[], $2::text[]) AS r(org, post) ON CONFLICT DO NOTHING`,
      columnsOf(rows).slice(4, 6),
    );
    await this.sql(
      `INSERT INTO notification.mailbox_row (mailbox_id, seq, kind, activation_id, unit_id, task_id, exercise, said, written_at, delivered_at, not_reached_at)
       SELECT b.id, (SELECT coalesce(max(m.seq), 0) FROM notification.mailbox_row m WHERE m.mailbox_id = b.id) + row_number() OVER (PARTITION BY b.id),
              'task', a, u, r.id, x, '{}', $8, CASE WHEN $9 THEN $8::timestamptz END, CASE WHEN $10 THEN $8::timestamptz END
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[]) AS r(id, a, u, n, org, post, x)
       JOIN notification.mailbox b ON b.org_id = r.org AND b.post_id = r.post`,
      [...columnsOf(rows), at, delivered, notReached],
    );
    await this.sql(
      `UPDATE notification.mailbox b SET head = m.head
       FROM (SELECT mailbox_id, max(seq) AS head FROM notification.mailbox_row WHERE activation_id = ANY ($1) GROUP BY mailbox_id) m
       WHERE b.id = m.mailbox_id`,
      [[...new Set(rows.map((row) => row.activationId))]],
    );
  }

  /** An event in an outbox: written, published to the log, or read by its consumer. Answers its id. */
  async event({ source, type, topic, key, state }: BuiltEvent): Promise<string> {
    const reader = source === 'plan' ? 'dispatch' : 'notification';
    const id = uuidv7();
    this.position += 1;
    const published = state !== 'written';
    await this.sql(
      `INSERT INTO ${source}.outbox (event_id, type, topic, key, shard, sequence, exercise, envelope, bytes, position, published_at)
       VALUES ($1, $2, $3, $4, 0, $5, true, '{}', 2, $6, $7)`,
      [id, type, topic, key, this.position, published ? this.position : null, published ? at : null],
    );
    await this.sql(
      `INSERT INTO bus.position (consumer_group, source, topic, shard, position) VALUES ($1, $2, $3, 0, 0) ON CONFLICT DO NOTHING`,
      [reader, source, topic],
    );
    if (state === 'read') {
      await this.sql(`UPDATE bus.position SET position = $3 WHERE consumer_group = $1 AND topic = $2 AND shard = 0`, [
        reader,
        topic,
        this.position,
      ]);
    }
    return id;
  }

  private async org(id: string, kind: string, name: string, parentId: string | null, unitId: string | null, path: string): Promise<void> {
    await this.sql(
      `INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id, longitude, latitude)
       VALUES ($1, $2, $3, $4, $5, $6, $1, 120.5, 31.9) ON CONFLICT DO NOTHING`,
      [id, kind, name, parentId, unitId, path],
    );
  }
}

function columnsOf(rows: readonly BuiltRow[]): unknown[][] {
  return (['id', 'activationId', 'unitId', 'taskNo', 'orgId', 'postId', 'exercise'] as const).map((name) => rows.map((row) => row[name]));
}
