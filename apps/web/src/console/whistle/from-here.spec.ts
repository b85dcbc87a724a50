import { whistleFromHere } from './from-here.js';

describe('W whistles from what is in hand', () => {
  it.each([
    ['a task in the live page', { name: 'live', query: { task: 't1', unit: 'leyu' } }, 'i1', { task: 't1', unit: 'leyu' }],
    ['a running response', { name: 'live', query: {} }, 'i1', { incident: 'i1' }],
    ['an incident', { name: 'preview', query: { task: 'odd' } }, 'i1', { incident: 'i1' }],
    ['nothing in hand', { name: 'console', query: {} }, null, {}],
  ])('%s', (_, here, incidentId, query) => {
    expect(whistleFromHere(here, incidentId)).toEqual({ name: 'blow-whistle', query });
  });

  it.each(['blow-whistle', 'grid-reports'])('and leads nowhere from %s', (name) => {
    expect(whistleFromHere({ name, query: {} }, 'i1')).toBeNull();
  });
});
