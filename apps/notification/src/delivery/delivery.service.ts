import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import type { RowKey } from '../mailbox/mailbox-row.js';
import { SocketFanOut } from '../desk/socket.fan-out.js';

/** Marks that somebody waits for are written after this long, or as soon as so many rows are marked. */
const longestWaitMs = 10;
const fullAt = 1_000;
/** That a row was pushed is worth a writing of its own only if nobody says within this long that it has it. */
const pushedWaitMs = 500;

/** Marks that are being gathered: `start` writes them now, `hurry` soon. */
type Writing = { done: Promise<void>; start: () => void; hurry: () => void };

type Mark = RowKey & { pushes: number; pushedAt: Date | null; deliveredAt: Date | null; heardAt: Date | null };

/** Facts of delivery. They are gathered and written in bulk; a promise resolves once its marks are in the database, and only then is a client told. */
@Injectable()
export class DeliveryService implements OnModuleDestroy {
  private marks = new Map<string, Mark>();
  private writing: Writing | null = null;
  private running = new Set<Promise<void>>();

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly fanOut: SocketFanOut,
  ) {}

  /** Rows were pushed; written together with what their clients answer. `soon`: the caller waits for it. */
  notePushed(rows: readonly RowKey[], { soon = false } = {}): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, soon, (mark) => {
      mark.pushes += 1;
      mark.pushedAt ??= now;
    });
  }

  /** A client says that it has these rows. Said twice, the first time stands. */
  noteDelivered(rows: readonly RowKey[]): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, true, (mark) => (mark.deliveredAt ??= now));
  }

  /** A client says that its bell rang and somebody noticed. */
  noteHeard(rows: readonly RowKey[]): Promise<void> {
    const now = this.clock.now();
    return this.note(rows, true, (mark) => (mark.heardAt ??= now));
  }

  async onModuleDestroy(): Promise<void> {
    this.writing?.start();
    await Promise.allSettled(this.running);
  }

  private note(rows: readonly RowKey[], soon: boolean, add: (mark: Mark) => void): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    for (const { mailboxId, seq } of rows) {
      const key = `${mailboxId}:${seq}`;
      let mark = this.marks.get(key);
      if (!mark) this.marks.set(key, (mark = { mailboxId, seq, pushes: 0, pushedAt: null, deliveredAt: null, heardAt: null }));
      add(mark);
    }
    this.writing ??= this.planWriting();
    const { done, start, hurry } = this.writing;
    if (soon) hurry();
    if (soon && this.marks.size >= fullAt) start();
    return done;
  }

  private planWriting(): Writing {
    let start!: () => void;
    const full = new Promise<void>((resolve) => (start = resolve));
    let timer = setTimeout(start, pushedWaitMs);
    let hurried = false;
    const hurry = (): void => {
      if (hurried) return;
      hurried = true;
      clearTimeout(timer);
      timer = setTimeout(start, longestWaitMs);
    };
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
    return { done, start, hurry };
  }

  /**
   * Only here may the commit be asynchronous: a lost mark is repeated by its client or its row is pushed again. Rows are taken in (mailbox, seq)
   * order, as by everybody who changes several.
   */
  private async write(marks: readonly Mark[]): Promise<void> {
    const ordered = [...marks].sort((one, other) => one.mailboxId - other.mailboxId || one.seq - other.seq);
    const stirred = await this.database.transaction(async (tx) => {
      // A plan that did not follow the order of the marks could lock rows crosswise with somebody else.
      await tx.query('SET LOCAL synchronous_commit = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off');
      const [rows] = (await tx.query(writeMarks, [
        ordered.map((mark) => mark.mailboxId),
        ordered.map((mark) => mark.seq),
        ordered.map((mark) => mark.pushes),
        ordered.map((mark) => mark.pushedAt),
        ordered.map((mark) => mark.deliveredAt),
        ordered.map((mark) => mark.heardAt),
      ])) as [{ activation_id: string; delivered: boolean }[], number];
      return new Set(rows.filter((row) => row.delivered).map((row) => row.activation_id));
    });
    if (stirred.size > 0) this.fanOut.announce('progress', { activationIds: [...stirred] });
  }
}

const writeMarks = `
  UPDATE notification.mailbox_row r SET
    pushes = r.pushes + s.pushes,
    pushed_at = coalesce(r.pushed_at, s.pushed_at),
    pushed_last_at = coalesce(s.pushed_at, r.pushed_last_at),
    delivered_at = coalesce(r.delivered_at, s.delivered_at),
    heard_at = coalesce(r.heard_at, s.heard_at)
  FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[])
    AS s(mailbox_id, seq, pushes, pushed_at, delivered_at, heard_at)
  WHERE r.mailbox_id = s.mailbox_id AND r.seq = s.seq
    AND (s.pushes > 0 OR (r.delivered_at IS NULL AND s.delivered_at IS NOT NULL) OR (r.heard_at IS NULL AND s.heard_at IS NOT NULL))
  RETURNING r.activation_id, s.delivered_at IS NOT NULL AS delivered`;
