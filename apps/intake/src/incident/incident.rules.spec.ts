import type { OpenIncident } from '#contracts/incident.js';
import { openIncident } from '#contracts/incident.js';
import type { CategoryFile } from '../category/category.rules.js';
import { categoryTree } from '../category/category.rules.js';
import { readIntakeData } from '../intake.data.js';
import type { OpeningFacts } from './incident.rules.js';
import { checkOpening } from './incident.rules.js';

const warningId = '0190a5d0-0000-7000-8000-000000000002';
const command = (overrides: Partial<OpenIncident> = {}): OpenIncident => ({
  ...openIncident.parse({
    requestId: '0190a5d0-0000-7000-8000-000000000001',
    exercise: false,
    category: '11B01',
    title: '台风',
    nature: '台风将至',
    eventLevel: 'undetermined',
    place: { description: '全域' },
    unitIds: ['leyu', 'yangshe'],
    hasHappened: false,
    occurredAt: '2024-09-14T18:00:00+08:00',
    source: { kind: 'phone' },
  }),
  ...overrides,
});
const facts: OpeningFacts = {
  tree: categoryTree(readIntakeData<CategoryFile>('event-codes.json')),
  unitsInScope: new Set(['leyu', 'yangshe']),
  sceneUnitId: null,
  warning: null,
  now: new Date('2024-09-14T18:05:00+08:00'),
};
const from = (id: string) => ({ kind: 'warning' as const, reference: '', warningId: id });

describe('an incident may be opened', () => {
  it.each<[string, Partial<OpenIncident>, Partial<OpeningFacts>]>([
    ['that threatens, without a level', {}, {}],
    ['that has happened, with a level', { hasHappened: true, eventLevel: 'general' }, {}],
    ['of social safety without a level', { category: '14A00', hasHappened: true }, {}],
    ['with its scene in a chosen unit', { sceneOrgId: 'leyu-v1' }, { sceneUnitId: 'leyu' }],
    ['from a real warning', { source: from(warningId) }, { warning: { exercise: false, cancelled: false } }],
    ['as a drill from a test', { exercise: true, source: from(warningId) }, { warning: { exercise: true, cancelled: false } }],
    ['as a drill from a real warning', { exercise: true, source: from(warningId) }, { warning: { exercise: false, cancelled: false } }],
    [
      'that has happened though its warning was cancelled',
      { hasHappened: true, eventLevel: 'general', source: from(warningId) },
      { warning: { exercise: false, cancelled: true } },
    ],
    ['that comes in a year', { occurredAt: '2025-09-14T18:00:00+08:00' }, {}],
  ])('%s', (_, said, known) => {
    expect(checkOpening(command(said), { ...facts, ...known })).toEqual({ ok: true, unitIds: ['leyu', 'yangshe'] });
  });

  it('and units named twice count once', () => {
    expect(checkOpening(command({ unitIds: ['leyu', 'leyu'] }), facts)).toEqual({ ok: true, unitIds: ['leyu'] });
  });
});

describe('it is refused', () => {
  it.each<[string, Partial<OpenIncident>, Partial<OpeningFacts>, string, string[]]>([
    ['with an unknown category', { category: '11B98' }, {}, 'unknown-category', ['category']],
    ['with a category that is a class', { category: '11000' }, {}, 'unknown-category', ['category']],
    ['with a unit out of scope', { unitIds: ['leyu', 'jinfeng', 'nowhere'] }, {}, 'unknown-org', ['unitIds.1', 'unitIds.2']],
    ['with its scene in another unit', { sceneOrgId: 'jinfeng-v1' }, { sceneUnitId: 'jinfeng' }, 'unknown-org', ['sceneOrgId']],
    ['with an unknown scene', { sceneOrgId: 'nowhere' }, {}, 'unknown-org', ['sceneOrgId']],
    ['without a level though it happened', { hasHappened: true }, {}, 'invalid-input', ['eventLevel']],
    ['before the city was', { occurredAt: '1900-01-01T00:00:00Z' }, {}, 'invalid-input', ['occurredAt']],
    ['in the far future', { occurredAt: '9999-12-31T23:59:59-12:00' }, {}, 'invalid-input', ['occurredAt']],
    ['from an unknown warning', { source: from(warningId) }, {}, 'invalid-input', ['source.warningId']],
    [
      'as real from a test',
      { source: from(warningId) },
      { warning: { exercise: true, cancelled: false } },
      'exercise-differs',
      ['exercise'],
    ],
    [
      'that threatens by a warning that was cancelled',
      { source: from(warningId) },
      { warning: { exercise: false, cancelled: true } },
      'warning-cancelled',
      ['source.warningId'],
    ],
    [
      'for all its reasons at once',
      { category: '19999', unitIds: ['x'], hasHappened: true },
      {},
      'unknown-category',
      ['category', 'unitIds.0', 'eventLevel'],
    ],
  ])('%s', (_, said, known, refusal, fields) => {
    const opening = checkOpening(command(said), { ...facts, ...known });
    expect(opening).toMatchObject({ ok: false, refusal });
    expect(!opening.ok && opening.fields.map(({ field }) => field)).toEqual(fields);
    expect(
      !opening.ok && opening.fields.every(({ reason, reasonEn }) => /\p{Script=Han}/u.test(reason) && /^[\x20-\x7e]+$/.test(reasonEn)),
    ).toBe(true);
  });
});
