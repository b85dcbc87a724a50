import type { TaskDelivery } from '#contracts/mailbox.js';
import type { TimelineEntry } from '#contracts/task.js';
import { tellDelivery, tellStory } from './story.view.js';

const entry = (at: string, what: string, facts: Record<string, unknown> = {}): TimelineEntry => ({
  at,
  what,
  by: { kind: 'person', id: 'p', name: '丁甲' },
  facts,
  correlationId: 'c',
});

it('merges two timelines by time, with a mark and the words that were said', () => {
  const story = tellStory(
    [entry('2026-09-14T03:42:10Z', 'task.issued'), entry('2026-09-14T03:50:00Z', 'task.declined', { note: '人在外地' })],
    [entry('2026-09-14T11:42:11+08:00', 'task.started')],
  );
  expect(story.map((line) => [line.what, line.mark, line.words])).toEqual([
    ['task.issued', 'issued', ''],
    ['task.started', 'issued', ''],
    ['task.declined', 'declined', '人在外地'],
  ]);
});

it('tells what it does not know without a mark', () => {
  expect(tellStory([entry('2026-09-14T03:42:10Z', 'task.whistled')])[0]).toMatchObject({ mark: null, what: 'task.whistled', by: '丁甲' });
});

it('tells the way to the desk: what did not happen is not told', () => {
  const delivery = {
    pushedAt: '2026-09-14T03:42:10Z',
    pushes: 3,
    deliveredAt: null,
    heardAt: null,
    calls: [
      { call: 2, at: '2026-09-14T03:44:00Z', deliveredAt: null, heardAt: null },
      { call: 3, at: '2026-09-14T03:46:00Z', deliveredAt: null, heardAt: null },
    ],
    notReachedAt: '2026-09-14T03:48:00Z',
  } as unknown as TaskDelivery;
  expect(tellDelivery(delivery).map((line) => [line.what, line.facts.tries ?? null])).toEqual([
    ['delivery.pushed', 3],
    ['delivery.called', 2],
    ['delivery.called', 3],
    ['delivery.not-reached', null],
  ]);
});
