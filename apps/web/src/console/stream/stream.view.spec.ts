import type { Activation } from '#contracts/activation.js';
import type { Incident } from '#contracts/incident.js';
import type { Warning } from '#contracts/warning.js';
import { filterItems, streamItems, waitingThings } from './stream.view.js';

const incident = (id: string, openedAt: string, more: Partial<Incident> = {}) =>
  ({ id, openedAt, state: 'open', exercise: false, ...more }) as Incident;
const activation = (id: string, incidentId: string, state: 'running' | 'ended', startedAt: string) =>
  ({ id, incidentId, state, startedAt, endedAt: state === 'ended' ? `${startedAt.slice(0, 11)}23:00:00Z` : null }) as Activation;

const items = streamItems(
  [
    incident('old', '2026-09-14T01:00:00Z'),
    incident('new', '2026-09-14T02:00:00Z', { exercise: true }),
    incident('run', '2026-09-13T00:00:00Z'),
    incident('end', '2026-09-12T00:00:00Z'),
    incident('shut', '2026-09-11T00:00:00Z', { state: 'closed' }),
  ],
  [
    activation('a1', 'run', 'ended', '2026-09-13T08:00:00Z'),
    activation('a2', 'run', 'running', '2026-09-13T04:00:00Z'),
    activation('a3', 'end', 'ended', '2026-09-12T04:00:00Z'),
  ],
);

describe('the stream', () => {
  it('puts what waits for a human first, then what runs, then what ended; the real before drills', () => {
    expect(items.map((item) => [item.incident.id, item.section, item.activation?.id ?? null])).toEqual([
      ['old', 'waiting', null],
      ['new', 'waiting', null],
      ['run', 'running', 'a2'],
      ['end', 'ended', 'a3'],
      ['shut', 'ended', null],
    ]);
  });

  it('filters the real from the drill', () => {
    expect(filterItems(items, 'drill').map((item) => item.incident.id)).toEqual(['new']);
    expect(filterItems(items, 'real')).toHaveLength(4);
    expect(filterItems(items, 'all')).toHaveLength(5);
  });
});

describe('what waits for a human', () => {
  const warnings = [
    { id: 'gale', exercise: false },
    { id: 'practice', exercise: true },
  ] as Warning[];
  const names = (filter: 'all' | 'real' | 'drill') =>
    waitingThings(warnings, items, filter).map(({ warning, item }) => warning?.id ?? item?.incident.id);

  it('has the real first, and there the warnings on top of the incidents', () => {
    expect(names('all')).toEqual(['gale', 'old', 'practice', 'new']);
  });

  it('is filtered as the rest is', () => {
    expect(names('real')).toEqual(['gale', 'old']);
    expect(names('drill')).toEqual(['practice', 'new']);
  });
});
