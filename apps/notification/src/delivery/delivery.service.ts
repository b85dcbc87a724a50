import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import type { RowKey } from '../mailbox/mailbox-row.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';

/** Marks wait at most this long, or until so many rows are marked, and are then written together. */
const longestWaitMs = 50;
const fullAt = 1_000;

type Mark = RowKey & { pushes: number; pushedAt: Date | null; deliveredAt: Date | null; heardAt: Date | null };

/** Facts of delivery. They are gathered and written in bulk; a promise resolves once its marks are in the database, and only then is a client told. */
@Injectable()
export class DeliveryService implements OnModuleDestroy {
  private marks = new Map<string, Mark>();
  private writing: { done: Promise<void>; start: () => void } | null = null;
  private running = new Set<Promise<void>>();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly fanOut: SocketFanOut,
  ) {}

  notePushed(rows: readonly RowKey[]): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, (mark) => ({ ...mark, pushes: mark.pushes + 1, pushedAt: mark.pushedAt ?? now }));
  }

  /** A client says that it has these rows. Said twice, the first time stands. */
  noteDelivered(rows: readonly RowKey[]): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, (mark) => ({ ...mark, deliveredAt: mark.deliveredAt ?? now }));
  }

  /** A client says that its bell rang and somebody noticed. */
  noteHeard(rows: readonly RowKey[]): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, (mark) => ({ ...mark, heardAt: mark.heardAt ?? now }));
  }

  async onModuleDestroy(): Promise<void> {
    this.writing?.start();
    await Promise.allSettled(this.running);
  }

  private note(rows: readonly RowKey[], add: (mark: Mark) => Mark): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    for (const { mailboxId, seq } of rows) {
      const key = `${mailboxId}:${seq}`;
      this.marks.set(key, add(this.marks.get(key) ?? { mailboxId, seq, pushes: 0, pushedAt: null, deliveredAt: null, heardAt: null }));
    }
    this.writing ??= this.planWriting();
    const { done, start } = this.writing;
    if (this.marks.size >= fullAt) start();
    return done;
  }

  private planWriting(): { done: Promise<void>; start: () => void } {
    let start!: () => void;
    const full = new Promise<void>((resolve) => (start = resolve));
    const timer = setTimeout(start, longestWaitMs);
    const done = full.then(async () => {
      clearTimeout(timer);
      const marks = [...this.marks.values()];
      this.marks = new Map();
      this.writing = null;
      await this.write(marks);
    });
    this.running.add(done);
    const finished = () => void this.running.delete(done);
    done.then(finished, finished);
    return { done, start };
  }

  /** Only here may the commit be asynchronous: a lost mark is repeated by its client or its row is pushed again. */
  private async write(marks: readonly Mark[]): Promise<void> {
    const stirred = await this.database.transaction(async (tx) => {
      await tx.query('SET LOCAL synchronous_commit = off');
      const [rows] = (await tx.query(writeMarks, [
        marks.map((mark) => mark.mailboxId),
        marks.map((mark) => mark.seq),
        marks.map((mark) => mark.pushes),
        marks.map((mark) => mark.pushedAt),
        marks.map((mark) => mark.deliveredAt),
        marks.map((mark) => mark.heardAt),
      ])) as [{ activation_id: string; newly_delivered: boolean }[], number];
      return new Set(rows.filter((row) => row.newly_delivered).map((row) => row.activation_id));
    });
    if (stirred.size > 0) this.fanOut.announce('progress', { activationIds: [...stirred] });
  }
}

const writeMarks = `
  WITH said AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
      AS s(mailbox_id, seq, pushes, pushed_at, delivered_at, heard_at)
  ), locked AS (
    SELECT s.*, r.delivered_at IS NULL AND s.delivered_at IS NOT NULL AS newly_delivered
    FROM notification.mailbox_row r JOIN said s USING (mailbox_id, seq)
    WHERE s.pushes > 0 OR (r.delivered_at IS NULL AND s.delivered_at IS NOT NULL) OR (r.heard_at IS NULL AND s.heard_at IS NOT NULL)
    ORDER BY r.mailbox_id, r.seq FOR UPDATE OF r
  )
  UPDATE notification.mailbox_row r SET
    pushes = r.pushes + l.pushes,
    pushed_at = coalesce(r.pushed_at, l.pushed_at),
    pushed_last_at = coalesce(l.pushed_at, r.pushed_last_at),
    delivered_at = coalesce(r.delivered_at, l.delivered_at),
    heard_at = coalesce(r.heard_at, l.heard_at)
  FROM locked l WHERE r.mailbox_id = l.mailbox_id AND r.seq = l.seq
  RETURNING r.activation_id, l.newly_delivered`;
