import type { IssueWarning } from '#contracts/warning.js';
import { issueWarning } from '#contracts/warning.js';
import type { CategoryFile } from '../../category/category.rules.js';
import { categoryTree } from '../../category/category.rules.js';
import { readIntakeData } from '../../intake.data.js';
import { writeCap } from '../cap/cap-writer.rules.js';
import { readCap } from '../cap/cap.rules.js';
import { schemaProblems } from '../testing/cap-schema.js';
import { colourOf } from '../warning-words.rules.js';
import type { CapCategories, Issuing } from './draft-message.rules.js';
import { draftMessage } from './draft-message.rules.js';
import type { IssuingFacts } from './issue.rules.js';
import { checkIssuing } from './issue.rules.js';

const tree = categoryTree(readIntakeData<CategoryFile>('event-codes.json'));
const capCategories = readIntakeData<{ categories: CapCategories }>('cap-categories.json').categories;
const id = '0190a5d0-0000-7000-8000-000000000001';
const now = new Date('2024-09-14T18:05:00+08:00');
const command = (overrides: Partial<IssueWarning> = {}): IssueWarning => ({
  ...issueWarning.parse({
    requestId: id,
    exercise: false,
    category: '11B01',
    colour: 'blue',
    headline: '台风蓝色预警',
    description: '24 小时内可能受热带风暴影响 <注意>',
    instruction: '渔船回港 & 避风',
    urgency: 'Future',
    severity: 'Moderate',
    certainty: 'Likely',
    unitIds: ['leyu'],
    expiresAt: '2024-09-15T18:00:00+08:00',
  }),
  ...overrides,
});
const ours = { exercise: false, cancelled: false, issuedInScope: true };
const facts: IssuingFacts = { tree, unitsInScope: new Set(['leyu', 'yangshe']), changed: null, now };

describe('a warning', () => {
  it.each<[string, Partial<IssueWarning>, Partial<IssuingFacts>]>([
    ['is issued', {}, {}],
    ['changes one of ours', { changes: id }, { changed: ours }],
    ['cancels one of ours', { cancels: id }, { changed: ours }],
    ['begins before it ends', { onsetAt: '2024-09-15T17:59:00+08:00' }, {}],
  ])('%s', (_, said, known) => {
    expect(checkIssuing(command(said), { ...facts, ...known })).toEqual({ ok: true });
  });

  it.each<[string, Partial<IssueWarning>, Partial<IssuingFacts>, string, string[]]>([
    ['that changes and cancels', { changes: id, cancels: id }, { changed: ours }, 'invalid-input', ['cancels']],
    ['that changes nothing we know', { changes: id }, {}, 'invalid-input', ['changes']],
    ["that cancels somebody else's", { cancels: id }, { changed: { ...ours, issuedInScope: false } }, 'not-our-warning', ['cancels']],
    ['that changes a cancelled one', { changes: id }, { changed: { ...ours, cancelled: true } }, 'warning-cancelled', ['changes']],
    ['that makes a drill real', { changes: id }, { changed: { ...ours, exercise: true } }, 'exercise-differs', ['exercise']],
    ['of a class', { category: '11000' }, {}, 'unknown-category', ['category']],
    ['for units elsewhere', { unitIds: ['leyu', 'jinfeng'] }, {}, 'unknown-org', ['unitIds.1']],
    ['that has expired', { expiresAt: '2024-09-14T18:05:00+08:00' }, {}, 'invalid-input', ['expiresAt']],
    ['that never expires', { expiresAt: '2024-12-15T18:00:00+08:00' }, {}, 'invalid-input', ['expiresAt']],
    ['that begins when it has expired', { onsetAt: '2024-09-15T18:00:00+08:00' }, {}, 'invalid-input', ['onsetAt']],
  ])('%s is refused', (_, said, known, refusal, fields) => {
    const permit = checkIssuing(command(said), { ...facts, ...known });
    expect(permit).toMatchObject({ ok: false, refusal });
    expect(!permit.ok && permit.fields.map(({ field }) => field)).toEqual(fields);
  });
});

const issuing = (overrides: Partial<Issuing> = {}): Issuing => ({
  identifier: '320582.1',
  sender: 'muster.320582',
  office: '市指挥中心',
  now,
  category: tree.byCode.get('11B01')!,
  capCategories,
  units: [{ name: '乐余镇', nameEn: 'Leyu Town', divisions: ['320582104'] }],
  wholeCity: null,
  references: [],
  ...overrides,
});

describe('its message', () => {
  const readBack = (said: Partial<IssueWarning>, known: Partial<Issuing> = {}) => {
    const reading = readCap(writeCap(draftMessage(command(said), issuing(known))));
    if (!reading.ok) throw new Error(JSON.stringify(reading.fields));
    return reading.message;
  };

  it.each<[string, Partial<IssueWarning>, Partial<Issuing>]>([
    ['real', {}, {}],
    [
      'an exercise for the whole city',
      { exercise: true },
      { wholeCity: { name: '张家港市', nameEn: 'Zhangjiagang City', code: '320582' } },
    ],
    ['a Cancel without English names', { cancels: id, instruction: '' }, { units: [{ name: '乐余镇', nameEn: null, divisions: [] }] }],
    ['of social safety', { category: '14A00' }, { category: tree.byCode.get('14A00')! }],
  ])('is valid by the schema: %s', async (_, said, known) => {
    expect(await schemaProblems(writeCap(draftMessage(command(said), issuing(known))))).toEqual([]);
  });

  it('says units by the codes of their divisions, and the whole city by its own', () => {
    expect(readBack({}).info!.areas).toMatchObject([{ description: '乐余镇', geocodes: [{ value: '320582104000' }] }]);
    const city = readBack({}, { wholeCity: { name: '张家港市', nameEn: null, code: '320582' } });
    expect(city.info!.areas).toMatchObject([{ description: '张家港市', geocodes: [{ value: '320582000000' }] }]);
  });

  it('says its colour beside the severity, and neither is made of the other', () => {
    const red = readBack({ colour: 'red', severity: 'Minor', headline: '预警' });
    expect(red.info!.severity).toBe('Minor');
    expect(colourOf(red, red.info!)).toBe('red');
  });

  it('of an exercise says so in headline, status and note, whatever was written', () => {
    expect(readBack({ exercise: true })).toMatchObject({ status: 'Exercise', info: { headline: '【演练】台风蓝色预警' } });
    expect(readBack({ exercise: true, headline: '台风演练' }).info!.headline).toBe('台风演练');
    expect(draftMessage(command({ exercise: true }), issuing()).note).toMatch(/演练.*Exercise/);
  });

  it.each([
    ['11B01', 'Met'],
    ['11G01', 'Fire'],
    ['12D02', 'CBRNE'],
    ['12A00', 'Safety'],
    ['13A00', 'Health'],
    ['14A00', 'Security'],
    ['11Y00', 'Other'],
  ])('of category %s is %s in CAP', (code, category) => {
    const draft = draftMessage(command({ category: code }), issuing({ category: tree.byCode.get(code)! }));
    expect(draft.infos.map((info) => info.category)).toEqual([category, category]);
  });
});
