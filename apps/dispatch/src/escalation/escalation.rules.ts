import { activationKey } from '#contracts/events.js';
import type { TaskEscalated, TaskReminded } from '#contracts/task.js';
import type { LadderTask } from './ladder.queries.js';
import type { NextRung } from './ladder.rules.js';
import type { Told } from './told.queries.js';

/** A rung that is climbed now, and whom it tells; null: there is nobody above. */
export type Climbed = { task: LadderTask; rung: NextRung; told: Told | null };

export type Digest = { key: string; exercise: boolean; data: TaskEscalated };
export type Reminder = { key: string; exercise: boolean; data: TaskReminded };

/** At most this many tasks in one event, so that it stays far below the size at which the outbox refuses it. */
const tasksPerEvent = 200;

/**
 * What is said to those above: one digest per superior, cause, unit, leg and rung instead of a message per task. Tasks at the top of the chain
 * have nobody above; they stay in the not-reached list.
 */
export function tellSuperiors(climbed: readonly Climbed[], at: Date): Digest[] {
  const above = climbed.filter(({ rung }) => rung.tell !== 'recipient');
  return gather(above, ({ told, rung }) => `${told?.orgId}|${told?.postId}|${rung.tell}`).map(({ first, group }) => {
    const { cause, activationId, incidentTitle, unitId, level, exercise } = first.task;
    const { orgId, postId, commandPointId } = first.told!;
    const { leg, tell, rung } = first.rung;
    const tasks = group.map(({ task }) => pick(task));
    const superior = { orgId, postId, commandPointId };
    const data = { cause, activationId, incidentTitle, unitId, level, at: at.toISOString(), leg, tell, superior, rung, tasks };
    return { key: activationKey(activationId, unitId), exercise, data };
  });
}

/** What the recipients themselves are reminded of: one event per mailbox, cause, leg and rung. */
export function remindRecipients(climbed: readonly Climbed[], at: Date): Reminder[] {
  const reminded = climbed.filter(({ rung }) => rung.tell === 'recipient');
  return gather(reminded, ({ task }) => `${task.orgId}|${task.postId}`).map(({ first, group }) => {
    const { activationId, incidentTitle, unitId, exercise, orgId, postId } = first.task;
    const { leg, rung } = first.rung;
    const tasks = group.map(({ task, rung: { dueAt } }) => ({
      taskId: task.taskId,
      title: task.title,
      titleEn: task.titleEn,
      dueAt: dueAt.toISOString(),
    }));
    const data = { activationId, incidentTitle, unitId, at: at.toISOString(), leg, rung, orgId, postId, tasks };
    return { key: activationKey(activationId, unitId), exercise, data };
  });
}

/** The next rung of a task that is climbed at this moment, null if it is not time yet. */
export function whatIsDue(next: NextRung | null, now: Date): NextRung | null {
  return next && next.at <= now ? next : null;
}

/** Groups of one cause, unit, leg and rung, and of whatever else `by` says, each small enough for one event, in the order given. */
function gather(climbed: readonly Climbed[], by: (one: Climbed) => string): { first: Climbed; group: Climbed[] }[] {
  const groups = new Map<string, Climbed[][]>();
  for (const one of climbed) {
    if (!one.told) continue;
    const { task, rung } = one;
    const key = [task.activationId, task.unitId, rung.leg, rung.rung, by(one)].join('|');
    const chunks = groups.get(key) ?? [];
    groups.set(key, chunks);
    const last = chunks[chunks.length - 1];
    if (last && last.length < tasksPerEvent) last.push(one);
    else chunks.push([one]);
  }
  return [...groups.values()].flat().map((group) => ({ first: group[0]!, group }));
}

function pick({ taskId, title, titleEn, orgId, postId }: LadderTask): TaskEscalated['tasks'][number] {
  return { taskId, title, titleEn, orgId, postId };
}
