import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ActivationStarted } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { activationKey } from '#contracts/events.js';
import type { OutgoingEvent } from '#messaging/ports.js';
import { Outbox } from '#messaging/ports.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { ladderBell } from '../escalation/ladder.rules.js';
import { insertTasks, keepBriefs, openResponses, readRecipients } from './issue.queries.js';
import { chunksOf, tasksPerEvent } from './issue.rules.js';
import type { NewTask } from './new-task.rules.js';
import { byUrgency, issuedTaskOf, newTask } from './new-task.rules.js';
import { StartService } from './start.service.js';

type Part = Envelope<ActivationStarted>;

const clockActor = { kind: 'service', id: 'dispatch' } as const;

/** Turns parts of started responses into tasks: one per expected row, with the row's id, so that nothing is issued twice. */
@Injectable()
export class IssueService {
  constructor(
    private readonly outbox: Outbox,
    private readonly starts: StartService,
    private readonly clock: Clock,
    private readonly alarms: AlarmClock,
  ) {}

  /** Issues the tasks of these parts, all together. A part that comes after the response ended in its unit is refused and issues nothing. */
  async issueTasks(tx: EntityManager, parts: readonly Part[]): Promise<void> {
    const now = this.clock.now();
    const responses = await openResponses(tx, parts, now);
    for (const part of parts) {
      const response = responses.get(keyOf(part))!;
      if (response.ended) throw new Refused('activation-ended');
      if (response.exercise !== part.exercise) throw new Refused('exercise-differs');
    }
    await keepBriefs(tx, parts);
    const tasks = await composeTasks(tx, parts, now);
    const added = await insertTasks(tx, tasks, now);
    const issued = tasks.filter((task) => added.has(task.taskId)).sort(byUrgency);
    this.alarms.setBells(
      ladderBell,
      issued.map(({ acknowledgeDueAt }) => (acknowledgeDueAt === null ? null : new Date(acknowledgeDueAt))),
    );
    await this.announce(tx, parts, issued, now);
    for (const part of parts) {
      if (mayStartMore(part)) await this.starts.startReady(tx, part.data.activationId, part.data.unitId, new Date(part.data.startedAt));
    }
  }

  private async announce(tx: EntityManager, parts: readonly Part[], tasks: readonly NewTask[], now: Date): Promise<void> {
    await appendTimeline(
      tx,
      'dispatch',
      tasks.map((task) => ({
        at: now,
        what: task.unfilled ? 'task.unfilled' : 'task.issued',
        by: clockActor,
        activationId: task.activationId,
        unitId: task.unitId,
        taskId: task.taskId,
        facts: { holding: task.holding, personId: task.personId, starts: task.starts },
      })),
    );
    const tasksOf = new Map<string, NewTask[]>(parts.map((part) => [keyOf(part), []]));
    for (const task of tasks) tasksOf.get(activationKey(task.activationId, task.unitId))!.push(task);
    const told = new Set<string>();
    const events = parts.flatMap((part) => {
      const key = keyOf(part);
      if (told.has(key)) return [];
      told.add(key);
      return chunksOf(tasksOf.get(key)!, tasksPerEvent).map((chunk) => issuedEvent(part, chunk, now));
    });
    await this.outbox.append(tx, events);
  }
}

async function composeTasks(tx: EntityManager, parts: readonly Part[], now: Date): Promise<NewTask[]> {
  const rows = parts.flatMap((part) => {
    const tasks = new Map(part.data.tasks.map((task) => [task.taskNo, task]));
    return part.data.rows.map((row) => {
      const task = tasks.get(row.taskNo);
      if (!task) throw new Error(`part ${part.partindex} of ${keyOf(part)} does not say what its task ${row.taskNo} is`);
      return { part, row, task };
    });
  });
  const recipients = await readRecipients(
    tx,
    rows.map(({ row }) => row),
    now,
  );
  return rows.map(({ part, row, task }, index) => newTask(part, row, task, recipients[index]!));
}

/** Only tasks that wait for others or for a report can be ready by now; what they wait for is in this part or an earlier one. */
function mayStartMore({ data }: Part): boolean {
  return data.tasks.some(
    ({ starts, onReport }) => starts === 'afterTask' || (starts === 'onReport' && data.reports.includes(onReport ?? '')),
  );
}

function issuedEvent(part: Part, tasks: readonly NewTask[], now: Date): OutgoingEvent<'task.issued.v1'> {
  const { activationId, incidentTitle, unitId, level } = part.data;
  return {
    type: 'task.issued.v1',
    key: keyOf(part),
    exercise: part.exercise,
    data: { cause: 'activation', activationId, incidentTitle, unitId, level, issuedAt: now.toISOString(), tasks: tasks.map(issuedTaskOf) },
  };
}

function keyOf({ data }: Part): string {
  return activationKey(data.activationId, data.unitId);
}
