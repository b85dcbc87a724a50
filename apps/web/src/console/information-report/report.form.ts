import type {
  FileInformationReport,
  IncidentReports,
  InformationReportForm,
  InformationReportKind,
} from '#contracts/information-report.js';
import { localTime } from '../incident/incident.form.js';

const counts = ['dead', 'injured', 'missing'] as const;
/** What an oral report may leave out. */
export const writtenTexts = ['source', 'scopeAndDamage', 'trend', 'measuresTaken'] as const;

export type ReportField = 'givenAt' | 'occurredAt' | (typeof counts)[number] | 'to' | 'place' | 'nature' | (typeof writtenTexts)[number];

/** A report while it is being written: an empty count is not known, an empty `givenAt` is now, times are local (`datetime-local`). */
export type ReportWords = Record<ReportField, string> & { kind: InformationReportKind; form: InformationReportForm };

/** The form as the draft fills it. */
export function wordsOf(draft: IncidentReports['draft']): ReportWords {
  const count = (value: number | null) => (value === null ? '' : String(value));
  return {
    ...draft,
    givenAt: '',
    occurredAt: localTime(new Date(draft.occurredAt)),
    dead: count(draft.dead),
    injured: count(draft.injured),
    missing: count(draft.missing),
  };
}

/** Which fields cannot go out as they are, in the order of the page. The service says the rest. */
export function unfinishedFields(words: ReportWords): ReportField[] {
  const noTime = (text: string) => Number.isNaN(Date.parse(text));
  const wrong: [ReportField, boolean][] = [
    ['to', words.to.trim() === ''],
    ['givenAt', words.givenAt !== '' && noTime(words.givenAt)],
    ['occurredAt', noTime(words.occurredAt)],
    ['place', words.place.trim() === ''],
    ['source', isMissing(words, 'source')],
    ['nature', words.nature.trim() === ''],
    ['scopeAndDamage', isMissing(words, 'scopeAndDamage')],
    ...counts.map((field): [ReportField, boolean] => [field, !/^\d{0,6}$|^1000000$/.test(words[field].trim())]),
    ['trend', isMissing(words, 'trend')],
    ['measuresTaken', isMissing(words, 'measuresTaken')],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/**
 * The body of the command without its request id; null while something is unfinished. A field of minutes cannot say the second in which
 * something began: a time in the same minute as one of `floors` means that moment.
 */
export function bodyOf(words: ReportWords, exercise: boolean, floors: readonly string[]): Omit<FileInformationReport, 'requestId'> | null {
  if (unfinishedFields(words).length > 0) return null;
  const count = (text: string) => (text.trim() === '' ? null : Number(text));
  return {
    exercise,
    kind: words.kind,
    form: words.form,
    to: words.to.trim(),
    givenAt: words.givenAt === '' ? null : notBefore(Date.parse(words.givenAt), floors),
    occurredAt: new Date(words.occurredAt).toISOString(),
    place: words.place.trim(),
    source: words.source.trim(),
    nature: words.nature.trim(),
    scopeAndDamage: words.scopeAndDamage.trim(),
    dead: count(words.dead),
    injured: count(words.injured),
    missing: count(words.missing),
    trend: words.trend.trim(),
    measuresTaken: words.measuresTaken.trim(),
  };
}

function isMissing(words: ReportWords, field: (typeof writtenTexts)[number]): boolean {
  return words.form === 'written' && words[field].trim() === '';
}

function notBefore(minuteMs: number, floors: readonly string[]): string {
  const within = floors.map((floor) => Date.parse(floor)).filter((floor) => floor > minuteMs && floor < minuteMs + 60_000);
  return new Date(Math.max(minuteMs, ...within)).toISOString();
}
