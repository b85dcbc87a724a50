import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#contracts/task.js';
import { ObligationService } from '../obligation/obligation.service.js';
import { owedForWhistle } from './whistle-call.rules.js';
import { WhistleCallTasks } from './whistle-call-tasks.js';
import type { TownTask } from './whistle-town.rules.js';
import { owedByTown, prefixOf } from './whistle-town.rules.js';
import type { WhistleRow } from './whistle.queries.js';

const dispatchActor: Actor = { kind: 'service', id: 'dispatch' };

/** What the town owes in a whistle, as tasks of the town with clocks. The whistle is locked by whoever asks. */
@Injectable()
export class WhistleTownService {
  constructor(
    private readonly obligations: ObligationService,
    private readonly tasks: WhistleCallTasks,
  ) {}

  /** The lead has finished: the town owes the check from now. It has blown the whistle and need not acknowledge; its desk rings once. */
  async oweCheck(tx: EntityManager, whistle: WhistleRow, at: Date): Promise<void> {
    const taskId = await this.owe(tx, whistle, 'check', at);
    await this.tasks.acknowledge(tx, whistle, taskId, { by: dispatchActor, at });
  }

  /** A department has offered itself: the town owes it an answer, and knows nothing of it yet. */
  async oweAnswer(tx: EntityManager, whistle: WhistleRow, at: Date): Promise<void> {
    await this.owe(tx, whistle, 'answer', at);
  }

  /** The town has done what it owed, or will owe it again later. */
  async settle(
    tx: EntityManager,
    whistle: WhistleRow,
    task: TownTask,
    as: 'done' | 'sent-back',
    doing: { by: Actor; at: Date },
  ): Promise<void> {
    const open = (await tx.query(
      `SELECT id FROM dispatch.task WHERE activation_id = $1 AND unit_id = $2 AND starts_with(task_no, $3) AND closed_at IS NULL ORDER BY id FOR UPDATE`,
      [whistle.id, whistle.unitId, prefixOf(task)],
    )) as { id: string }[];
    const taskIds = open.map(({ id }) => id);
    if (as === 'sent-back') await this.tasks.cancel(tx, whistle, taskIds, 'withdrawn', doing);
    else for (const taskId of taskIds) await this.tasks.finish(tx, whistle, taskId, doing);
  }

  private async owe(tx: EntityManager, whistle: WhistleRow, task: TownTask, at: Date): Promise<string> {
    const taskId = uuidv7();
    const [{ before }] = (await tx.query(
      `SELECT count(*)::int AS before FROM dispatch.brief WHERE activation_id = $1 AND unit_id = $2 AND starts_with(task_no, $3)`,
      [whistle.id, whistle.unitId, prefixOf(task)],
    )) as [{ before: number }];
    const owed = owedByTown(whistle, task, { taskId, nth: before + 1 }, at);
    await this.obligations.issue(tx, owedForWhistle(whistle), [owed], dispatchActor);
    return taskId;
  }
}
