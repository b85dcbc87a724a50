import type { SourceDocument } from '#contracts/incident.js';
import { applyDocument, bodyOf, emptyForm, fieldOfPath, formOf, unfinishedFields, type IncidentForm } from './incident.form.js';

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

describe('an uploaded message', () => {
  const document: SourceDocument = {
    id: '0193f0aa-7b5a-7000-8000-000000000001',
    profile: 'china',
    identifier: '320582-1',
    sender: '市气象台',
    sent: '',
    status: 'Exercise',
    msgType: 'Alert',
    exerciseOnly: true,
    event: '台风',
    headline: '台风蓝色预警',
    description: '阵风 8 级',
    areaDescription: '全市',
    proposedCategory: '11B01',
    proposedWarning: { colour: 'blue', hazard: '台风', headline: '台风蓝色预警', issuedBy: '市气象台', issuedAt: null },
  };

  it('fills what is empty and overwrites nothing that people wrote', () => {
    const form = applyDocument({ ...emptyForm(now), title: '我写的' }, document);
    expect(form).toMatchObject({
      title: '我写的',
      nature: '阵风 8 级',
      place: '全市',
      category: '11B01',
      hasHappened: false,
      sourceKind: 'warning',
    });
    expect(form.warnings).toHaveLength(1);
    expect(form.documentId).toBe(document.id);
  });

  it('can only become a drill unless its status is Actual, and never proposes the real thing', () => {
    expect(applyDocument(emptyForm(now), document).exercise).toBe(true);
    expect(applyDocument(emptyForm(now), { ...document, exerciseOnly: false }).exercise).toBeNull();
  });
});

it.each([
  ['place.description', 'place'],
  ['warnings.0.headline', 'warnings'],
  ['firstReport.dead', 'dead'],
  ['source.kind', 'sourceKind'],
  ['source.documentId', 'sourceReference'],
  ['title', 'title'],
])('a refusal at %s stands beside %s', (path, field) => {
  expect(fieldOfPath(path)).toBe(field);
});
