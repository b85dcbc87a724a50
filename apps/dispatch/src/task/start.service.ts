import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { ladderBell } from '../escalation/ladder.rules.js';
import { chunksOf, tasksPerEvent } from './issue.rules.js';
import { startClocks } from './start.queries.js';

/** Starts the clocks of waiting tasks: after their predecessors, on a report, at the end of the response. */
@Injectable()
export class StartService {
  constructor(
    private readonly outbox: Outbox,
    private readonly alarms: AlarmClock,
  ) {}

  /**
   * Starts every task of the unit whose condition now holds: `afterTask` when all recipients of each predecessor in the same unit are done
   * (in the whole response where the unit has none), `onReport` when its trigger was reported and its predecessors are done.
   * The briefs are locked first: two last predecessors that finish at once must not both see the other as open.
   */
  async startReady(tx: EntityManager, activationId: string, unitId: string, at: Date): Promise<void> {
    const ready = (await tx.query(
      `SELECT b.task_no FROM dispatch.brief b
       WHERE b.activation_id = $1 AND b.unit_id = $2 AND (b.starts = 'afterTask' OR (b.starts = 'onReport' AND b.reported))
         AND EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = $1 AND t.unit_id = $2 AND t.task_no = b.task_no AND t.started_at IS NULL)
       ORDER BY b.task_no FOR UPDATE OF b`,
      [activationId, unitId],
    )) as { task_no: string }[];
    if (ready.length === 0) return;
    const open = (await tx.query(
      `SELECT b.task_no FROM dispatch.brief b, unnest(b.depends_on) AS needed
       WHERE b.activation_id = $1 AND b.unit_id = $2 AND b.task_no = ANY($3)
         AND CASE WHEN EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = $1 AND t.unit_id = $2 AND t.task_no = needed)
               THEN EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = $1 AND t.unit_id = $2 AND t.task_no = needed AND t.state <> 'done')
               ELSE EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = $1 AND t.task_no = needed AND t.state <> 'done') END`,
      [activationId, unitId, ready.map((brief) => brief.task_no)],
    )) as { task_no: string }[];
    const waiting = new Set(open.map((brief) => brief.task_no));
    await this.startTasks(
      tx,
      activationId,
      unitId,
      ready.map((brief) => brief.task_no).filter((taskNo) => !waiting.has(taskNo)),
      at,
    );
  }

  /** Starts what waits for this task in any unit of the response: called when a task is done. */
  async startAfter(tx: EntityManager, activationId: string, taskNo: string, unitId: string, at: Date): Promise<void> {
    const dependents = (await tx.query(
      `SELECT DISTINCT b.unit_id FROM dispatch.brief b
       WHERE b.activation_id = $1 AND $2 = ANY(b.depends_on)
         AND (b.unit_id = $3 OR NOT EXISTS (SELECT 1 FROM dispatch.task t WHERE t.activation_id = $1 AND t.unit_id = b.unit_id AND t.task_no = $2))
       ORDER BY b.unit_id`,
      [activationId, taskNo, unitId],
    )) as { unit_id: string }[];
    for (const dependent of dependents) await this.startReady(tx, activationId, dependent.unit_id, at);
  }

  /** Starts the clocks of these tasks of a unit from `at`; those already closed or started are left alone. */
  async startTasks(tx: EntityManager, activationId: string, unitId: string, taskNos: readonly string[], at: Date): Promise<void> {
    if (taskNos.length === 0) return;
    const started = await startClocks(tx, activationId, unitId, taskNos, at);
    if (started.length === 0) return;
    this.alarms.setBells(
      ladderBell,
      started.map((task) => task.next_rung_at),
    );
    await appendTimeline(
      tx,
      'dispatch',
      started.map((task) => ({ at, what: 'task.started', by: { kind: 'service', id: 'dispatch' }, activationId, unitId, taskId: task.id })),
    );
    await this.outbox.append(
      tx,
      chunksOf(started, tasksPerEvent).map((chunk) => ({
        type: 'task.started.v1' as const,
        key: activationKey(activationId, unitId),
        exercise: chunk[0]!.exercise,
        data: {
          activationId,
          unitId,
          startedAt: at.toISOString(),
          tasks: chunk.map((task) => ({
            taskId: task.id,
            acknowledgeDueAt: task.acknowledge_due_at?.toISOString() ?? null,
            doneDueAt: task.done_due_at?.toISOString() ?? null,
          })),
        },
      })),
    );
  }
}
