import type { WarningDetail } from '#contracts/warning.js';
import { bodyOf, emptyForm, fieldOfPath, formOf, formOfWarning, unfinishedFields, type IncidentForm } from './incident.form.js';

const now = new Date('2026-09-14T03:00:00Z');
const whole: IncidentForm = {
  ...emptyForm(now),
  exercise: false,
  category: '11B01',
  title: '台风“贝碧嘉”',
  nature: '沿江阵风 12 级',
  eventLevel: 'general',
  place: '全市',
  unitIds: ['leyu'],
  hasHappened: false,
};

describe('an unfinished form', () => {
  it('says every field that is missing, and assumes nothing about a drill', () => {
    expect(unfinishedFields(emptyForm(now))).toEqual([
      'exercise',
      'category',
      'title',
      'nature',
      'eventLevel',
      'place',
      'unitIds',
      'hasHappened',
    ]);
    expect(bodyOf(emptyForm(now))).toBeNull();
  });

  it.each([
    [{ dead: '-1' }, ['dead']],
    [{ injured: '1.5' }, ['injured']],
    [{ missing: 'many' }, ['missing']],
    [{ occurredAt: '' }, ['occurredAt']],
    [{ knownAt: 'gestern' }, ['knownAt']],
    [{ warnings: [{ colour: 'blue' as const, hazard: '', headline: 'x', issuedBy: '', issuedAt: '' }] }, ['warnings']],
    [{}, []],
  ])('%j cannot go out because of %j', (change, fields) => {
    expect(unfinishedFields({ ...whole, ...change })).toEqual(fields);
  });
});

describe('the body', () => {
  it('leaves unknown counts null and keeps a draft as it came', () => {
    const body = bodyOf({ ...whole, dead: '0' });
    expect(body?.firstReport).toMatchObject({ dead: 0, injured: null });
    expect(body && bodyOf(formOf(body))).toEqual(body);
  });
});

describe('a warning', () => {
  const id = '0193f0aa-7b5a-7000-8000-000000000001';
  const warning = {
    id,
    status: 'Actual',
    exercise: false,
    identifier: '320582-1',
    issuedBy: '市气象台',
    event: '台风',
    category: null,
    colour: 'blue',
    hazard: '台风',
    headline: '台风蓝色预警',
    description: '阵风 8 级',
    areaDescription: '长江下游',
    sentAt: '2026-09-14T02:00:00Z',
    effectiveAt: null,
    onsetAt: null,
    units: [],
    proposal: { incident: null, reasons: [], because: ['unplaced', 'no-category'] },
  } as unknown as WarningDetail;

  it('that proposes an incident fills the form with it, to the last field', () => {
    const incident = { ...bodyOf(whole)!, knownAt: '2026-09-14T02:00:00.000Z' };
    incident.source = { kind: 'warning', reference: '320582-1', warningId: id };
    const form = formOfWarning({ ...warning, proposal: { incident, reasons: [], because: [] } }, now);
    expect(bodyOf(form)).toEqual(incident);
  });

  it('that proposes none gives what is known, and leaves what it is and where to people', () => {
    const form = formOfWarning(warning, now);
    expect(unfinishedFields(form)).toEqual(['exercise', 'category', 'unitIds']);
    expect(form).toMatchObject({
      title: '台风蓝色预警',
      nature: '阵风 8 级',
      place: '长江下游',
      warningId: id,
      sourceReference: '320582-1',
    });
    expect(form.warnings).toEqual([expect.objectContaining({ colour: 'blue', hazard: '台风', issuedBy: '市气象台' })]);
  });

  it('can only become a drill unless its status is Actual, and never proposes the real thing by itself', () => {
    expect(formOfWarning({ ...warning, status: 'Exercise', exercise: true }, now).exercise).toBe(true);
    expect(formOfWarning(warning, now).exercise).toBeNull();
  });

  it('without a colour adds no flag', () => {
    expect(formOfWarning({ ...warning, colour: null }, now).warnings).toEqual([]);
  });
});

it.each([
  ['place.description', 'place'],
  ['warnings.0.headline', 'warnings'],
  ['firstReport.dead', 'dead'],
  ['source.kind', 'sourceKind'],
  ['source.warningId', 'sourceReference'],
  ['title', 'title'],
])('a refusal at %s stands beside %s', (path, field) => {
  expect(fieldOfPath(path)).toBe(field);
});
