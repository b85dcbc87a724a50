import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskEscalated } from '#contracts/task.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { CommitBell } from '../desk/commit.bell.js';
import type { NewRow, RowKey, Said } from '../mailbox/mailbox-row.js';
import { addressKey, MailboxService } from '../mailbox/mailbox.service.js';
import { ResponseService } from '../response/response.service.js';
import { readPaths } from '../response/org-paths.js';
import { lockRows, taskRowKeys } from '../task/task-row.js';
import type { Missed } from './digest.rules.js';
import { mergeMissed, missedIn, sayDigest, stillMissed } from './digest.rules.js';

type Digest = { mailboxId: number; event: Envelope<TaskEscalated>; missed: Missed };
type FormerDigest = RowKey & { activationId: string; writtenAt: Date; missed: Missed };

/** Tells superiors what was not acknowledged below them: one current digest per superior mailbox and activation, however many tasks. */
@Injectable()
export class DigestService {
  constructor(
    private readonly responses: ResponseService,
    private readonly mailboxes: MailboxService,
    private readonly bell: CommitBell,
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
    const named = new Set([...digests, ...former].flatMap(({ missed }) => Object.values(missed).flat()));
    const tasks = await lockRows(tx, [...(await taskRowKeys(tx, [...named])), ...former]);
    const taskOf = new Map(tasks.map((task) => [task.taskId, task]));
    if (events.some(({ exercise, data }) => data.tasks.some(({ taskId }) => taskOf.get(taskId)?.exercise !== exercise)))
      throw new Refused('exercise-differs');
    await this.markEscalated(tx, events);
    await tx.query(
      `UPDATE notification.mailbox_row r SET superseded_at = $3 FROM unnest($1::bigint[], $2::bigint[]) AS f(mailbox_id, seq)
       WHERE r.mailbox_id = f.mailbox_id AND r.seq = f.seq`,
      [former.map((row) => row.mailboxId), former.map((row) => row.seq), now],
    );
    await this.mailboxes.write(
      tx,
      digests.map((digest) => {
        const before = former.filter((row) => row.mailboxId === digest.mailboxId && row.activationId === digest.event.data.activationId);
        const open = before.map(({ missed, writtenAt }) => stillMissed(missed, writtenAt, (taskId) => taskOf.get(taskId)));
        return digestRow(digest, mergeMissed(...open, digest.missed));
      }),
      now,
    );
    await this.raiseAlarms(tx, events, now);
  }

  /** Nobody heard of a person in danger: the consoles that oversee the unit hear it at once, besides the digest. */
  private async raiseAlarms(tx: EntityManager, events: readonly Envelope<TaskEscalated>[], now: Date): Promise<void> {
    const unheard = events.filter(({ data }) => data.leg === 'check-in');
    if (unheard.length === 0) return;
    const paths = await readPaths(
      tx,
      unheard.map(({ data }) => data.unitId),
    );
    for (const activationId of new Set(unheard.map(({ data }) => data.activationId))) {
      const told = unheard.filter(({ data }) => data.activationId === activationId);
      const units = [...new Set(told.map(({ data }) => data.unitId))].flatMap((unitId) => {
        const taskIds = told.filter(({ data }) => data.unitId === unitId).flatMap(({ data }) => data.tasks.map(({ taskId }) => taskId));
        const unitPath = paths.get(unitId);
        return unitPath === undefined ? [] : [{ unitId, unitPath, facts: { tasks: new Set(taskIds).size } }];
      });
      this.bell.announce(tx, 'alarm', { alarm: { code: 'check-in-missed', activationId, units, at: now.toISOString() } });
    }
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
    const missed = { [event.data.leg]: event.data.tasks.map((task) => task.taskId) };
    digests.set(key, { mailboxId, event, missed: mergeMissed(digests.get(key)?.missed ?? {}, missed) });
  }
  return [...digests.values()];
}

async function formerDigests(tx: EntityManager, digests: readonly Digest[]): Promise<FormerDigest[]> {
  const rows = (await tx.query(
    `SELECT r.mailbox_id, r.seq, r.activation_id, r.written_at, r.said FROM notification.mailbox_row r
     JOIN unnest($1::bigint[], $2::uuid[]) AS d(mailbox_id, activation_id) USING (mailbox_id, activation_id)
     WHERE r.kind = 'digest' AND r.superseded_at IS NULL AND r.said->'taskIds' <> '[]'`,
    [digests.map((d) => d.mailboxId), digests.map((d) => d.event.data.activationId)],
  )) as { mailbox_id: string; seq: string; activation_id: string; written_at: Date; said: Said }[];
  return rows.map((row) => ({
    mailboxId: Number(row.mailbox_id),
    seq: Number(row.seq),
    activationId: row.activation_id,
    writtenAt: row.written_at,
    missed: missedIn(row.said),
  }));
}

function digestRow({ mailboxId, event }: Digest, missed: Missed): NewRow {
  return {
    mailboxId,
    kind: 'digest',
    cause: event.data.cause,
    activationId: event.data.activationId,
    unitId: event.data.unitId,
    taskId: null,
    exercise: event.exercise,
    said: sayDigest(event.data, missed),
  };
}
