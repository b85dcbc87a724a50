import { aCall, aWhistle } from '../../whistle/testing/a-whistle.js';
import { byNeed, questionOf } from './whistle-list.view.js';

it('what lies before the city centre stands first, then what runs out first, drills last', () => {
  const due = (id: string, acknowledgeDueAt: string, change = {}) => aWhistle({ id, calls: [aCall({ acknowledgeDueAt })], ...change });
  const list = [
    due('later', '2026-11-23T12:20:00Z'),
    due('drill', '2026-11-23T12:01:00Z', { exercise: true, question: 'ruling' }),
    due('ruling', '2026-11-23T14:00:00Z', { question: 'ruling' }),
    due('soon', '2026-11-23T12:05:00Z'),
  ];
  expect(list.sort(byNeed(Date.parse('2026-11-23T12:00:30Z'))).map((one) => one.id)).toEqual(['ruling', 'soon', 'later', 'drill']);
});

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
