import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { MailboxRow } from '#contracts/mailbox.js';
import type { StoredRow } from './mailbox-row.js';
import { rowColumns, travellingRow } from './mailbox-row.js';

/** A mailbox and the highest seq of it that somebody already has. */
export type Cursor = { mailboxId: number; after: number };

/** Reads rows for desks: always by cursor, many mailboxes in one query. */
@Injectable()
export class MailboxReading {
  constructor(private readonly database: DataSource) {}

  /** Rows beyond the cursors, in seq order within each mailbox, at most `limit` in all. */
  async rowsAfter(cursors: readonly Cursor[], limit: number): Promise<MailboxRow[]> {
    if (cursors.length === 0) return [];
    const rows = (await this.database.query(
      `SELECT ${rowColumns}
       FROM unnest($1::bigint[], $2::bigint[]) AS c(mailbox_id, after)
       JOIN notification.mailbox m ON m.id = c.mailbox_id
       JOIN notification.mailbox_row r ON r.mailbox_id = c.mailbox_id AND r.seq > c.after
       ORDER BY r.mailbox_id, r.seq LIMIT $3`,
      [cursors.map((c) => c.mailboxId), cursors.map((c) => c.after), limit],
    )) as StoredRow[];
    return rows.map(travellingRow);
  }

  /** For each of several readers the rows beyond its own cursors, at most `limit` per reader and mailbox. */
  async rowsForEach(readers: readonly (readonly Cursor[])[], limit: number): Promise<MailboxRow[][]> {
    const wanted = readers.flatMap((cursors, reader) => cursors.map((cursor) => ({ ...cursor, reader })));
    const rows = (await this.database.query(
      `SELECT c.reader, ${rowColumns}
       FROM unnest($1::integer[], $2::bigint[], $3::bigint[]) AS c(reader, mailbox_id, after)
       JOIN notification.mailbox m ON m.id = c.mailbox_id AND m.head > c.after
       JOIN LATERAL (
         SELECT * FROM notification.mailbox_row r WHERE r.mailbox_id = c.mailbox_id AND r.seq > c.after ORDER BY r.seq LIMIT $4
       ) r ON true
       ORDER BY c.reader, r.mailbox_id, r.seq`,
      [wanted.map((w) => w.reader), wanted.map((w) => w.mailboxId), wanted.map((w) => w.after), limit],
    )) as (StoredRow & { reader: number })[];
    const answer: MailboxRow[][] = readers.map(() => []);
    for (const row of rows) answer[row.reader]?.push(travellingRow(row));
    return answer;
  }

  /** Which of these mailboxes have rows beyond the cursors. */
  async beyond(cursors: readonly Cursor[]): Promise<number[]> {
    if (cursors.length === 0) return [];
    const grown = (await this.database.query(
      `SELECT m.id FROM unnest($1::bigint[], $2::bigint[]) AS c(mailbox_id, after)
       JOIN notification.mailbox m ON m.id = c.mailbox_id AND m.head > c.after`,
      [cursors.map((c) => c.mailboxId), cursors.map((c) => c.after)],
    )) as { id: string }[];
    return grown.map(({ id }) => Number(id));
  }

  /** Mailboxes with rows that nobody confirmed. */
  async waiting(): Promise<number[]> {
    const rows = (await this.database.query(
      'SELECT DISTINCT mailbox_id FROM notification.mailbox_row WHERE delivered_at IS NULL AND superseded_at IS NULL',
    )) as { mailbox_id: string }[];
    return rows.map((row) => Number(row.mailbox_id));
  }

  /** Rows of these mailboxes that nobody confirmed and whose latest push (or writing) is older than `before`, most urgent first. */
  async undelivered(mailboxIds: readonly number[], before: Date, limit: number): Promise<MailboxRow[]> {
    const rows = (await this.database.query(
      `SELECT ${rowColumns}
       FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id
       WHERE r.mailbox_id = ANY($1::bigint[]) AND r.delivered_at IS NULL AND r.superseded_at IS NULL
         AND coalesce(r.pushed_last_at, r.written_at) <= $2
       ORDER BY r.acknowledge_due_at NULLS LAST, r.written_at, r.mailbox_id, r.seq LIMIT $3`,
      [mailboxIds, before, limit],
    )) as StoredRow[];
    return rows.map(travellingRow);
  }
}
