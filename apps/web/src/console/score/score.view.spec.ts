import { scoreQuery } from '#contracts/score.js';
import { monthOf, monthsBack, rateText, scoreQuestion } from './score.view.js';

const now = Date.parse('2026-11-23T10:00:00Z');

describe('the question of the scores', () => {
  it.each([
    [{}, { by: 'department', side: 'department', from: '2026-11', until: '2026-11' }],
    [{ side: 'town' }, { by: 'town', side: 'town' }],
    [
      { by: 'month', from: '2026-11', until: '2026-08' },
      { by: 'month', from: '2026-08', until: '2026-11' },
    ],
    [
      { from: '2026-13', by: 'person', kind: 'loud' },
      { from: '2026-11', by: 'department' },
    ],
    [
      { kind: 'emergency', unit: 'leyu', org: 'water-bureau' },
      { kind: 'emergency', unitId: 'leyu', orgId: 'water-bureau' },
    ],
  ])('%j', (query, expected) => {
    const question = scoreQuestion(query, now);
    expect(question).toMatchObject(expected);
    expect(scoreQuery.parse(question)).toEqual(question);
  });
});

it('a month begins in Shanghai, eight hours before it begins in Greenwich', () => {
  expect(monthOf(Date.parse('2026-10-31T15:59:59Z'))).toBe('2026-10');
  expect(monthOf(Date.parse('2026-10-31T16:00:00Z'))).toBe('2026-11');
});

it('months are counted back over the turn of the year', () => {
  expect(monthsBack(Date.parse('2026-02-10T00:00:00Z'), 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11']);
});

it.each([
  [
    { count: 7, of: 8, percent: 87.5 },
    { percent: '87.5%', count: '7 / 8' },
  ],
  [
    { count: 0, of: 4, percent: 0 },
    { percent: '0%', count: '0 / 4' },
  ],
  [
    { count: 0, of: 0, percent: null },
    { percent: '—', count: '0 / 0' },
  ],
])('a rate stands with its count %j', (rate, text) => {
  expect(rateText(rate)).toEqual(text);
});
