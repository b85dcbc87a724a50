import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskEscalated } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import type { NewRow, RowKey, Said } from '../mailbox/mailbox-row.js';
import { addressKey, MailboxService } from '../mailbox/mailbox.service.js';
import { ResponseService } from '../response/response.service.js';
import { lockRows, taskRowKeys } from '../task/task-row.js';
import { mergeDigest, sayDigest } from './digest.rules.js';

type Digest = { mailboxId: number; event: Envelope<TaskEscalated>; taskIds: string[] };
type FormerDigest = RowKey & { activationId: string; taskIds: string[] };

/** Tells superiors what was not acknowledged below them: one current digest per superior mailbox and activation, however many tasks. */
@Injectable()
export class DigestService {
  constructor(
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly clock: Clock,
  ) {}

  /** Marks the tasks as escalated and writes the digests; a former digest of the same mailbox and activation is superseded. */
  async tellSuperiors(tx: EntityManager, events: readonly Envelope<TaskEscalated>[]): Promise<void> {
    await this.responses.parentsOf(tx, events);
    const mailboxIds = await this.mailboxes.open(
      tx,
      events.map(({ data }) => data.superior),
    );
    const digests = gatherDigests(events, mailboxIds);
    await this.mailboxes.lock(tx, mailboxIds.values());
    const former = await formerDigests(tx, digests);
    const now = this.clock.now();
    const taskKeys = await taskRowKeys(tx, [...new Set([...digests.flatMap((d) => d.taskIds), ...former.flatMap((d) => d.taskIds)])]);
    const tasks = await lockRows(tx, [...taskKeys, ...former]);
    const exerciseOf = new Map(tasks.map((task) => [task.taskId, task.exercise]));
    if (digests.some(({ event, taskIds }) => taskIds.some((taskId) => exerciseOf.get(taskId) !== event.exercise)))
      throw new Refused('exercise-differs');
    await this.markEscalated(tx, events);
    await tx.query(
      `UPDATE notification.mailbox_row r SET superseded_at = $3 FROM unnest($1::bigint[], $2::bigint[]) AS f(mailbox_id, seq)
       WHERE r.mailbox_id = f.mailbox_id AND r.seq = f.seq`,
      [former.map((row) => row.mailboxId), former.map((row) => row.seq), now],
    );
    const stillIssued = new Set(tasks.filter((task) => task.state === 'issued').map((task) => task.taskId));
    await this.mailboxes.write(
      tx,
      digests.map((digest) => digestRow(digest, former, stillIssued)),
      now,
    );
  }

  private async markEscalated(tx: EntityManager, events: readonly Envelope<TaskEscalated>[]): Promise<void> {
    const escalated = events.flatMap(({ data }) => data.tasks.map((task) => ({ taskId: task.taskId, at: data.at })));
    await tx.query(
      `UPDATE notification.mailbox_row r SET escalated_at = coalesce(r.escalated_at, e.at)
       FROM unnest($1::uuid[], $2::timestamptz[]) AS e(task_id, at) WHERE r.task_id = e.task_id AND r.kind = 'task'`,
      [escalated.map((one) => one.taskId), escalated.map((one) => one.at)],
    );
  }
}

function gatherDigests(events: readonly Envelope<TaskEscalated>[], mailboxIds: ReadonlyMap<string, number>): Digest[] {
  const digests = new Map<string, Digest>();
  for (const event of events) {
    const mailboxId = mailboxIds.get(addressKey(event.data.superior)) as number;
    const key = `${mailboxId}:${event.data.activationId}`;
    const taskIds = [...(digests.get(key)?.taskIds ?? []), ...event.data.tasks.map((task) => task.taskId)];
    digests.set(key, { mailboxId, event, taskIds });
  }
  return [...digests.values()];
}

async function formerDigests(tx: EntityManager, digests: readonly Digest[]): Promise<FormerDigest[]> {
  const rows = (await tx.query(
    `SELECT r.mailbox_id, r.seq, r.activation_id, r.said FROM notification.mailbox_row r
     JOIN unnest($1::bigint[], $2::uuid[]) AS d(mailbox_id, activation_id) USING (mailbox_id, activation_id)
     WHERE r.kind = 'digest' AND r.superseded_at IS NULL`,
    [digests.map((d) => d.mailboxId), digests.map((d) => d.event.data.activationId)],
  )) as { mailbox_id: string; seq: string; activation_id: string; said: Said }[];
  return rows.map((row) => ({
    mailboxId: Number(row.mailbox_id),
    seq: Number(row.seq),
    activationId: row.activation_id,
    taskIds: row.said.taskIds ?? [],
  }));
}

function digestRow({ mailboxId, event, taskIds }: Digest, former: readonly FormerDigest[], stillIssued: ReadonlySet<string>): NewRow {
  const before = former
    .filter((row) => row.mailboxId === mailboxId && row.activationId === event.data.activationId)
    .flatMap((row) => row.taskIds);
  return {
    mailboxId,
    kind: 'digest',
    cause: event.data.cause,
    activationId: event.data.activationId,
    unitId: event.data.unitId,
    taskId: null,
    exercise: event.exercise,
    said: sayDigest(event.data, mergeDigest(before, stillIssued, taskIds)),
  };
}
