import { openIncident } from '#contracts/incident.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { checkOpening } from './incident.rules.js';

const opening = (knownAt: string | null, hasHappened: boolean) =>
  checkOpening(
    openIncident.parse({
      requestId: '0190a5d0-0000-7000-8000-000000000001',
      exercise: false,
      category: '12D01',
      title: '泄漏',
      nature: '液氨泄漏',
      eventLevel: 'general',
      place: { description: '沿江路' },
      unitIds: ['leyu'],
      hasHappened,
      occurredAt: '2024-09-15T06:00:00+08:00',
      knownAt,
      source: { kind: 'phone' },
    }),
    {
      tree: new CategoryCatalog(),
      unitsInScope: new Set(['leyu']),
      sceneUnitId: null,
      warning: null,
      now: new Date('2024-09-15T08:00:00+08:00'),
    },
  );

/** The first report's clock starts there, so that nobody may move it where it cannot be. */
describe('the moment anyone knew', () => {
  it.each<[string, string | null, boolean, boolean]>([
    ['is the opening if nobody says', null, true, true],
    ['when it happened', '2024-09-15T06:00:00+08:00', true, true],
    ['now', '2024-09-15T08:00:00+08:00', true, true],
    ['before what only threatens', '2024-09-14T06:00:00+08:00', false, true],
    ['not in the future', '2024-09-15T08:00:01+08:00', true, false],
    ['not in the future of what threatens', '2024-09-15T08:00:01+08:00', false, false],
    ['not before it happened', '2024-09-15T05:59:59+08:00', true, false],
    ['not before the city was', '1900-01-01T00:00:00Z', false, false],
  ])('%s', (_, knownAt, hasHappened, ok) => {
    const decided = opening(knownAt, hasHappened);
    expect(decided.ok).toBe(ok);
    expect(decided.ok ? [] : decided.fields.map(({ field }) => field)).toEqual(ok ? [] : ['knownAt']);
  });
});
