import { reviewItems } from '#contracts/stationed-review.js';
import { callerAt } from '../testing/caller.js';
import type { Signed } from './stationed-review.rules.js';
import { canonicalJson, hashOfSheet, makesSheets, missingOf, reviewScopeOf, writingProblems, yearOf } from './stationed-review.rules.js';

const items = reviewItems.map((item) => ({ item, points: 18, words: '' }));
const sheet: Signed = {
  id: '01990000-0000-7000-8000-000000000001',
  year: 2026,
  unitId: 'leyu',
  stationOrgId: 'leyu:water-station',
  departmentId: 'water',
  people: [{ personId: '01990000-0000-7000-8000-000000000002', postName: '站长' }],
  facts: [{ fact: 'tasks', count: 3, of: 3 }],
  items,
  grade: 'competent',
  words: '随叫随到',
  signedAt: '2026-12-30T01:00:00.000Z',
};

describe('who reads which sheets', () => {
  it.each([
    ['leyu', { unitId: 'leyu', departmentId: null, signedOnly: false }],
    ['water', { unitId: null, departmentId: 'water', signedOnly: true }],
    ['city', { unitId: null, departmentId: null, signedOnly: true }],
    ['leyu/v1', null],
    ['leyu/leyu:water-station', null],
  ])('%s', (where, scope) => {
    expect(reviewScopeOf(callerAt(where))).toEqual(scope);
  });
});

describe('a yearly sheet', () => {
  it('is made for this year and the last, by the year in Shanghai', () => {
    const newYear = new Date('2027-01-01T00:00:00+08:00');
    expect(yearOf(newYear)).toBe(2027);
    expect(yearOf(new Date(newYear.getTime() - 1))).toBe(2026);
    expect([2025, 2026, 2027, 2028].filter((year) => makesSheets(year, newYear))).toEqual([2026, 2027]);
  });

  it('names an item that stands twice, and each one that is missing', () => {
    expect(writingProblems(items)).toEqual([]);
    expect(writingProblems([...items, items[2]!]).map(({ field }) => field)).toEqual(['items.5.item']);
    expect(missingOf(sheet)).toEqual([]);
    expect(missingOf({ items: items.slice(1), grade: null, words: '' }).map(({ field }) => field)).toEqual([
      'items.on-duty',
      'grade',
      'words',
    ]);
  });

  it('has one hash however its keys lie, and another as soon as anything in it differs', () => {
    const reordered = Object.fromEntries(Object.entries(sheet).reverse()) as Signed;
    expect(hashOfSheet(reordered)).toBe(hashOfSheet(sheet));
    const changed: Signed[] = [
      { ...sheet, words: '随叫随到。' },
      { ...sheet, grade: 'excellent' },
      { ...sheet, items: items.map((one, index) => (index === 4 ? { ...one, points: 18.5 } : one)) },
      { ...sheet, facts: [{ fact: 'tasks', count: 3, of: 4 }] },
      { ...sheet, people: [] },
      { ...sheet, signedAt: '2026-12-30T01:00:00.001Z' },
    ];
    expect(new Set([sheet, ...changed].map(hashOfSheet)).size).toBe(7);
  });

  it('holds when a name is erased: the signature covers people by their id', () => {
    const named = { ...sheet, people: sheet.people.map((person) => ({ ...person, name: '赵甲' })) };
    expect(hashOfSheet(named)).toBe(hashOfSheet(sheet));
  });

  it('is written canonically', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: 0.5, e: undefined })).toBe('{"a":0.5,"b":[1,{"c":"x","d":null}]}');
  });
});
