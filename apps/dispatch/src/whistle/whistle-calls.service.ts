import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Actor } from '#contracts/task.js';
import { dueAt } from '#work-calendar/due-at.js';
import { LadderService } from '../escalation/ladder.service.js';
import { ObligationService } from '../obligation/obligation.service.js';
import type { CallEffect } from './whistle-acts.rules.js';
import { legLimitsOf, mayReturnUntil, owedCall, owedForWhistle } from './whistle-call.rules.js';
import {
  countCalls,
  insertCalls,
  makeAssist,
  makeResponsible,
  noteReturn,
  retireCall,
  setLegs,
  setReplacing,
} from './whistle-calls.queries.js';
import { WhistleCallTasks } from './whistle-call-tasks.js';
import type { ProposalReason } from './whistle-proposal.rules.js';
import { WhistleTownService } from './whistle-town.service.js';
import type { CallRow, WhistleRow } from './whistle.queries.js';

/** A department to be called. */
export type Calling = { orgId: string; role: 'lead' | 'assist'; responsible: boolean; replacing: boolean; reason: ProposalReason };

/** Who did it, and when. */
type Done = { by: Actor; at: Date };

/** What an effect needs beside the whistle and its calls: who did it, when, and why a department is called. */
export type Doing = Done & {
  reasonOf: (orgId: string, because: 'chosen-by-town' | 'ruled' | 'offered-itself') => ProposalReason;
};

/** The department that is responsible from the first moment. */
export function leadOf(orgId: string, reason: ProposalReason): Calling {
  return { orgId, role: 'lead', responsible: true, replacing: false, reason };
}

/** A department that assists. */
export function assistOf(orgId: string, reason: ProposalReason): Calling {
  return { orgId, role: 'assist', responsible: false, replacing: false, reason };
}

/** Does what acts and taps decide about the calls of a whistle. The whistle is locked by whoever asks. */
@Injectable()
export class WhistleCallsService {
  constructor(
    private readonly obligations: ObligationService,
    private readonly ladders: LadderService,
    private readonly tasks: WhistleCallTasks,
    private readonly towns: WhistleTownService,
  ) {}

  /** Calls departments together: their tasks with all clocks, on the path of every task, and what only a call has. Answers the tasks' ids. */
  async call(tx: EntityManager, whistle: WhistleRow, callings: readonly Calling[], { by, at }: Done): Promise<string[]> {
    if (callings.length === 0) return [];
    const before = await countCalls(tx, whistle.id);
    const calls = callings.map((calling, index) => ({ ...calling, taskId: uuidv7(), nth: before + index + 1 }));
    await this.obligations.issue(
      tx,
      owedForWhistle(whistle),
      calls.map((call) => owedCall(whistle, call, at)),
      by,
    );
    await insertCalls(tx, calls, { whistleId: whistle.id, calledAt: at, mayReturnUntil: mayReturnUntil(whistle, at) });
    return calls.map(({ taskId }) => taskId);
  }

  /** Calls the department that offered itself, and whoever assists it: it is responsible, and has acknowledged by offering. */
  async callOffered(tx: EntityManager, whistle: WhistleRow, orgId: string, assistOrgIds: readonly string[], doing: Doing): Promise<void> {
    const offered = leadOf(orgId, doing.reasonOf(orgId, 'offered-itself'));
    const assisting = assistOrgIds.map((assist) => assistOf(assist, doing.reasonOf(assist, 'chosen-by-town')));
    const [taskId] = await this.call(tx, whistle, [offered, ...assisting], doing);
    await this.tasks.acknowledge(tx, whistle, taskId!, { by: { kind: whistle.madeByKind, id: whistle.madeBy }, at: doing.at });
  }

  /** Does the effects of an act in their order. */
  async apply(
    tx: EntityManager,
    whistle: WhistleRow,
    calls: readonly CallRow[],
    effects: readonly CallEffect[],
    doing: Doing,
  ): Promise<void> {
    for (const effect of effects) await this.applyOne(tx, whistle, calls, effect, doing);
  }

  /** The call becomes the responsible one; the former goes on as assisting if it is at work, and is taken back otherwise. Answers when the new lead must be done. */
  async takeOver(tx: EntityManager, whistle: WhistleRow, calls: readonly CallRow[], taskId: string, doing: Done): Promise<Date | null> {
    const former = calls.find((call) => call.responsible);
    if (former) {
      const goesOn = former.arrived && !former.returned;
      if (goesOn) await makeAssist(tx, former.taskId, doing.at);
      else {
        await retireCall(tx, former.taskId, doing.at);
        await this.tasks.cancel(tx, whistle, [former.taskId], 'replaced', doing);
      }
      await this.ladders.reset(tx, [former.taskId]);
    }
    const call = calls.find((each) => each.taskId === taskId)!;
    if (call.role === 'lead') {
      await makeResponsible(tx, taskId, doing.at);
      return call.finishDueAt;
    }
    const { firstFeedback, close } = whistle.limits;
    const finish = close ? dueAt(close, doing.at) : null;
    await setLegs(tx, taskId, () => legLimitsOf(whistle.limits, 'lead'), {
      feedback: firstFeedback ? dueAt(firstFeedback, doing.at) : null,
      finish,
    });
    await makeResponsible(tx, taskId, doing.at);
    await this.ladders.reset(tx, [taskId]);
    return finish;
  }

  private async applyOne(
    tx: EntityManager,
    whistle: WhistleRow,
    calls: readonly CallRow[],
    effect: CallEffect,
    doing: Doing,
  ): Promise<void> {
    const { at } = doing;
    switch (effect.do) {
      case 'note-return':
        return noteReturn(tx, effect.taskId, effect, at);
      case 'decline':
        await noteReturn(tx, effect.taskId, effect, at);
        return this.tasks.decline(tx, whistle, effect.taskId, effect.words, doing);
      case 'call':
        await this.call(tx, whistle, [{ ...effect, reason: doing.reasonOf(effect.orgId, effect.because) }], doing);
        return;
      case 'retire':
        return retireCall(tx, effect.taskId, at);
      case 'drop':
        await retireCall(tx, effect.taskId, at);
        return this.tasks.cancel(tx, whistle, [effect.taskId], 'replaced', doing);
      case 'stand-by':
        return setReplacing(tx, effect.taskId, false);
      case 'promote':
        return setReplacing(tx, effect.taskId, true);
      case 'take-over': {
        const closeDueAt = await this.takeOver(tx, whistle, calls, effect.taskId, doing);
        await tx.query('UPDATE dispatch.whistle SET close_due_at = $2 WHERE id = $1', [whistle.id, closeDueAt]);
        return;
      }
      case 'reopen':
        return this.tasks.reopen(
          tx,
          whistle,
          calls.find(({ taskId }) => taskId === effect.taskId)!,
          doing,
        );
      case 'end-town-task':
        return this.towns.settle(tx, whistle, effect.task, effect.as, doing);
      case 'cancel-all':
        return this.tasks.cancel(
          tx,
          whistle,
          calls.map(({ taskId }) => taskId),
          'withdrawn',
          doing,
        );
    }
  }
}
