import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#contracts/task.js';
import { ObligationService } from '../obligation/obligation.service.js';
import { WhistleCallTasks } from './whistle-call-tasks.js';
import { owedCheck } from './whistle-check.rules.js';
import type { WhistleRow } from './whistle.queries.js';

const dispatchActor: Actor = { kind: 'service', id: 'dispatch' };

/** The town's check of what a lead says is done, as a task of the town with a clock. The whistle is locked by whoever asks. */
@Injectable()
export class WhistleCheckService {
  constructor(
    private readonly obligations: ObligationService,
    private readonly tasks: WhistleCallTasks,
  ) {}

  /** The lead has finished: the town owes the check from now. It has blown the whistle and need not acknowledge; its desk rings once. */
  async owe(tx: EntityManager, whistle: WhistleRow, at: Date): Promise<void> {
    const taskId = uuidv7();
    const [{ before }] = (await tx.query(
      `SELECT count(*)::int AS before FROM dispatch.brief WHERE activation_id = $1 AND unit_id = $2 AND task_no LIKE 'W02-%'`,
      [whistle.id, whistle.unitId],
    )) as [{ before: number }];
    await this.obligations.issue(tx, owedCheck(whistle, { taskId, nth: before + 1 }, at), dispatchActor);
    await this.tasks.acknowledge(tx, whistle, taskId, { by: dispatchActor, at });
  }

  /** The town has closed the whistle, or sent it back: the check is done, or is owed again later. */
  async settle(tx: EntityManager, whistle: WhistleRow, as: 'done' | 'sent-back', doing: { by: Actor; at: Date }): Promise<void> {
    const open = (await tx.query(
      `SELECT id FROM dispatch.task WHERE activation_id = $1 AND unit_id = $2 AND task_no LIKE 'W02-%' AND closed_at IS NULL ORDER BY id FOR UPDATE`,
      [whistle.id, whistle.unitId],
    )) as { id: string }[];
    const taskIds = open.map(({ id }) => id);
    if (as === 'sent-back') await this.tasks.cancel(tx, whistle, taskIds, 'withdrawn', doing);
    else for (const taskId of taskIds) await this.tasks.finish(tx, whistle, taskId, doing);
  }
}
