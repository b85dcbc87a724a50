import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { activationEnded, activationReported } from '#contracts/activation.js';
import { activationKey } from '#contracts/events.js';
import { NotYet, Outbox } from '#messaging/ports.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { chunksOf } from '../task/issue.rules.js';
import { StartService } from '../task/start.service.js';

const dispatchActor = { kind: 'service', id: 'dispatch' } as const;
const tasksPerCancellation = 1000;

/** A response in one unit, while it runs and when it ends. */
@Injectable()
export class ResponseService {
  constructor(
    private readonly outbox: Outbox,
    private readonly starts: StartService,
  ) {}

  /** A trigger holds from now on: the tasks that wait for it start, unless they wait for others too. */
  async reportTrigger(tx: EntityManager, report: z.infer<typeof activationReported>): Promise<void> {
    const { activationId, unitId, trigger, reportedAt } = report;
    const response = await this.lockResponse(tx, activationId, unitId);
    if (response.ended_at) throw new Refused('activation-ended');
    await tx.query(`UPDATE dispatch.brief SET reported = true WHERE activation_id = $1 AND unit_id = $2 AND on_report = $3`, [
      activationId,
      unitId,
      trigger,
    ]);
    await this.starts.startReady(tx, activationId, unitId, new Date(reportedAt));
  }

  /** The response has ended in this unit: tasks of its end start, all others that are open are taken back. */
  async endResponse(tx: EntityManager, ended: z.infer<typeof activationEnded>): Promise<void> {
    const { activationId, unitId } = ended;
    const at = new Date(ended.endedAt);
    const response = await this.lockResponse(tx, activationId, unitId);
    if (response.ended_at) return;
    await tx.query('UPDATE dispatch.response SET ended_at = $3 WHERE activation_id = $1 AND unit_id = $2', [activationId, unitId, at]);
    const atEnd = (await tx.query(`SELECT task_no FROM dispatch.brief WHERE activation_id = $1 AND unit_id = $2 AND starts = 'atEnd'`, [
      activationId,
      unitId,
    ])) as { task_no: string }[];
    const taskNos = atEnd.map((brief) => brief.task_no);
    await this.cancelOpenTasks(tx, activationId, unitId, taskNos, response.exercise, at);
    await this.starts.startTasks(tx, activationId, unitId, taskNos, at);
  }

  private async cancelOpenTasks(
    tx: EntityManager,
    activationId: string,
    unitId: string,
    except: readonly string[],
    exercise: boolean,
    at: Date,
  ): Promise<void> {
    const [cancelled] = (await tx.query(
      `UPDATE dispatch.task SET state = 'cancelled', cancel_reason = 'response-ended', closed_at = $4, next_rung_at = NULL
       WHERE id IN (
         SELECT id FROM dispatch.task
         WHERE activation_id = $1 AND unit_id = $2 AND closed_at IS NULL AND task_no <> ALL($3::text[]) ORDER BY id FOR UPDATE)
       RETURNING id`,
      [activationId, unitId, except, at],
    )) as [{ id: string }[], number];
    await appendTimeline(
      tx,
      'dispatch',
      cancelled.map((task) => ({ at, what: 'task.cancelled', by: dispatchActor, activationId, unitId, taskId: task.id })),
    );
    await this.outbox.append(
      tx,
      chunksOf(cancelled, tasksPerCancellation).map((chunk) => ({
        type: 'task.cancelled.v1' as const,
        key: activationKey(activationId, unitId),
        exercise,
        data: { activationId, unitId, at: at.toISOString(), reason: 'response-ended' as const, taskIds: chunk.map((task) => task.id) },
      })),
    );
  }

  private async lockResponse(
    tx: EntityManager,
    activationId: string,
    unitId: string,
  ): Promise<{ exercise: boolean; ended_at: Date | null }> {
    const [response] = (await tx.query(
      'SELECT exercise, ended_at FROM dispatch.response WHERE activation_id = $1 AND unit_id = $2 FOR UPDATE',
      [activationId, unitId],
    )) as { exercise: boolean; ended_at: Date | null }[];
    if (!response) throw new NotYet(`response ${activationKey(activationId, unitId)}`);
    return response;
  }
}
