import type { TaskDelivery } from '#contracts/mailbox.js';
import type { TimelineEntry } from '#contracts/task.js';
import type { Mark } from '../../kit/marks.js';

/** One line of a story: when, which mark, which sentence, and the words somebody said. */
export type StoryLine = { at: string; mark: Mark | null; what: string; by: string; words: string; facts: Record<string, unknown> };

const markOfWhat: Record<string, Mark> = {
  'task.issued': 'issued',
  'task.unfilled': 'shortfall',
  'task.started': 'issued',
  'task.acknowledged': 'acknowledged',
  'task.arrived': 'arrived',
  'task.done': 'done',
  'task.declined': 'declined',
  'task.cancelled': 'cancelled',
  'task.escalated': 'escalated',
  'activation.started': 'issued',
  'activation.reported': 'escalated',
  'activation.ended': 'cancelled',
};

/** Tells a timeline, oldest first; entries of two services are merged by their time. */
export function tellStory(...timelines: (readonly TimelineEntry[])[]): StoryLine[] {
  return timelines
    .flat()
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .map((entry) => ({
      at: entry.at,
      mark: markOfWhat[entry.what] ?? null,
      what: entry.what,
      by: entry.by.name,
      words: typeof entry.facts.note === 'string' ? entry.facts.note : typeof entry.facts.reason === 'string' ? entry.facts.reason : '',
      facts: entry.facts,
    }));
}

/** Tells what happened on the way to the desk. A task may be in the mailbox, sent and sent again without having been delivered. */
export function tellDelivery(delivery: TaskDelivery): StoryLine[] {
  const line = (at: string | null, what: string, mark: Mark | null, facts: Record<string, unknown> = {}): StoryLine[] =>
    at === null ? [] : [{ at, mark, what, by: '', words: '', facts }];
  return [
    ...line(delivery.pushedAt, 'delivery.pushed', 'queued', delivery.pushes > 1 ? { tries: delivery.pushes } : {}),
    ...line(delivery.deliveredAt, 'delivery.delivered', 'delivered'),
    ...line(delivery.heardAt, 'delivery.heard', 'delivered'),
    ...delivery.calls.flatMap((call) =>
      line(call.at, call.heardAt ? 'delivery.called-heard' : 'delivery.called', 'queued', { tries: call.call }),
    ),
    ...line(delivery.notReachedAt, 'delivery.not-reached', 'not-reached'),
  ];
}
