import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import type { EventData, EventType } from '#contracts/events.js';
import { activationKey, events } from '#contracts/events.js';
import type { IssuedTask, TaskState } from '#contracts/task.js';

/** One response in one unit, as plan and dispatch would tell of it. */
export class ToldResponse {
  readonly activationId = uuidv7();
  private sequence = 0;

  constructor(
    private readonly now: () => Date,
    readonly unitId = 'leyu',
    readonly exercise = true,
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
      cause: 'activation' as const,
      activationId: this.activationId,
      incidentTitle: '台风“贝碧嘉”防御',
      unitId: this.unitId,
      level: 'III' as const,
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

  cancelled(taskIds: string[]): Envelope<EventData<'task.cancelled.v1'>> {
    return this.say('task.cancelled.v1', {
      activationId: this.activationId,
      unitId: this.unitId,
      at: this.now().toISOString(),
      reason: 'response-ended',
      taskIds,
    });
  }

  /** The duty leader of the town is told of these tasks. */
  escalated(tasks: IssuedTask[]): Envelope<EventData<'task.escalated.v1'>> {
    return this.say('task.escalated.v1', {
      cause: 'activation',
      leg: 'acknowledge',
      tell: 'superior',
      activationId: this.activationId,
      incidentTitle: '台风“贝碧嘉”防御',
      unitId: this.unitId,
      level: 'III',
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
