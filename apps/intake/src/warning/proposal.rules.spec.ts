import { openIncident } from '#contracts/incident.js';
import { incidentProposal } from '#contracts/warning.js';
import type { CategoryFile } from '../category/category.rules.js';
import { categoryTree } from '../category/category.rules.js';
import { readIntakeData } from '../intake.data.js';
import { checkOpening } from '../incident/incident.rules.js';
import type { HeldFacts } from './merge.rules.js';
import type { Proposing } from './proposal.rules.js';
import { proposeIncident } from './proposal.rules.js';

const tree = categoryTree(readIntakeData<CategoryFile>('event-codes.json'));
const now = new Date('2024-09-14T18:05:00+08:00');
const unit = (unitId: string) => ({
  unitId,
  name: unitId,
  by: 'geocode' as const,
  facts: { code: '320582104000', scheme: 'CPEAS Geographic Code' },
});
const held: HeldFacts = {
  messageId: '0190a5d0-0000-7000-8000-000000000002',
  profile: 'cap-1.2',
  status: 'Actual',
  sender: 's',
  identifier: 'm-1',
  sentAt: '2024-09-14T10:00:00.000Z',
  issuedBy: '市气象台',
  event: '台风',
  category: { code: '11B01', by: 'word', word: '台风' },
  colour: 'red',
  hazard: '台风',
  headline: '市气象台发布台风红色预警',
  description: '阵风 12 级。\n请注意防范。',
  instruction: '',
  urgency: 'Expected',
  certainty: 'Likely',
  effectiveAt: null,
  onsetAt: null,
  expiresAt: null,
  area: { said: true, description: '张家港市', reach: 'ours', units: [unit('leyu'), unit('yangshe')], position: null },
};
const propose = (said: Partial<HeldFacts> = {}, proposing: Partial<Proposing> = {}) => {
  const proposal = proposeIncident({
    warningId: '0190a5d0-0000-7000-8000-000000000001',
    exercise: false,
    state: 'in-force',
    held: { ...held, ...said },
    unitsInScope: new Set(['leyu', 'yangshe']),
    tree,
    now,
    ...proposing,
  });
  expect(incidentProposal.safeParse(proposal).error).toBeUndefined();
  return proposal;
};

it('an incident that can be opened as it is, with every reason', () => {
  const { incident, reasons, because } = propose();
  expect(because).toEqual([]);
  expect(incident).toMatchObject({
    exercise: false,
    category: '11B01',
    title: '市气象台发布台风红色预警',
    nature: '阵风 12 级。\n请注意防范。',
    unitIds: ['leyu', 'yangshe'],
    hasHappened: false,
    occurredAt: '2024-09-14T10:00:00.000Z',
    knownAt: '2024-09-14T10:00:00.000Z',
    source: { kind: 'warning', reference: 'm-1', warningId: '0190a5d0-0000-7000-8000-000000000001' },
    warnings: [{ colour: 'red', hazard: '台风', issuedBy: '市气象台' }],
  });
  expect(reasons.map(({ code }) => code)).toEqual(['category-by-word', 'unit-by-geocode', 'unit-by-geocode', 'only-threatens']);
  const command = openIncident.parse({ ...incident, requestId: '0190a5d0-0000-7000-8000-000000000003' });
  const unitsInScope = new Set(['leyu', 'yangshe']);
  const opening = checkOpening(command, { tree, unitsInScope, sceneUnitId: null, warning: { exercise: false, cancelled: false }, now });
  expect(opening).toMatchObject({ ok: true });
});

it.each(['red', 'orange', 'yellow', 'blue', null] as const)('the colour %s becomes no level anywhere', (colour) => {
  const { incident } = propose({ colour });
  expect(incident!.eventLevel).toBe('undetermined');
  const { warnings, title: _title, nature: _nature, ...rest } = incident!;
  expect(warnings.map((flag) => flag.colour)).toEqual(colour ? [colour] : []);
  expect(JSON.stringify(rest)).not.toMatch(/"(red|orange|yellow|blue|I|II|III|IV)"/);
});

it.each<[string, Partial<HeldFacts>, Partial<Proposing>, string[]]>([
  ['a test', { status: 'Test' }, { exercise: true }, ['not-actual']],
  ['a message of the system', { status: 'System' }, { exercise: true }, ['not-actual']],
  ['a draft', { status: 'Draft' }, { exercise: true }, ['not-actual']],
  ['one that was cancelled', {}, { state: 'cancelled' }, ['cancelled']],
  ['one that has expired', {}, { state: 'expired' }, ['expired']],
  ['one of elsewhere', { area: { ...held.area, reach: 'not-ours', units: [] } }, {}, ['not-ours']],
  ["one of another town, in a town's eyes", {}, { unitsInScope: new Set(['jinfeng']) }, ['not-ours']],
  ['one that nobody can place', { area: { ...held.area, reach: 'unplaced', units: [] } }, {}, ['unplaced']],
  ['one of no category', { category: null }, {}, ['no-category']],
  [
    'all at once',
    { status: 'Test', category: null },
    { state: 'expired', unitsInScope: new Set() },
    ['not-actual', 'expired', 'not-ours', 'no-category'],
  ],
])('%s proposes nothing', (_, said, proposing, because) => {
  expect(propose(said, proposing)).toMatchObject({ incident: null, because });
});

it('an exercise proposes an exercise and never the real thing', () => {
  const { incident, reasons } = propose({ status: 'Exercise' }, { exercise: true });
  expect(incident!.exercise).toBe(true);
  expect(reasons).toContainEqual({ code: 'status-is-exercise', facts: { status: 'Exercise' } });
});

it('a town is proposed its own units alone', () => {
  expect(propose({}, { unitsInScope: new Set(['yangshe']) }).incident!.unitIds).toEqual(['yangshe']);
});

it.each([
  ['Past', 'Unknown', true],
  ['Immediate', 'Observed', true],
  ['Expected', 'Likely', false],
  ['Unknown', 'Unknown', false],
])('urgency %s, certainty %s: it has happened %s', (urgency, certainty, hasHappened) => {
  const { incident, reasons } = propose({ urgency, certainty });
  expect(incident!.hasHappened).toBe(hasHappened);
  expect(reasons.some(({ code }) => code === 'only-threatens')).toBe(!hasHappened);
});

it.each<[Partial<HeldFacts>, string]>([
  [{ onsetAt: '2024-09-15T06:00:00+08:00', effectiveAt: '2024-09-14T19:00:00+08:00' }, '2024-09-15T06:00:00+08:00'],
  [{ effectiveAt: '2024-09-14T19:00:00+08:00' }, '2024-09-14T19:00:00+08:00'],
  [{}, '2024-09-14T10:00:00.000Z'],
])('%j occurs at %s', (said, occurredAt) => {
  expect(propose(said).incident!.occurredAt).toBe(occurredAt);
});

it('nobody knew of it after now, whatever the message says', () => {
  expect(propose({ sentAt: '2024-09-14T23:00:00.000Z' }).incident!.knownAt).toBe(now.toISOString());
});

it('an epicentre goes along, long words are cut between characters, and what has no headline is called by its event', () => {
  const { incident } = propose({
    headline: '',
    event: '地震'.repeat(200),
    description: '🌊'.repeat(3000),
    hazard: '👩‍🚒'.repeat(10),
    area: { ...held.area, description: '某'.repeat(2000), position: [120.5, 31.9] },
  });
  expect(openIncident.safeParse({ ...incident, requestId: '0190a5d0-0000-7000-8000-000000000003' }).error).toBeUndefined();
  expect(incident).toMatchObject({ place: { position: { type: 'Point', coordinates: [120.5, 31.9] } } });
  expect(incident!.title).toHaveLength(120);
});
