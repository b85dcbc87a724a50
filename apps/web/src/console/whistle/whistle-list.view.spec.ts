import { questionOf } from './whistle-list.view.js';

describe('what the board of whistles asks', () => {
  it.each([
    [{}, { state: 'open' }],
    [{ show: 'ruling' }, { state: 'ruling' }],
    [{ show: 'everything', kind: 'loud' }, { state: 'open' }],
    [
      { show: 'overdue', unit: 'leyu', kind: 'emergency' },
      { state: 'overdue', unitId: 'leyu', kind: 'emergency' },
    ],
    [
      { incident: 'i1', unit: '' },
      { state: 'open', incidentId: 'i1' },
    ],
  ])('%j', (query, question) => {
    expect(questionOf(query)).toEqual(question);
  });
});
