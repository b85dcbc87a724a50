import type { FileInformationReport } from '#contracts/information-report.js';
import { fileInformationReport } from '#contracts/information-report.js';
import { fileReport, possibleReports } from './information-report.rules.js';
import type { FilingFacts } from './information-report.rules.js';

const at = (time: string): Date => new Date(`2024-09-15T${time}:00+08:00`);
const given = (number: number, kind: 'first' | 'follow-up' | 'final', form: 'oral' | 'written', time: string) => ({
  number,
  kind,
  form,
  givenAt: at(time),
});
const ended = [{ level: 'III' as const, startedAt: at('06:15'), endedAt: at('08:00') }];
const running = [{ level: 'III' as const, startedAt: at('06:15'), endedAt: null }];
const facts = (more: Partial<FilingFacts> = {}): FilingFacts => ({
  exercise: true,
  hasHappened: true,
  knownAt: at('06:00'),
  limits: {
    category: '10000',
    oralMinutes: 30,
    writtenMinutes: 60,
    followUpMinutes: { IV: 180, III: 180, II: 60, I: 60 },
    finalHours: 24,
    source: 'test',
  },
  responses: [],
  reports: [],
  open: [],
  now: at('10:00'),
  ...more,
});
const report = (more: Partial<FileInformationReport> = {}): FileInformationReport => ({
  ...fileInformationReport.parse({
    requestId: '0190a5d0-0000-7000-8000-000000000001',
    exercise: true,
    kind: 'first',
    form: 'written',
    to: '总值班室',
    occurredAt: '2024-09-15T05:50:00+08:00',
    place: '沿江路',
    source: '电话',
    nature: '泄漏',
    scopeAndDamage: '尚不清楚',
    trend: '尚不清楚',
    measuresTaken: '疏散',
  }),
  ...more,
});
const written = [given(1, 'first', 'written', '06:30')];
const oral = [given(1, 'first', 'oral', '06:20')];
const final = [...written, given(2, 'final', 'written', '08:30')];

describe('a report may be filed', () => {
  it.each<[string, Partial<FileInformationReport>, Partial<FilingFacts>]>([
    ['as the first in writing', {}, {}],
    [
      'as the first by voice, with time, place and nature alone',
      { form: 'oral', source: '', scopeAndDamage: '', trend: '', measuresTaken: '' },
      {},
    ],
    ['in writing after an oral first', {}, { reports: oral }],
    ['as a follow-up after an oral first', { kind: 'follow-up' }, { reports: oral, responses: running }],
    ['as a follow-up without a response', { kind: 'follow-up' }, { reports: written }],
    ['as the final one after the end', { kind: 'final' }, { reports: written, responses: ended }],
    ['as the final one of what needed no response', { kind: 'final' }, { reports: written }],
    ['as a correction after the final one', { kind: 'follow-up' }, { reports: final, responses: ended }],
    [
      'as another final one after another end',
      { kind: 'final' },
      { reports: final, responses: [...ended, { level: 'IV', startedAt: at('09:00'), endedAt: at('09:30') }] },
    ],
    ['with the time when it was given', { givenAt: '2024-09-15T06:00:00+08:00' }, {}],
  ])('%s', (_, said, known) => {
    expect(fileReport(report(said), facts(known))).toMatchObject({ ok: true });
  });
});

describe('it is refused', () => {
  it.each<[string, Partial<FileInformationReport>, Partial<FilingFacts>, string, string[]]>([
    ['as a second first', {}, { reports: written }, 'report-out-of-order', ['kind']],
    ['as a second first by voice', { form: 'oral' }, { reports: oral }, 'report-out-of-order', ['kind']],
    ['as a first by voice after a written one', { form: 'oral' }, { reports: written }, 'report-out-of-order', ['kind']],
    ['as a follow-up before the first', { kind: 'follow-up' }, {}, 'report-out-of-order', ['kind']],
    [
      'as a follow-up given before the first',
      { kind: 'follow-up', givenAt: '2024-09-15T06:29:00+08:00' },
      { reports: written },
      'report-out-of-order',
      ['givenAt'],
    ],
    ['as the final one before the first', { kind: 'final' }, { responses: ended }, 'report-out-of-order', ['kind']],
    ['as the final one without a written first', { kind: 'final' }, { reports: oral, responses: ended }, 'report-out-of-order', ['kind']],
    [
      'as the final one while a response runs',
      { kind: 'final' },
      { reports: written, responses: running },
      'report-out-of-order',
      ['kind'],
    ],
    [
      'as the final one given before the end',
      { kind: 'final', givenAt: '2024-09-15T07:59:00+08:00' },
      { reports: written, responses: ended },
      'report-out-of-order',
      ['givenAt'],
    ],
    ['as a second final one', { kind: 'final' }, { reports: final, responses: ended }, 'report-out-of-order', ['kind']],
    ['as a real one of a drill', { exercise: false }, {}, 'exercise-differs', ['exercise']],
    ['given in the future', { givenAt: '2024-09-15T10:00:01+08:00' }, {}, 'invalid-input', ['givenAt']],
    ['given before anyone knew', { givenAt: '2024-09-15T05:59:00+08:00' }, {}, 'invalid-input', ['givenAt']],
    ['with a time in the far future', { occurredAt: '2030-01-01T00:00:00Z' }, {}, 'invalid-input', ['occurredAt']],
    [
      'in writing with gaps',
      { source: '', scopeAndDamage: '', trend: '', measuresTaken: '' },
      {},
      'invalid-input',
      ['source', 'scopeAndDamage', 'trend', 'measuresTaken'],
    ],
    ['for all its reasons at once', { exercise: false, kind: 'final', trend: '' }, {}, 'exercise-differs', ['exercise', 'kind', 'trend']],
  ])('%s', (_, said, known, refusal, fields) => {
    const filing = fileReport(report(said), facts(known));
    expect(filing).toMatchObject({ ok: false, refusal });
    expect(!filing.ok && filing.fields.map(({ field }) => field)).toEqual(fields);
    expect(
      !filing.ok && filing.fields.every(({ reason, reasonEn }) => /\p{Script=Han}/u.test(reason) && /^[\x20-\x7e]+$/.test(reasonEn)),
    ).toBe(true);
  });
});

it('the next number follows the highest', () => {
  const reports = [given(7, 'first', 'written', '06:30'), given(2, 'first', 'oral', '06:20')];
  expect(fileReport(report({ kind: 'follow-up' }), facts({ reports }))).toMatchObject({ ok: true, report: { number: 8 } });
});

describe('what is possible now', () => {
  it.each<[string, Partial<FilingFacts>, string[]]>([
    ['at first', {}, ['first oral', 'first written']],
    ['after an oral first', { reports: oral, responses: running }, ['first written', 'follow-up oral', 'follow-up written']],
    ['while a response runs', { reports: written, responses: running }, ['follow-up oral', 'follow-up written']],
    ['after its end', { reports: written, responses: ended }, ['follow-up oral', 'follow-up written', 'final oral', 'final written']],
    ['after the final one', { reports: final, responses: ended }, ['follow-up oral', 'follow-up written']],
  ])('%s', (_, known, expected) => {
    expect(possibleReports(facts(known), at('10:00')).map(({ kind, form }) => `${kind} ${form}`)).toEqual(expected);
  });
});
