import type { Task, TaskState } from '#contracts/task.js';

/** Every mark of a task: its states, the facts over them, and what the page itself knows (queued). */
export const marks = [
  'issued',
  'delivered',
  'acknowledged',
  'arrived',
  'done',
  'declined',
  'cancelled',
  'queued',
  'overdue',
  'not-reached',
  'shortfall',
  'escalated',
] as const;
export type Mark = (typeof marks)[number];

/** The mark of a task on the page that shows it: what is shown here has been delivered, so `issued` is a full ring unless it still waits. */
export function markOf(task: Pick<Task, 'state' | 'startedAt'>): Mark {
  const byState: Record<TaskState, Mark> = {
    issued: task.startedAt === null ? 'issued' : 'delivered',
    acknowledged: 'acknowledged',
    arrived: 'arrived',
    done: 'done',
    declined: 'declined',
    cancelled: 'cancelled',
  };
  return byState[task.state];
}
