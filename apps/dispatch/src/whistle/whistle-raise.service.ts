import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { activationKey } from '#contracts/events.js';
import type { WhistleKind } from '#contracts/matter.js';
import { Outbox } from '#messaging/ports.js';
import { dueAt } from '#work-calendar/due-at.js';
import { LadderService } from '../escalation/ladder.service.js';
import { WhistleRulesService } from '../whistle-rules/whistle-rules.service.js';
import { causeTitleOf, legLimitsOf, limitsOf, mayReturnUntil } from './whistle-call.rules.js';
import type { CallingMatter } from './whistle-call.rules.js';
import type { CallClocks } from './whistle-raise.rules.js';
import { earlier, nextLeg, raisedClocks } from './whistle-raise.rules.js';
import { patchWhistle } from './whistle-save.queries.js';
import type { WhistleRow } from './whistle.queries.js';

type RunningCall = CallClocks & { taskId: string; taskNo: string; orgId: string; postId: string; mayReturnUntil: Date | null };

/** Makes an open whistle more urgent 提级: the limits and the ladder of the new kind from now, for everybody who is called. */
@Injectable()
export class WhistleRaiseService {
  constructor(
    private readonly rules: WhistleRulesService,
    private readonly ladders: LadderService,
    private readonly outbox: Outbox,
  ) {}

  /** Raises a whistle whose row and tasks the caller holds, to a kind that the act has allowed. Every running call is told. */
  async raise(tx: EntityManager, whistle: WhistleRow, matter: CallingMatter, kind: WhistleKind, at: Date): Promise<void> {
    const { version, rules } = await this.rules.current(tx);
    const limits = limitsOf(rules, kind, matter.handlingLimit);
    const closeDueAt = earlier(whistle.closeDueAt, limits.close ? dueAt(limits.close, at) : null);
    await patchWhistle(tx, whistle.id, { kind, rulesVersion: version, limits, closeDueAt });
    const raised: WhistleRow = { ...whistle, kind, rules, limits, closeDueAt };
    const calls = (await readRunning(tx, whistle.id)).map((call) => ({ ...call, ...raisedClocks(call, limits, at) }));
    const ladder = JSON.stringify(rules.kinds[kind].ladder);
    for (const call of calls) await save(tx, raised, call, ladder, at);
    const title = causeTitleOf(raised);
    await tx.query('UPDATE dispatch.response SET incident_title = $3 WHERE activation_id = $1 AND unit_id = $2', [
      whistle.id,
      whistle.unitId,
      title,
    ]);
    await this.ladders.reset(
      tx,
      calls.map(({ taskId }) => taskId),
    );
    await this.outbox.append(
      tx,
      calls.map((call) => ({
        type: 'task.reminded.v1' as const,
        key: activationKey(whistle.id, whistle.unitId),
        exercise: whistle.exercise,
        data: reminderOf(raised, call, title, at),
      })),
    );
  }
}

function reminderOf(whistle: WhistleRow, call: RunningCall, incidentTitle: string, at: Date) {
  const { id: activationId, unitId, title } = whistle;
  const leg = nextLeg(call);
  const due =
    { acknowledge: call.acknowledgeDueAt, arrive: call.arriveDueAt, feedback: call.feedbackDueAt, finish: call.finishDueAt }[leg] ?? at;
  const tasks = [{ taskId: call.taskId, title, titleEn: title, dueAt: due.toISOString() }];
  return { activationId, incidentTitle, unitId, at: at.toISOString(), leg, rung: 1, orgId: call.orgId, postId: call.postId, tasks };
}

async function readRunning(tx: EntityManager, whistleId: string): Promise<RunningCall[]> {
  return (await tx.query(
    `SELECT c.task_id AS "taskId", t.task_no AS "taskNo", t.org_id AS "orgId", t.post_id AS "postId", c.role, c.may_return_until AS "mayReturnUntil",
            t.state, t.notes, t.acknowledge_due_at AS "acknowledgeDueAt", t.arrive_due_at AS "arriveDueAt", t.feedback_due_at AS "feedbackDueAt",
            t.done_due_at AS "finishDueAt"
     FROM dispatch.whistle_call c JOIN dispatch.task t ON t.id = c.task_id
     WHERE c.whistle_id = $1 AND c.replaced_at IS NULL AND t.state IN ('issued', 'acknowledged', 'arrived') ORDER BY t.id`,
    [whistleId],
  )) as RunningCall[];
}

async function save(tx: EntityManager, whistle: WhistleRow, call: RunningCall, ladder: string, at: Date): Promise<void> {
  await tx.query('UPDATE dispatch.brief SET limits = $4, ladder = $5 WHERE activation_id = $1 AND unit_id = $2 AND task_no = $3', [
    whistle.id,
    whistle.unitId,
    call.taskNo,
    JSON.stringify(legLimitsOf(whistle.limits, call.role)),
    ladder,
  ]);
  await tx.query(
    'UPDATE dispatch.task SET acknowledge_due_at = $2, arrive_due_at = $3, feedback_due_at = $4, done_due_at = $5 WHERE id = $1',
    [call.taskId, call.acknowledgeDueAt, call.arriveDueAt, call.feedbackDueAt, call.finishDueAt],
  );
  const until = mayReturnUntil(whistle, at);
  await tx.query('UPDATE dispatch.whistle_call SET may_return_until = $2 WHERE task_id = $1', [
    call.taskId,
    until && earlier(call.mayReturnUntil, until),
  ]);
}
