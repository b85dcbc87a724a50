import type { Warning } from '#contracts/warning.js';
import { fileNameOf, filterOf, handlingOf, listFilters, mergeFirstPage, questionOf, stateAt, waitsForHuman } from './warning.view.js';

const now = Date.parse('2026-09-14T03:00:00Z');
const warning = (id: string, more: Partial<Warning> = {}): Warning =>
  ({ id, status: 'Actual', exercise: false, state: 'in-force', reach: 'ours', incidentIds: [], expiresAt: null, ...more }) as Warning;

describe('the filters of the list', () => {
  it.each([
    ['in-force', { state: 'in-force', reach: 'ours' }],
    ['unplaced', { reach: 'unplaced' }],
    ['expired', { state: 'expired', reach: 'ours' }],
    ['cancelled', { state: 'cancelled', reach: 'ours' }],
    ['not-ours', { reach: 'not-ours' }],
  ] as const)('%s asks for %j', (filter, asked) => {
    expect(questionOf(filter)).toEqual(asked);
  });

  it('are read from the address, and anything else is what is in force', () => {
    expect(listFilters.map(filterOf)).toEqual([...listFilters]);
    for (const named of ['moon', undefined, ['expired']]) expect(filterOf(named)).toBe('in-force');
  });
});

describe('a warning now', () => {
  it.each([
    ['without an expiry', { expiresAt: null }, 'in-force'],
    ['before it', { expiresAt: '2026-09-14T03:00:01Z' }, 'in-force'],
    ['at it, though the picture is older', { expiresAt: '2026-09-14T03:00:00Z' }, 'expired'],
    ['cancelled before it', { state: 'cancelled', expiresAt: '2026-09-14T03:00:01Z' }, 'cancelled'],
  ] as const)('%s is as the clock says', (_, more, state) => {
    expect(stateAt(warning('a', more), now)).toBe(state);
  });

  it.each<[string, Partial<Warning>, boolean, string]>([
    ['real and ours', {}, true, 'waits'],
    ['a drill', { status: 'Exercise', exercise: true }, true, 'waits'],
    ['without a place', { reach: 'unplaced' }, true, 'waits'],
    ['a test', { status: 'Test', exercise: true }, false, 'nothing'],
    ['elsewhere', { reach: 'not-ours' }, false, 'nothing'],
    ['expired', { state: 'expired' }, false, 'nothing'],
    ['an incident was opened', { incidentIds: ['i'] }, false, 'opened'],
  ])('%s: waits for a human %s', (_, more, waits, handling) => {
    expect([waitsForHuman(warning('a', more), now), handlingOf(warning('a', more), now)]).toEqual([waits, handling]);
  });
});

describe('the first page, read again', () => {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((id) => warning(id)) as [Warning, Warning, Warning, Warning, Warning];
  it.each([
    ['brings a newer one', [b, c, d], [a, b], [a, b, c, d]],
    ['lets go one that left the filter', [a, b, c, d], [a, c], [a, c, d]],
    ['is all there is', [a, b, c], [a], [a]],
    ['is empty', [a, b], [], []],
    ['no longer meets what was read before', [d, e], [a, b], [a, b]],
  ])('%s', (name, former, first, merged) => {
    expect(mergeFirstPage(former, first, name === 'is all there is').map(({ id }) => id)).toEqual(merged.map(({ id }) => id));
  });
});

describe('the document of a message', () => {
  it.each([
    ['32058241600000_20240914113000', '32058241600000_20240914113000.xml'],
    ['urn:oid:2.49.0.1/../x y', 'urn_oid_2.49.0.1_.._x_y.xml'],
    ['预警 1', '预警_1.xml'],
    ['///', '_.xml'],
    ['', 'warning.xml'],
  ])('%j becomes the file %s', (identifier, name) => {
    expect(fileNameOf(identifier)).toBe(name);
  });
});
