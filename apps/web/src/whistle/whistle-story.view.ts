import type { Mark } from '../kit/marks.js';

/** The facts of a whistle's story that the pages have words for, with their marks. `whistle`: the whistle itself is drawn. */
export const whistleStoryMarks: Readonly<Record<string, Mark | 'whistle'>> = {
  'whistle.blown': 'whistle',
  'whistle.offered': 'whistle',
  'whistle.offer-accepted': 'acknowledged',
  'whistle.offer-refused': 'cancelled',
  'whistle.acknowledged': 'acknowledged',
  'whistle.arrived': 'arrived',
  'whistle.noted': 'delivered',
  'whistle.finished': 'done',
  'whistle.returned': 'declined',
  'whistle.disputed': 'overdue',
  'whistle.yielded': 'acknowledged',
  'whistle.reassign-asked': 'queued',
  'whistle.reassigned': 'queued',
  'whistle.responsibility-moved': 'acknowledged',
  'whistle.replaced': 'acknowledged',
  'whistle.assist-added': 'whistle',
  'whistle.ruling-asked': 'escalated',
  'whistle.ruled': 'acknowledged',
  'whistle.sent-back': 'declined',
  'whistle.raised': 'escalated',
  'whistle.closed': 'done',
  'whistle.withdrawn': 'cancelled',
  'task.issued': 'issued',
  'task.unfilled': 'shortfall',
  'task.acknowledged': 'acknowledged',
  'task.arrived': 'arrived',
  'task.noted': 'delivered',
  'task.done': 'done',
  'task.cancelled': 'cancelled',
  'task.reopened': 'delivered',
  'task.handed-over': 'queued',
  'task.reminded': 'escalated',
  'task.escalated': 'escalated',
  'task.called': 'queued',
  'task.not-reached': 'not-reached',
  'task.evidence-added': 'delivered',
  'task.taken-back': 'declined',
  'task.checked-in': 'acknowledged',
  'task.declined': 'declined',
  'task.started': 'delivered',
};

/** The key of a fact's word under `whistle.story`, or null: it is shown by its own name. */
export function storyWord(what: string): string | null {
  return what in whistleStoryMarks ? what.replace('.', '-') : null;
}

/** The words that somebody said, if the fact carries any; what was taken back carries a code, not words. */
export function saidIn(facts: Readonly<Record<string, unknown>>, what = ''): string {
  if (what === 'task.cancelled') return '';
  const said = facts['words'] ?? facts['note'] ?? facts['reason'] ?? facts['check'];
  return typeof said === 'string' ? said : '';
}

const codes = [
  ['code', 'whistle.return.code'],
  ['satisfaction', 'whistle.satisfaction'],
  ['kind', 'whistle.kind'],
] as const;

/** The code that a fact carries, as the key of its word, or null: why it was returned, how satisfied the town is, the kind it has now. */
export function codeWord(facts: Readonly<Record<string, unknown>>): string | null {
  const found = codes.find(([name]) => typeof facts[name] === 'string' && facts[name] !== '');
  return found ? `${found[1]}.${facts[found[0]] as string}` : null;
}
