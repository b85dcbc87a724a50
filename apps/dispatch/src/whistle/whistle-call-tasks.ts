import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import type { Actor } from '#contracts/task.js';
import type { OutgoingEvent } from '#messaging/ports.js';
import { Outbox } from '#messaging/ports.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { dueAt } from '#work-calendar/due-at.js';
import { LadderService } from '../escalation/ladder.service.js';
import { causeTitleOf } from './whistle-call.rules.js';
import { acknowledgeOffered, endTask, reopenTask } from './whistle-calls.queries.js';
import type { CallRow, WhistleRow } from './whistle.queries.js';

/** Who did it, and when. */
type Done = { by: Actor; at: Date };

/** What is said of the task of a call that no tap has changed. */
type CallEvent =
  'task.acknowledged.v1' | 'task.done.v1' | 'task.cancelled.v1' | 'task.declined.v1' | 'task.reopened.v1' | 'task.reminded.v1';

/** Changes the tasks of calls where no tap does: each with its timeline and its event, as if it had been tapped. */
@Injectable()
export class WhistleCallTasks {
  constructor(
    private readonly ladders: LadderService,
    private readonly outbox: Outbox,
  ) {}

  /** Whoever offered itself has acknowledged by offering. */
  async acknowledge(tx: EntityManager, whistle: WhistleRow, taskId: string, { by, at }: Done): Promise<void> {
    await acknowledgeOffered(tx, taskId, by, at);
    await this.ladders.reset(tx, [taskId]);
    await appendTimeline(tx, 'dispatch', [this.row(whistle, taskId, 'task.acknowledged', { by, at })]);
    const { id: activationId, unitId } = whistle;
    await this.say(tx, whistle, {
      type: 'task.acknowledged.v1',
      data: { activationId, unitId, taskId, state: 'acknowledged', at: at.toISOString(), by, note: '' },
    });
  }

  /** Takes open tasks of calls back, in the order of their ids, and says so. */
  async cancel(
    tx: EntityManager,
    whistle: WhistleRow,
    taskIds: readonly string[],
    reason: 'withdrawn' | 'replaced',
    doing: Done,
  ): Promise<void> {
    const { by, at } = doing;
    const taken: string[] = [];
    for (const taskId of [...taskIds].sort()) {
      if (await endTask(tx, taskId, { state: 'cancelled', reason, note: '', by, at })) taken.push(taskId);
    }
    if (taken.length === 0) return;
    await appendTimeline(
      tx,
      'dispatch',
      taken.map((taskId) => ({ ...this.row(whistle, taskId, 'task.cancelled', doing), facts: { reason } })),
    );
    await this.say(tx, whistle, {
      type: 'task.cancelled.v1',
      data: { activationId: whistle.id, unitId: whistle.unitId, at: at.toISOString(), reason, taskIds: taken },
    });
  }

  /** What the town does to the whistle as a whole finishes its own task. */
  async finish(tx: EntityManager, whistle: WhistleRow, taskId: string, { by, at }: Done): Promise<void> {
    if (!(await endTask(tx, taskId, { state: 'done', reason: null, note: '', by, at }))) return;
    await appendTimeline(tx, 'dispatch', [this.row(whistle, taskId, 'task.done', { by, at })]);
    const { id: activationId, unitId } = whistle;
    await this.say(tx, whistle, {
      type: 'task.done.v1',
      data: { activationId, unitId, taskId, state: 'done', at: at.toISOString(), by, note: '' },
    });
  }

  /** Ends a call by a return. */
  async decline(tx: EntityManager, whistle: WhistleRow, taskId: string, note: string, doing: Done): Promise<void> {
    const { by, at } = doing;
    if (!(await endTask(tx, taskId, { state: 'declined', reason: null, note, by, at }))) return;
    await appendTimeline(tx, 'dispatch', [{ ...this.row(whistle, taskId, 'task.declined', doing), facts: { note } }]);
    await this.say(tx, whistle, {
      type: 'task.declined.v1',
      data: { activationId: whistle.id, unitId: whistle.unitId, taskId, state: 'declined', at: at.toISOString(), by, note },
    });
  }

  /** The lead goes on: its end stays due when it was, its feedback runs from now. Its desk is told. */
  async reopen(tx: EntityManager, whistle: WhistleRow, call: CallRow, doing: Done): Promise<void> {
    const { at } = doing;
    const { taskId } = call;
    const every = whistle.limits.thenEvery ?? whistle.limits.firstFeedback;
    const feedbackDueAt = every ? dueAt(every, at) : null;
    await reopenTask(tx, taskId, feedbackDueAt);
    await this.ladders.reset(tx, [taskId]);
    await appendTimeline(tx, 'dispatch', [this.row(whistle, taskId, 'task.reopened', doing)]);
    const { id: activationId, unitId } = whistle;
    const said = { activationId, unitId, at: at.toISOString() };
    await this.say(tx, whistle, {
      type: 'task.reopened.v1',
      data: {
        ...said,
        tasks: [{ taskId, acknowledgeDueAt: null, reason: 'sent-back', state: call.arrived ? 'arrived' : 'acknowledged' }],
      },
    });
    const { title } = whistle;
    const dueAtText = (call.finishDueAt ?? feedbackDueAt ?? at).toISOString();
    await this.say(tx, whistle, {
      type: 'task.reminded.v1',
      data: {
        ...said,
        incidentTitle: causeTitleOf(whistle),
        leg: 'finish',
        rung: 1,
        orgId: call.orgId,
        postId: call.postId,
        tasks: [{ taskId, title, titleEn: title, dueAt: dueAtText }],
      },
    });
  }

  private row(whistle: WhistleRow, taskId: string, what: string, { by, at }: Done) {
    return { at, what, by, activationId: whistle.id, unitId: whistle.unitId, taskId, facts: {} };
  }

  private async say<Type extends CallEvent>(
    tx: EntityManager,
    whistle: WhistleRow,
    event: Pick<OutgoingEvent<Type>, 'type' | 'data'>,
  ): Promise<void> {
    const keyed = { ...event, key: activationKey(whistle.id, whistle.unitId), exercise: whistle.exercise };
    await this.outbox.append(tx, [keyed as OutgoingEvent]);
  }
}
