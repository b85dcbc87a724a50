import type { Mark } from '../kit/marks.js';

/** The facts of a task's story that pages have words for, with their marks. What is not here is shown by its own name. */
export const storyMarks: Readonly<Record<string, Mark>> = {
  'task.issued': 'issued',
  'task.unfilled': 'shortfall',
  'task.started': 'delivered',
  'task.acknowledged': 'acknowledged',
  'task.arrived': 'arrived',
  'task.done': 'done',
  'task.declined': 'declined',
  'task.cancelled': 'cancelled',
  'task.escalated': 'escalated',
  'task.called': 'queued',
  'task.not-reached': 'not-reached',
  'task.noted': 'delivered',
  'task.taken-back': 'declined',
  'task.reopened': 'delivered',
  'task.handed-over': 'queued',
  'task.checked-in': 'acknowledged',
  'task.reminded': 'escalated',
  'task.evidence-added': 'delivered',
};

/** The words that somebody said, if the fact carries any. */
export function quoteOf(facts: Readonly<Record<string, unknown>>): string {
  const said = facts['note'] ?? facts['reason'] ?? facts['words'];
  return typeof said === 'string' ? said : '';
}
