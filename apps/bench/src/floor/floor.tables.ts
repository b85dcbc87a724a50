import pg from 'pg';
import { copyInto } from './copy.js';
import type { FloorTask } from './floor.messages.js';
import type { FloorRows } from './floor.rows.js';
import { composeRows, rowColumns, taskColumns } from './floor.rows.js';
import { epochMs } from '../wall-time.js';

/** The committed tables of a database of its own on the same server, as the floor uses them. */
export class FloorTables {
  private readonly mailboxes = new Map<string, number>();
  private tasks: readonly FloorTask[] = [];

  private constructor(
    private readonly copying: pg.Client,
    private readonly marking: pg.Client,
  ) {}

  static async open(databaseUrl: string): Promise<FloorTables> {
    const [copying, marking] = [0, 1].map(() => new pg.Client({ connectionString: databaseUrl, application_name: 'muster-bench-floor' }));
    await Promise.all([copying!.connect(), marking!.connect()]);
    await marking!.query('SET synchronous_commit = off');
    return new FloorTables(copying!, marking!);
  }

  /** Opens the mailboxes of these tasks. The product's are open as well when its desks are connected. */
  async prepare(tasks: readonly FloorTask[]): Promise<void> {
    this.tasks = tasks;
    const { rows } = await this.copying.query<{ id: string; org_id: string; post_id: string }>(
      `INSERT INTO notification.mailbox (org_id, post_id, command_point_id)
       SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[]) RETURNING id, org_id, post_id`,
      [tasks.map((task) => task.orgId), tasks.map((task) => task.postId), tasks.map((task) => task.commandPointId)],
    );
    for (const row of rows) this.mailboxes.set(`${row.org_id} ${row.post_id}`, Number(row.id));
  }

  /** The rows of the next round, and what their foreign keys want. */
  async compose(): Promise<FloorRows> {
    const rows = composeRows(this.tasks, (task) => this.mailboxes.get(`${task.orgId} ${task.postId}`)!, new Date(epochMs()));
    await this.copying.query(
      `INSERT INTO dispatch.brief (activation_id, unit_id, task_no, title, title_en, starts, depends_on, acknowledge_minutes, done_minutes, composed, ladder)
       SELECT DISTINCT $1::uuid, unit_id, task_no, '', '', 'atStart', '{}'::text[], 10, 10, '{}'::jsonb, '[]'::jsonb FROM unnest($2::text[], $3::text[]) AS b(unit_id, task_no)`,
      [rows.activationId, this.tasks.map((task) => task.unitId), this.tasks.map((task) => task.taskNo)],
    );
    return rows;
  }

  /** One task row and one mailbox row per task, in one transaction that is on the disk when this resolves. */
  async copy(rows: FloorRows): Promise<void> {
    await this.copying.query('BEGIN');
    await copyInto(this.copying, 'dispatch.task', taskColumns, rows.tasks);
    await copyInto(this.copying, 'notification.mailbox_row', rowColumns, rows.rows);
    await this.copying.query('COMMIT');
  }

  /** The delivered marks where the product keeps them: a column of the mailbox row, written in bulk, asynchronously as the product may. */
  async mark(keys: readonly { mailboxId: number; seq: number }[]): Promise<void> {
    await this.marking.query(
      `UPDATE notification.mailbox_row r SET delivered_at = clock_timestamp()
       FROM unnest($1::bigint[], $2::bigint[]) AS k(mailbox_id, seq)
       WHERE r.mailbox_id = k.mailbox_id AND r.seq = k.seq AND r.delivered_at IS NULL`,
      [keys.map((key) => key.mailboxId), keys.map((key) => key.seq)],
    );
  }

  /** How many rows of a round are there and marked. */
  async count(activationId: string): Promise<number> {
    const { rows } = await this.copying.query<{ rows: number }>(
      `SELECT count(*)::integer AS rows FROM dispatch.task t JOIN notification.mailbox_row r ON r.task_id = t.id
       WHERE t.activation_id = $1 AND r.delivered_at IS NOT NULL`,
      [activationId],
    );
    return rows[0]!.rows;
  }

  async clean(): Promise<void> {
    await this.copying.query('TRUNCATE dispatch.task, dispatch.brief, dispatch.escalation, notification.mailbox_row CASCADE');
  }
}
