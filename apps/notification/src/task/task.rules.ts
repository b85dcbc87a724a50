import type { TaskState } from '#contracts/task.js';

/** Which states may follow which, as far as announcements go: a fact that is overtaken by a later one changes nothing. */
const later: Record<TaskState, readonly TaskState[]> = {
  issued: ['acknowledged', 'arrived', 'done', 'declined', 'cancelled'],
  acknowledged: ['arrived', 'done', 'declined', 'cancelled'],
  arrived: ['done', 'declined', 'cancelled'],
  done: [],
  declined: [],
  cancelled: [],
};

/** Whether an announced state goes beyond the one that is known. */
export function goesBeyond(known: TaskState, announced: TaskState): boolean {
  return later[known].includes(announced);
}

/** Whether a fact is older than the moment since which the task is to be acknowledged again: it was true of what was taken back. */
export function isOvertaken(at: string, reopenedAt: Date | null): boolean {
  return reopenedAt !== null && Date.parse(at) < reopenedAt.getTime();
}

/** Whether a task comes back at this moment: somebody had it, or enough others did, and it was not brought back since. */
export function comesBack(task: { state: TaskState; acknowledgedAt: Date | null; reopenedAt: Date | null }, at: string): boolean {
  if (task.state !== 'acknowledged' && task.state !== 'cancelled') return false;
  return [task.acknowledgedAt, task.reopenedAt].every((since) => since === null || since.getTime() < Date.parse(at));
}

/** Whether a task that was done is sent back at this moment, and was not since. */
export function isSentBack(task: { state: TaskState; reopenedAt: Date | null }, at: string): boolean {
  return task.state === 'done' && (task.reopenedAt === null || task.reopenedAt.getTime() < Date.parse(at));
}

/** Whether somebody still has to do something. */
export function isOpen(state: TaskState): boolean {
  return later[state].length > 0;
}

/** Whether the state says that a person has it: done counts as acknowledged too. */
export function isAcknowledged(state: TaskState): boolean {
  return state === 'acknowledged' || state === 'arrived' || state === 'done';
}

/** Whether a started task must still be called for: nobody has answered in any way. */
export function needsCalls(task: { state: TaskState; startedAt: string | Date | null }): boolean {
  return task.state === 'issued' && task.startedAt !== null;
}
