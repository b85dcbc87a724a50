import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CommitBell } from '../desk/commit.bell.js';
import type { NewRow } from './mailbox-row.js';

/** Rows per statement. */
const chunkSize = 1_000;

/** Where a mailbox stands: a post at an org, shown on the desk of a command point. */
export type Address = { orgId: string; postId: string; commandPointId: string };

/** What was really written, repeats left out. */
export type WrittenRow = { mailboxId: number; activationId: string; unitId: string; kind: NewRow['kind'] };

/** Opens mailboxes and writes numbered rows into them, in the caller's transaction. */
@Injectable()
export class MailboxService {
  /** Ids of committed mailboxes by address: one that was opened keeps its id for ever. */
  private readonly opened = new Map<string, number>();

  constructor(private readonly bell: CommitBell) {}

  /** Answers the ids of these mailboxes by `addressKey`, opening those that are missing, in address order against deadlocks. */
  async open(tx: EntityManager, addresses: readonly Address[]): Promise<Map<string, number>> {
    const distinct = [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
    const asked = distinct.filter((address) => !this.opened.has(addressKey(address)));
    const known = new Map(distinct.flatMap((address) => entryOf(this.opened, address)));
    if (asked.length === 0) return known;
    for (const [key, id] of await readIds(tx, asked)) known.set(key, id);
    const missing = asked.filter((address) => !known.has(addressKey(address)));
    if (missing.length === 0) {
      this.remember(tx, known);
      return known;
    }
    await tx.query(
      `INSERT INTO notification.mailbox (org_id, post_id, command_point_id)
       SELECT a.org_id, a.post_id, a.command_point_id FROM unnest($1::text[], $2::text[], $3::text[]) AS a(org_id, post_id, command_point_id)
       ORDER BY a.org_id, a.post_id
       ON CONFLICT DO NOTHING`,
      [missing.map((a) => a.orgId), missing.map((a) => a.postId), missing.map((a) => a.commandPointId)],
    );
    openedHere.add(tx.queryRunner!);
    return new Map([...known, ...(await readIds(tx, missing))]);
  }

  /** Not what this transaction opened itself: if it is undone, those ids never were. */
  private remember(tx: EntityManager, known: ReadonlyMap<string, number>): void {
    if (openedHere.has(tx.queryRunner!)) return;
    for (const [key, id] of known) this.opened.set(key, id);
  }

  /** Locks the counters in id order: whoever writes several mailboxes takes them in the same order, so that nobody deadlocks. */
  async lock(tx: EntityManager, mailboxIds: Iterable<number>): Promise<void> {
    await tx.query('SELECT id FROM notification.mailbox WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [[...new Set(mailboxIds)]]);
  }

  /**
   * Writes rows, numbered without gaps in each mailbox in the order given; a task that already has its row is left out. All counters are
   * locked first, so one transaction writes once. Sessions are told after the commit.
   */
  async write(tx: EntityManager, rows: readonly NewRow[], at: Date): Promise<WrittenRow[]> {
    if (rows.length === 0) return [];
    await this.lock(
      tx,
      rows.map((row) => row.mailboxId),
    );
    const written: WrittenRow[] = [];
    for (let start = 0; start < rows.length; start += chunkSize) {
      written.push(...(await insertChunk(tx, rows.slice(start, start + chunkSize), at)));
    }
    this.bell.announce(tx, 'mailboxes', { mailboxIds: [...new Set(written.map((row) => row.mailboxId))] });
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(written.map((row) => row.activationId))] });
    return written;
  }
}

/** Transactions that opened mailboxes. */
const openedHere = new WeakSet<object>();

function entryOf(ids: ReadonlyMap<string, number>, address: Address): [string, number][] {
  const key = addressKey(address);
  const id = ids.get(key);
  return id === undefined ? [] : [[key, id]];
}

async function readIds(tx: EntityManager, addresses: readonly Address[]): Promise<Map<string, number>> {
  const mailboxes = (await tx.query(
    `SELECT m.id, m.org_id, m.post_id FROM notification.mailbox m
     JOIN unnest($1::text[], $2::text[]) AS a(org_id, post_id) ON a.org_id = m.org_id AND a.post_id = m.post_id`,
    [addresses.map((a) => a.orgId), addresses.map((a) => a.postId)],
  )) as { id: string; org_id: string; post_id: string }[];
  return new Map(mailboxes.map((m) => [addressKey({ orgId: m.org_id, postId: m.post_id }), Number(m.id)]));
}

/** The key of a mailbox by its address. */
export function addressKey(address: { orgId: string; postId: string }): string {
  return `${address.orgId}|${address.postId}`;
}

async function insertChunk(tx: EntityManager, rows: readonly NewRow[], at: Date): Promise<WrittenRow[]> {
  const inserted = (await tx.query(
    `WITH fresh AS (
       SELECT i.*, row_number() OVER (PARTITION BY i.mailbox_id ORDER BY i.n) AS place
       FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::boolean[], $7::text[], $8::text[], $9::boolean[],
                   $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $15::text[])
            WITH ORDINALITY AS i(mailbox_id, kind, activation_id, unit_id, task_id, exercise, said, state, unfilled,
                                 started_at, acknowledge_due_at, done_due_at, next_call_at, cause, n)
       WHERE i.kind <> 'task' OR NOT EXISTS (SELECT 1 FROM notification.mailbox_row r WHERE r.task_id = i.task_id AND r.kind = 'task')
     ), counted AS (
       UPDATE notification.mailbox m SET head = m.head + c.rows
       FROM (SELECT mailbox_id, count(*) AS rows FROM fresh GROUP BY mailbox_id) c
       WHERE m.id = c.mailbox_id RETURNING m.id, m.head - c.rows AS former
     )
     INSERT INTO notification.mailbox_row (mailbox_id, seq, kind, cause, activation_id, unit_id, task_id, exercise, said, written_at, state, unfilled,
       started_at, acknowledge_due_at, done_due_at, next_call_at, calls, acknowledged_at)
     SELECT f.mailbox_id, counted.former + f.place, f.kind, f.cause, f.activation_id, f.unit_id, f.task_id, f.exercise, f.said::jsonb, $14::timestamptz, f.state, f.unfilled,
       f.started_at, f.acknowledge_due_at, f.done_due_at, f.next_call_at, CASE WHEN f.next_call_at IS NULL THEN 0 ELSE 1 END,
       CASE WHEN f.state IN ('acknowledged', 'arrived', 'done') THEN $14::timestamptz END
     FROM fresh f JOIN counted ON counted.id = f.mailbox_id
     RETURNING mailbox_id, activation_id, unit_id, kind`,
    [
      rows.map((row) => row.mailboxId),
      rows.map((row) => row.kind),
      rows.map((row) => row.activationId),
      rows.map((row) => row.unitId),
      rows.map((row) => row.taskId),
      rows.map((row) => row.exercise),
      rows.map((row) => JSON.stringify(row.said)),
      rows.map((row) => row.state ?? null),
      rows.map((row) => row.unfilled ?? false),
      rows.map((row) => row.startedAt ?? null),
      rows.map((row) => row.acknowledgeDueAt ?? null),
      rows.map((row) => row.doneDueAt ?? null),
      rows.map((row) => row.nextCallAt ?? null),
      at,
      rows.map((row) => row.cause),
    ],
  )) as { mailbox_id: string; activation_id: string; unit_id: string; kind: NewRow['kind'] }[];
  return inserted.map((row) => ({
    mailboxId: Number(row.mailbox_id),
    activationId: row.activation_id,
    unitId: row.unit_id,
    kind: row.kind,
  }));
}
