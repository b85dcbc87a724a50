import { bodyOf, unfinishedFields, wordsOf, type ReportWords } from './report.form.js';

const draft = {
  kind: 'first' as const,
  form: 'written' as const,
  to: '总值班室',
  occurredAt: '2024-09-15T05:50:30.000Z',
  place: '沿江路',
  source: '电话',
  nature: '泄漏',
  scopeAndDamage: '厂区内',
  dead: 0,
  injured: null,
  missing: 3,
  trend: '减弱',
  measuresTaken: '疏散',
};
const words = (more: Partial<ReportWords> = {}): ReportWords => ({ ...wordsOf(draft), ...more });

describe('the form of a report', () => {
  it('begins with the draft and goes out as it is: what is not known is null, not zero', () => {
    expect(words()).toMatchObject({ dead: '0', injured: '', missing: '3', givenAt: '' });
    expect(bodyOf(words(), true, [])).toEqual({ ...draft, exercise: true, givenAt: null, occurredAt: '2024-09-15T05:50:00.000Z' });
  });

  it.each<[string, Partial<ReportWords>, string[]]>([
    ['nobody to whom', { to: ' ' }, ['to']],
    ['no place', { place: '' }, ['place']],
    ['no time', { occurredAt: '' }, ['occurredAt']],
    [
      'gaps in writing',
      { source: '', scopeAndDamage: ' ', trend: '', measuresTaken: '' },
      ['source', 'scopeAndDamage', 'trend', 'measuresTaken'],
    ],
    ['gaps by voice', { form: 'oral', source: '', scopeAndDamage: '', trend: '', measuresTaken: '' }, []],
    ['half a person', { dead: '0.5' }, ['dead']],
    ['words for a number', { injured: '两人' }, ['injured']],
    ['fewer than none', { missing: '-1' }, ['missing']],
    ['more than a million', { missing: '1000001' }, ['missing']],
    ['a million', { missing: '1000000' }, []],
  ])('with %s', (_, said, fields) => {
    expect(unfinishedFields(words(said))).toEqual(fields);
    expect(bodyOf(words(said), true, []) === null).toBe(fields.length > 0);
  });

  it('a minute means the moment that began in it, and no other', () => {
    const givenAt = (said: string, floors: string[]) => bodyOf(words({ givenAt: said }), true, floors)?.givenAt;
    const minute = new Date('2024-09-15T06:30:00').getTime();
    const floor = (ms: number) => new Date(minute + ms).toISOString();
    expect(givenAt('2024-09-15T06:30', [floor(25_500), floor(10_000)])).toBe(floor(25_500));
    expect(givenAt('2024-09-15T06:30', [floor(60_000), floor(-1)])).toBe(floor(0));
  });
});
