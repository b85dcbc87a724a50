import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import type { EventData, EventType } from '#contracts/events.js';
import { activationKey, events } from '#contracts/events.js';
import type { Leg } from '#contracts/ladder.js';
import type { Cause, IssuedTask, TaskCancelled, TaskState } from '#contracts/task.js';
import type { WhistleRulingAsked, WhistleState } from '#contracts/whistle.js';

/** One response in one unit, as plan and dispatch would tell of it; or a whistle, or an assignment, of which dispatch alone tells. */
export class ToldResponse {
  readonly activationId = uuidv7();
  private sequence = 0;

  constructor(
    private readonly now: () => Date,
    readonly unitId = 'leyu',
    readonly exercise = true,
    readonly cause: Cause = 'activation',
  ) {}

  /** `activation.started.v1` with so many expected rows. */
  started(expected: number): Envelope<EventData<'activation.started.v1'>> {
    const at = this.now().toISOString();
    return this.say('activation.started.v1', {
      activationId: this.activationId,
      incidentId: uuidv7(),
      incidentTitle: '台风“贝碧嘉”防御',
      unitId: this.unitId,
      level: 'III',
      startedAt: at,
      expectedUntil: at,
      authority: { orgId: 'city-centre', postId: 'city-deputy-commander' },
      reports: [],
      tasks: [],
      rows: Array.from({ length: expected }, () => ({ id: uuidv7(), taskNo: 'P01-01', orgId: 'v1', postId: 'village-secretary' })),
    });
  }

  issued(tasks: IssuedTask[]): Envelope<EventData<'task.issued.v1'>> {
    const common = {
      cause: this.cause,
      activationId: this.activationId,
      incidentTitle: '台风“贝碧嘉”防御',
      unitId: this.unitId,
      level: this.cause === 'activation' ? ('III' as const) : null,
    };
    return this.say('task.issued.v1', { ...common, issuedAt: this.now().toISOString(), tasks });
  }

  /** A started task of a village's secretary, due in 10 minutes; what a test does not care about is filled in. */
  task(orgId: string, overrides: Partial<IssuedTask> = {}): IssuedTask {
    const now = this.now();
    return {
      taskId: uuidv7(),
      taskNo: 'P01-01',
      orgId,
      postId: 'village-secretary',
      commandPointId: orgId,
      title: '转移危房人员',
      titleEn: 'Move people out of unsafe houses',
      state: 'issued',
      starts: 'atStart',
      unfilled: false,
      startedAt: now.toISOString(),
      acknowledgeDueAt: minutesAfter(now, 10),
      doneDueAt: minutesAfter(now, 60),
      ...overrides,
    };
  }

  waitingTask(orgId: string): IssuedTask {
    return this.task(orgId, { starts: 'onReport', startedAt: null, acknowledgeDueAt: null, doneDueAt: null });
  }

  clocksStarted(taskIds: string[]): Envelope<EventData<'task.started.v1'>> {
    const now = this.now();
    const tasks = taskIds.map((taskId) => ({ taskId, acknowledgeDueAt: minutesAfter(now, 10), doneDueAt: minutesAfter(now, 60) }));
    return this.say('task.started.v1', { activationId: this.activationId, unitId: this.unitId, startedAt: now.toISOString(), tasks });
  }

  tapped(taskId: string, state: Exclude<TaskState, 'issued' | 'cancelled'>): Envelope<EventData<'task.done.v1'>> {
    const at = this.now().toISOString();
    const by = { kind: 'command-point' as const, id: uuidv7() };
    return this.say(`task.${state}.v1`, { activationId: this.activationId, unitId: this.unitId, taskId, state, at, by, note: '' });
  }

  /** A whistle's lead said that it is done, and it is not. */
  sentBack(taskId: string, state: 'acknowledged' | 'arrived'): Envelope<EventData<'task.reopened.v1'>> {
    const tasks = [{ taskId, acknowledgeDueAt: null, reason: 'sent-back' as const, state }];
    return this.say('task.reopened.v1', { activationId: this.activationId, unitId: this.unitId, at: this.now().toISOString(), tasks });
  }

  reopened(taskIds: string[], reason: 'taken-back' | 'one-fewer'): Envelope<EventData<'task.reopened.v1'>> {
    const tasks = taskIds.map((taskId) => ({ taskId, acknowledgeDueAt: minutesAfter(this.now(), 10), reason }));
    return this.say('task.reopened.v1', { activationId: this.activationId, unitId: this.unitId, at: this.now().toISOString(), tasks });
  }

  /** The task goes to another post of the village, or wherever. */
  handedOver(task: IssuedTask, to: { orgId: string; postId: string }): Envelope<EventData<'task.handed-over.v1'>> {
    return this.say('task.handed-over.v1', {
      ...this.tap(task.taskId),
      reason: '人不在村里',
      from: { orgId: task.orgId, postId: task.postId },
      to: { ...to, commandPointId: to.orgId, unfilled: false },
      acknowledgeDueAt: minutesAfter(this.now(), 10),
    });
  }

  noted(taskId: string): Envelope<EventData<'task.noted.v1'>> {
    return this.say('task.noted.v1', { ...this.tap(taskId), words: '已处置一半', feedbackDueAt: minutesAfter(this.now(), 60) });
  }

  checkedIn(taskId: string): Envelope<EventData<'task.checked-in.v1'>> {
    return this.say('task.checked-in.v1', { ...this.tap(taskId), checkInDueAt: minutesAfter(this.now(), 20) });
  }

  /** The recipient of these tasks of one mailbox is told again. */
  reminded(tasks: IssuedTask[], leg: Leg): Envelope<EventData<'task.reminded.v1'>> {
    const { activationId, unitId } = this;
    const { orgId, postId } = tasks[0]!;
    const at = this.now().toISOString();
    return this.say('task.reminded.v1', {
      ...{ activationId, incidentTitle: '台风“贝碧嘉”防御', unitId, at, leg, rung: 1, orgId, postId },
      tasks: tasks.map(({ taskId, title, titleEn }) => ({ taskId, title, titleEn, dueAt: at })),
    });
  }

  whistleBlown(orgIds: string[]): Envelope<EventData<'whistle.blown.v1'>> {
    const shared = { whistleId: this.activationId, unitId: this.unitId, orgIds };
    const rest = { kind: 'emergency' as const, title: '沿江大堤渗漏', blownAt: this.now().toISOString(), calls: orgIds.length };
    return this.say('whistle.blown.v1', { ...shared, ...rest, incidentId: null, gridReportId: null });
  }

  whistleChanged(orgIds: string[], what: string): Envelope<EventData<'whistle.changed.v1'>> {
    const shared = { whistleId: this.activationId, unitId: this.unitId, orgIds };
    return this.say('whistle.changed.v1', { ...shared, what, state: 'blown', question: null, at: this.now().toISOString() });
  }

  whistleEnded(orgIds: string[], state: WhistleState): Envelope<EventData<'whistle.ended.v1'>> {
    return this.say('whistle.ended.v1', { whistleId: this.activationId, unitId: this.unitId, orgIds, state, at: this.now().toISOString() });
  }

  rulingAsked(orgIds: string[], because: WhistleRulingAsked['because']): Envelope<EventData<'whistle.ruling-asked.v1'>> {
    return this.say('whistle.ruling-asked.v1', {
      ...{ whistleId: this.activationId, unitId: this.unitId, orgIds, title: '沿江大堤渗漏', at: this.now().toISOString(), because },
      superior: { orgId: 'city-centre', postId: 'city-shift-chief', commandPointId: 'city-centre' },
    });
  }

  cancelled(taskIds: string[], reason: TaskCancelled['reason'] = 'response-ended'): Envelope<EventData<'task.cancelled.v1'>> {
    return this.say('task.cancelled.v1', {
      activationId: this.activationId,
      unitId: this.unitId,
      at: this.now().toISOString(),
      reason,
      taskIds,
    });
  }

  /** The duty leader of the town is told of these tasks. */
  escalated(tasks: IssuedTask[], leg: Leg = 'acknowledge'): Envelope<EventData<'task.escalated.v1'>> {
    return this.say('task.escalated.v1', {
      cause: this.cause,
      leg,
      tell: 'superior',
      activationId: this.activationId,
      incidentTitle: '台风“贝碧嘉”防御',
      unitId: this.unitId,
      level: this.cause === 'activation' ? 'III' : null,
      at: this.now().toISOString(),
      superior: { orgId: 'leyu:leadership', postId: 'town-duty-leader', commandPointId: 'leyu:town-centre' },
      rung: 1,
      tasks: tasks.map(({ taskId, title, titleEn, orgId, postId }) => ({ taskId, title, titleEn, orgId, postId })),
    });
  }

  ended(): Envelope<EventData<'activation.ended.v1'>> {
    const data = { activationId: this.activationId, unitId: this.unitId, endedAt: this.now().toISOString(), reason: '解除' };
    return this.say('activation.ended.v1', data);
  }

  private tap(taskId: string) {
    const by = { kind: 'command-point' as const, id: uuidv7() };
    return { activationId: this.activationId, unitId: this.unitId, taskId, at: this.now().toISOString(), by };
  }

  private say<Type extends EventType>(type: Type, data: EventData<Type>): Envelope<EventData<Type>> {
    return {
      specversion: '1.0',
      id: uuidv7(),
      source: `/muster/${events[type].owner}`,
      type,
      subject: activationKey(this.activationId, this.unitId),
      time: this.now().toISOString(),
      datacontenttype: 'application/json',
      exercise: this.exercise,
      correlationid: 'test-click',
      sequence: String((this.sequence += 1)),
      partindex: 1,
      parttotal: 1,
      data,
    };
  }
}

/** The same fact told again as another event: what a consumer's inbox cannot know. */
export function toldAgain<Data>(event: Envelope<Data>): Envelope<Data> {
  return { ...event, id: uuidv7() };
}

function minutesAfter(now: Date, minutes: number): string {
  return new Date(now.getTime() + minutes * 60_000).toISOString();
}
