import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import { activationKey } from '#contracts/events.js';
import type { FieldProblem } from '#contracts/problem.js';
import type { Actor, Task, TaskHandedOver, handOverTask } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { inScopeSql } from '#service-kit/scope.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { readRecipients } from './issue.queries.js';
import { handedOver } from './task-change.rules.js';
import type { TappableTask } from './task-lock.queries.js';
import { saveTask } from './task-save.queries.js';
import { TaskWatchService } from './task-watch.service.js';
import { readTappedTask } from './task.queries.js';
import { factsOf, tapTask, toldOfTap } from './task.rules.js';
import type { Tapped } from './whistle-taps.js';

type HandOver = z.infer<typeof handOverTask>;
type Place = { orgId: string; postId: string };

/** Gives a task to another post: it keeps its id, its notes and its deadlines, and is to be acknowledged there. */
@Injectable()
export class HandOverService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly watch: TaskWatchService,
  ) {}

  /**
   * Hands a task over, once per request id. Whoever has it gives it to a post of the same org; who oversees its org to one of any org in
   * the own scope; a whistle's call never leaves the department that was called.
   */
  async handOver(caller: SessionClaims, taskId: string, body: HandOver): Promise<Task> {
    const command = { subjectId: caller.sub, name: 'task.hand-over', target: taskId, body: { ...body } };
    return this.database.transaction(async (tx) => {
      let event: TaskHandedOver | null = null;
      let exercise = false;
      const answer = await answerOnce(tx, 'dispatch', command, async () => {
        const task = await this.watch.lock(tx, caller, taskId, 'hand-over', 'own-or-overseen', null);
        exercise = task.exercise;
        event = await this.change(tx, caller, task, body);
        return readTappedTask(tx, taskId);
      });
      if (event) {
        const data = event as TaskHandedOver;
        await this.outbox.append(tx, [{ type: 'task.handed-over.v1', key: activationKey(data.activationId, data.unitId), exercise, data }]);
      }
      return answer;
    });
  }

  private async change(tx: EntityManager, caller: SessionClaims, task: TappableTask, to: HandOver): Promise<TaskHandedOver> {
    const decision = tapTask(factsOf(task, false), 'hand-over');
    if (!decision.ok) throw new Refused(decision.refusal);
    await refusePlace(tx, caller, task, to);
    const at = this.clock.now();
    const [recipient] = await readRecipients(tx, [to], at);
    const { personId, commandPointId } = recipient!;
    const by: Actor = { kind: caller.kind, id: caller.sub };
    const changed = handedOver(task, { orgId: to.orgId, postId: to.postId, personId, unfilled: personId === null }, at);
    await saveTask(tx, changed, by);
    const { taskId, activationId, unitId } = task;
    const from = { orgId: task.orgId, postId: task.postId };
    const facts = { note: to.reason, from, to: { orgId: to.orgId, postId: to.postId }, personId };
    await appendTimeline(tx, 'dispatch', [{ at, what: toldOfTap['hand-over'], by, activationId, unitId, taskId, facts }]);
    const tapped: Tapped = { ...changed, tap: 'hand-over', before: task.state, at, by, note: to.reason };
    await this.watch.follow(tx, changed, tapped);
    return {
      activationId,
      unitId,
      taskId,
      at: at.toISOString(),
      by,
      reason: to.reason,
      from,
      to: { orgId: to.orgId, postId: to.postId, commandPointId: commandPointId ?? to.orgId, unfilled: changed.unfilled },
      acknowledgeDueAt: changed.acknowledgeDueAt?.toISOString() ?? null,
    };
  }
}

/** Refuses a post that the caller may not give the task to, with the field that says so. */
async function refusePlace(tx: EntityManager, caller: SessionClaims, task: TappableTask, to: Place): Promise<void> {
  if (to.orgId === task.orgId && to.postId === task.postId) throw new Refused('same-post', undefined, [samePost]);
  const elsewhere = to.orgId !== task.orgId;
  if (elsewhere && (task.cause === 'whistle' || !(await overseesBoth(tx, caller, task.orgId, to.orgId)))) {
    throw new Refused('unknown-org', undefined, [otherOrg]);
  }
  const posts = await tx.query('SELECT 1 FROM directory_read.org_post WHERE org_id = $1 AND post_id = $2', [to.orgId, to.postId]);
  if ((posts as unknown[]).length === 0) throw new Refused('no-such-post', undefined, [noSuchPost]);
}

async function overseesBoth(tx: EntityManager, caller: SessionClaims, orgId: string, other: string): Promise<boolean> {
  if (!caller.roles.some((role) => role === 'operator' || role === 'commander')) return false;
  const orgs = (await tx.query(`SELECT o.id FROM directory_read.org o WHERE o.id = ANY($1) AND ${inScopeSql('o.path', '$2')}`, [
    [orgId, other],
    caller.orgPath,
  ])) as unknown[];
  return orgs.length === 2;
}

const samePost: FieldProblem = { field: 'postId', reason: '本来就在这个岗位', reasonEn: 'It is with this post already' };
const otherOrg: FieldProblem = { field: 'orgId', reason: '不能交给这个单位', reasonEn: 'It cannot be given to this org' };
const noSuchPost: FieldProblem = { field: 'postId', reason: '这个单位没有这个岗位', reasonEn: 'The org has no such post' };
