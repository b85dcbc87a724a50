import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { Actor, Arrival, OnBehalf, Task } from '#contracts/task.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { whereaboutsOf } from './arrival.rules.js';
import { missingEvidence } from './evidence.rules.js';
import type { Said } from './task-change.rules.js';
import { tapped } from './task-change.rules.js';
import { eventOfTap } from './task-event.rules.js';
import type { TappableTask } from './task-lock.queries.js';
import { keepOnBehalf, readEvidenceKinds, saveTask } from './task-save.queries.js';
import { TaskWatchService } from './task-watch.service.js';
import { readTappedTask } from './task.queries.js';
import type { Tap } from './task.rules.js';
import { factsOf, tapTask, toldOfTap } from './task.rules.js';
import type { Tapped } from './whistle-taps.js';

/** A tap that changes the task and leaves it where it is; handing over has a service of its own. */
export type OwnTap = Exclude<Tap, 'hand-over'>;

/** What the bodies of all taps may say. */
export type TapBody = Arrival & {
  requestId: string;
  note?: string;
  reason?: string;
  words?: string;
  count?: number | null;
  onBehalf?: OnBehalf;
};

type Done = { task: TappableTask; tapped: Tapped };

/** One tap of a person or a command point, or of an operator who speaks for somebody that called. */
@Injectable()
export class TaskService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly watch: TaskWatchService,
  ) {}

  /**
   * Does a tap once per request id and answers the task. A second tap, by whoever, gets the task with who and when. Somebody else's task
   * and a missing one answer alike (`not-found`).
   */
  async tap(caller: SessionClaims, taskId: string, tap: OwnTap, body: TapBody): Promise<Task> {
    const said = saidIn(caller, tap, body);
    const command = { subjectId: caller.sub, name: `task.${tap}`, target: taskId, body: { ...body } };
    return this.database.transaction(async (tx) => {
      let done: Done | null = null;
      const answer = await answerOnce(tx, 'dispatch', command, async () => {
        done = await this.applyTap(tx, caller, taskId, tap, said);
        return readTappedTask(tx, taskId);
      });
      // Last, because everybody who taps in the same unit waits from here to the commit.
      if (done) await this.announce(tx, done);
      return answer;
    });
  }

  /** Changes the task; null if that had happened before. */
  private async applyTap(tx: EntityManager, caller: SessionClaims, taskId: string, tap: OwnTap, said: Said): Promise<Done | null> {
    const task = await this.watch.lock(tx, caller, taskId, tap, said.onBehalf ? 'on-behalf' : 'own', said.onBehalf);
    const evidence = await evidenceFor(tx, task, tap);
    const decision = tapTask(factsOf(task, evidence.length > 0), tap);
    if (!decision.ok) throw new Refused(decision.refusal);
    if (decision.already) return null;
    if (tap === 'finish') refuseWithoutEvidence(task, evidence, said);
    const at = this.clock.now();
    const by: Actor = { kind: caller.kind, id: caller.sub };
    const changed = tapped(task, tap, decision.state, said, at);
    await saveTask(tx, changed, by);
    const { activationId, unitId } = task;
    const facts = {
      ...(said.note ? { note: said.note } : {}),
      ...(said.count === null ? {} : { count: said.count }),
      ...(said.onBehalf ? { channel: said.onBehalf.channel, onBehalf: await keepOnBehalf(tx, task, tap, said.onBehalf, at) } : {}),
    };
    await appendTimeline(tx, 'dispatch', [{ at, what: toldOfTap[tap], by, activationId, unitId, taskId, facts }]);
    const done = { task: changed, tapped: { ...changed, tap, before: task.state, at, by, note: said.note } };
    await this.watch.follow(tx, changed, done.tapped);
    return done;
  }

  /** Says what was tapped, and does what follows from it in a plan. */
  private async announce(tx: EntityManager, { task, tapped }: Done): Promise<void> {
    await this.outbox.append(tx, [eventOfTap(task, tapped)]);
    await this.watch.followPlan(tx, task, tapped);
  }
}

/** What a body says, in one shape for all taps. Refuses who may not speak for others, and whereabouts that contradict themselves. */
function saidIn(caller: SessionClaims, tap: Tap, body: TapBody): Said {
  if (body.onBehalf && !mayDo(caller.roles, 'task.act-on-behalf')) throw new Refused('not-allowed');
  const said = { note: body.note ?? body.reason ?? body.words ?? '', count: body.count ?? null, onBehalf: body.onBehalf ?? null };
  if (tap !== 'arrive' && tap !== 'check-in') return { ...said, whereabouts: null };
  const found = whereaboutsOf(body, said.onBehalf !== null);
  if (!found.ok) throw new Refused('invalid-input', undefined, found.fields);
  return { ...said, whereabouts: found.whereabouts };
}

/** The files that matter to a tap: to finish, all; to take back, those that came after the acknowledgement. Others need not ask. */
async function evidenceFor(tx: EntityManager, task: TappableTask, tap: Tap): Promise<string[]> {
  if (tap === 'take-back') return readEvidenceKinds(tx, task.taskId, task.acknowledgedAt);
  if (tap === 'finish' && task.cause !== 'activation' && task.evidenceKinds.length > 0) return readEvidenceKinds(tx, task.taskId, null);
  return [];
}

function refuseWithoutEvidence(task: TappableTask, files: readonly string[], said: Said): void {
  const missing = missingEvidence(task.cause, task.evidenceKinds, {
    files,
    text: said.note !== '' || task.notes > 0,
    count: said.count !== null,
    whereabouts: task.arrivedPosition !== null || task.withoutPosition !== null,
  });
  if (missing.length === 0) return;
  const detail = { zh: missing.map(({ reason }) => reason).join('，'), en: missing.map(({ reasonEn }) => reasonEn).join('; ') };
  throw new Refused('evidence-missing', detail, missing);
}
