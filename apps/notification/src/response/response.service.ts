import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ActivationStarted } from '#contracts/activation.js';
import { activationEnded } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { NotYet } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import type { Cause, TaskIssued } from '#contracts/task.js';
import type { WhistleEnded } from '#contracts/whistle.js';
import type { z } from 'zod';
import { CommitBell } from '../desk/commit.bell.js';
import type { Said } from '../mailbox/mailbox-row.js';
import type { WrittenRow } from '../mailbox/mailbox.service.js';
import { MailboxService } from '../mailbox/mailbox.service.js';
import { sayEnd } from './end.rules.js';

type ResponseRow = {
  activation_id: string;
  unit_id: string;
  cause: Cause;
  exercise: boolean;
  ended_at: Date | null;
  ended_as: string | null;
};
type ActivationEnded = z.infer<typeof activationEnded>;

/** One response in one unit, as this service knows it. */
export type Response = {
  cause: Cause;
  activationId: string;
  unitId: string;
  exercise: boolean;
  endedAt: Date | null;
  endedAs: string | null;
};

/** Which responses run, how many rows each accepted at the click, and how their end reaches every mailbox that heard of them. */
@Injectable()
export class ResponseService {
  constructor(
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
    private readonly clock: Clock,
  ) {}

  /** Takes note of what was accepted at the click, part by part. */
  async expect(tx: EntityManager, parts: readonly Envelope<ActivationStarted>[]): Promise<void> {
    const totals = new Map<string, { activationId: string; unitId: string; exercise: boolean; expected: number; startedAt: string }>();
    for (const { exercise, data } of parts) {
      const key = responseKey(data);
      const total = totals.get(key) ?? { ...data, exercise, expected: 0 };
      if (total.exercise !== exercise) throw new Refused('exercise-differs');
      totals.set(key, { ...total, expected: total.expected + data.rows.length });
    }
    const rows = [...totals.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
    const written = (await tx.query(
      `INSERT INTO notification.response AS known (activation_id, unit_id, exercise, expected, started_at)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::integer[], $5::timestamptz[])
       ON CONFLICT (activation_id, unit_id) DO UPDATE SET expected = known.expected + excluded.expected WHERE known.exercise = excluded.exercise
       RETURNING 1`,
      [
        rows.map((r) => r.activationId),
        rows.map((r) => r.unitId),
        rows.map((r) => r.exercise),
        rows.map((r) => r.expected),
        rows.map((r) => r.startedAt),
      ],
    )) as unknown[];
    if (written.length < rows.length) throw new Refused('exercise-differs');
    this.bell.announce(tx, 'progress', { activationIds: [...new Set(rows.map((row) => row.activationId))] });
  }

  /** Opens whistles and assignments with their first tasks: nobody announces them before. A response is announced by plan, and never opened here. */
  async openCauses(tx: EntityManager, events: readonly Envelope<TaskIssued>[]): Promise<void> {
    const opened = new Map(
      events.flatMap(({ exercise, data }) => (data.cause === 'activation' ? [] : [[responseKey(data), { ...data, exercise }]])),
    );
    if (opened.size === 0) return;
    const rows = [...opened.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    await tx.query(
      `INSERT INTO notification.response (activation_id, unit_id, exercise, expected, started_at, cause)
       SELECT a, u, x, 0, s, c FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[], $5::text[]) AS r(a, u, x, s, c)
       ON CONFLICT DO NOTHING`,
      [
        rows.map((r) => r.activationId),
        rows.map((r) => r.unitId),
        rows.map((r) => r.exercise),
        rows.map((r) => r.issuedAt),
        rows.map((r) => r.cause),
      ],
    );
  }

  /** A whistle has ended, perhaps before its first task came here: it ends once, and every mailbox that had rows of it is told once. */
  async endWhistles(tx: EntityManager, events: readonly Envelope<WhistleEnded>[]): Promise<void> {
    const ended = [...events].sort((one, other) => (one.data.whistleId < other.data.whistleId ? -1 : 1));
    await tx.query(
      `INSERT INTO notification.response (activation_id, unit_id, exercise, expected, started_at, cause, ended_at, ended_as)
       SELECT a, u, x, 0, e, 'whistle', e, s FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[], $5::text[]) AS r(a, u, x, e, s)
       ON CONFLICT (activation_id, unit_id) DO UPDATE SET ended_at = excluded.ended_at, ended_as = excluded.ended_as
         WHERE notification.response.ended_at IS NULL AND notification.response.exercise = excluded.exercise`,
      [
        ended.map(({ data }) => data.whistleId),
        ended.map(({ data }) => data.unitId),
        ended.map(({ exercise }) => exercise),
        ended.map(({ data }) => data.at),
        ended.map(({ data }) => data.state),
      ],
    );
    const parents = await this.parentsOf(
      tx,
      ended.map((event) => ({ ...event, data: { activationId: event.data.whistleId, unitId: event.data.unitId } })),
    );
    await this.tellEnd(tx, [...parents.values()]);
  }

  /**
   * Locks the responses that these children belong to, and answers them by key. A child before its parent is *not yet*; one that is an
   * exercise under a real response, or the other way round, is refused.
   */
  async parentsOf(
    tx: EntityManager,
    children: readonly Envelope<{ activationId: string; unitId: string }>[],
  ): Promise<Map<string, Response>> {
    const wanted = new Map(children.map(({ data }) => [responseKey(data), data]));
    const found = (await tx.query(
      `SELECT r.activation_id, r.unit_id, r.cause, r.exercise, r.ended_at, r.ended_as FROM notification.response r
       JOIN unnest($1::uuid[], $2::text[]) AS w(activation_id, unit_id) USING (activation_id, unit_id)
       ORDER BY r.activation_id, r.unit_id FOR UPDATE OF r`,
      [[...wanted.values()].map((w) => w.activationId), [...wanted.values()].map((w) => w.unitId)],
    )) as ResponseRow[];
    const responses = new Map(
      found.map((r) => [
        responseKey({ activationId: r.activation_id, unitId: r.unit_id }),
        {
          cause: r.cause,
          activationId: r.activation_id,
          unitId: r.unit_id,
          exercise: r.exercise,
          endedAt: r.ended_at,
          endedAs: r.ended_as,
        },
      ]),
    );
    for (const child of children) {
      const key = responseKey(child.data);
      const parent = responses.get(key);
      if (!parent) throw new NotYet(`response ${key}`);
      if (parent.exercise !== child.exercise) throw new Refused('exercise-differs');
    }
    return responses;
  }

  /** Counts the tasks that reached their mailboxes against what was accepted. */
  async countIssued(tx: EntityManager, written: readonly WrittenRow[]): Promise<void> {
    const counts = new Map<string, { activationId: string; unitId: string; rows: number }>();
    for (const row of written) {
      if (row.kind !== 'task') continue;
      const count = counts.get(responseKey(row)) ?? { activationId: row.activationId, unitId: row.unitId, rows: 0 };
      counts.set(responseKey(row), { ...count, rows: count.rows + 1 });
    }
    const rows = [...counts.values()];
    await tx.query(
      `UPDATE notification.response r SET issued = r.issued + c.rows
       FROM unnest($1::uuid[], $2::text[], $3::integer[]) AS c(activation_id, unit_id, rows)
       WHERE r.activation_id = c.activation_id AND r.unit_id = c.unit_id`,
      [rows.map((r) => r.activationId), rows.map((r) => r.unitId), rows.map((r) => r.rows)],
    );
  }

  /** The response has ended in these units: every mailbox that had rows of it is told once. */
  async end(tx: EntityManager, events: readonly Envelope<ActivationEnded>[]): Promise<void> {
    const responses = await this.parentsOf(tx, events);
    await tx.query(
      `UPDATE notification.response r SET ended_at = coalesce(r.ended_at, e.ended_at)
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS e(activation_id, unit_id, ended_at)
       WHERE r.activation_id = e.activation_id AND r.unit_id = e.unit_id`,
      [events.map((e) => e.data.activationId), events.map((e) => e.data.unitId), events.map((e) => e.data.endedAt)],
    );
    await this.tellEnd(tx, [...responses.values()]);
  }

  /** Writes the `end` row into each mailbox that has rows of these ended responses and was not told yet; also for tasks that came after the end. */
  async tellEnd(tx: EntityManager, responses: readonly Response[]): Promise<void> {
    const open = (await tx.query(
      `SELECT DISTINCT ON (r.mailbox_id, r.activation_id, r.unit_id) r.mailbox_id, r.cause, r.activation_id, r.unit_id, r.exercise, r.said
       FROM notification.mailbox_row r
       JOIN unnest($1::uuid[], $2::text[]) AS e(activation_id, unit_id) USING (activation_id, unit_id)
       WHERE r.kind IN ('task', 'digest') AND NOT EXISTS (
         SELECT 1 FROM notification.mailbox_row told
         WHERE told.activation_id = r.activation_id AND told.unit_id = r.unit_id AND told.kind = 'end' AND told.mailbox_id = r.mailbox_id)
       ORDER BY r.mailbox_id, r.activation_id, r.unit_id, r.seq`,
      [responses.map((r) => r.activationId), responses.map((r) => r.unitId)],
    )) as { mailbox_id: string; cause: Cause; activation_id: string; unit_id: string; exercise: boolean; said: Said }[];
    const endedAs = new Map(responses.map((response) => [responseKey(response), response.endedAs]));
    const rows = open.map((row) => ({
      mailboxId: Number(row.mailbox_id),
      kind: 'end' as const,
      cause: row.cause,
      activationId: row.activation_id,
      unitId: row.unit_id,
      taskId: null,
      exercise: row.exercise,
      said: {
        incidentTitle: row.said.incidentTitle,
        level: row.said.level,
        ...sayEnd(row.cause, endedAs.get(responseKey({ activationId: row.activation_id, unitId: row.unit_id })) ?? null),
      },
    }));
    await this.mailboxes.write(tx, rows, this.clock.now());
  }
}

/** The key of a response in a unit: the same as the ordering key of its events. */
export function responseKey(response: { activationId: string; unitId: string }): string {
  return `${response.activationId}:${response.unitId}`;
}
