import type { FileInformationReport, InformationReportForm, InformationReportKind } from '#contracts/information-report.js';
import { informationReportForm, informationReportKind } from '#contracts/information-report.js';
import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import { isPlausibleTime } from '../incident/incident.rules.js';
import type { GivenReport, OpenDuty, ReportFacts } from './duty.rules.js';
import { dutiesMetBy, isFinal, minutesLate, periodOf } from './duty.rules.js';

/** What must be known to decide whether a report may be filed. */
export type FilingFacts = ReportFacts & { exercise: boolean; open: readonly OpenDuty[]; now: Date };

/** The report may be filed: what it meets and how late; or every field that is wrong, under the code of the first. */
export type Filing =
  { ok: true; report: GivenReport; met: OpenDuty[]; lateMinutes: number } | { ok: false; refusal: RefusalCode; fields: FieldProblem[] };

type Check = { code: RefusalCode; problems: (command: FileInformationReport, facts: FilingFacts) => FieldProblem[] };

const checks: readonly Check[] = [
  {
    code: 'exercise-differs',
    problems: ({ exercise }, facts) =>
      exercise === facts.exercise ? [] : [says('exercise', '演练标记与事件不一致', 'The exercise mark differs from that of the incident')],
  },
  {
    code: 'report-out-of-order',
    problems: ({ kind, form, givenAt }, facts) => orderProblems(kind, form, moment(givenAt, facts.now), facts),
  },
  { code: 'invalid-input', problems: ({ givenAt }, facts) => givenAtProblems(moment(givenAt, facts.now), facts) },
  {
    code: 'invalid-input',
    problems: ({ occurredAt }, { now }) =>
      isPlausibleTime(occurredAt, now)
        ? []
        : [says('occurredAt', '时间早于 1949 年，或在一年以后', 'The time is before 1949, or more than a year ahead')],
  },
  { code: 'invalid-input', problems: writtenProblems },
];

/** Decides whether a report may be filed now, and which duties it meets. It is always added, never in place of another one (Art. 95). */
export function fileReport(command: FileInformationReport, facts: FilingFacts): Filing {
  const found = checks.map(({ code, problems }) => ({ code, fields: problems(command, facts) })).filter(({ fields }) => fields.length > 0);
  const [first] = found;
  if (first) return { ok: false, refusal: first.code, fields: found.flatMap(({ fields }) => fields) };
  const number = facts.reports.reduce((highest, report) => Math.max(highest, report.number), 0) + 1;
  const report = { number, kind: command.kind, form: command.form, givenAt: moment(command.givenAt, facts.now) };
  const met = dutiesMetBy(facts.open, report);
  return { ok: true, report, met, lateMinutes: minutesLate(met, report.givenAt) };
}

/** Which reports may be filed now: first ones first. */
export function possibleReports(facts: ReportFacts, now: Date): { kind: InformationReportKind; form: InformationReportForm }[] {
  return informationReportKind.options.flatMap((kind) =>
    informationReportForm.options.flatMap((form) => (orderProblems(kind, form, now, facts).length === 0 ? [{ kind, form }] : [])),
  );
}

/**
 * The order of reports: the first (again in writing if it was oral), then follow-ups at any time, and the final one after a written first
 * report and the end of the response. What comes after the final report is a follow-up, until a new response has ended.
 */
function orderProblems(kind: InformationReportKind, form: InformationReportForm, givenAt: Date, facts: ReportFacts): FieldProblem[] {
  const firsts = facts.reports.filter((report) => report.kind === 'first');
  const [first] = firsts;
  const writtenFirst = firsts.some((report) => report.form === 'written');
  if (kind === 'first') {
    if (writtenFirst || (first && form === 'oral'))
      return [says('kind', '首报已经报过，更正和补充报续报', 'The first report was given: corrections are follow-ups')];
    return [];
  }
  if (!first) return [says('kind', '还没有首报，先报首报', 'There is no first report yet: give that first')];
  if (givenAt < first.givenAt) return [says('givenAt', '早于首报', 'This is before the first report')];
  return kind === 'final' ? finalProblems(givenAt, writtenFirst, facts) : [];
}

function finalProblems(givenAt: Date, writtenFirst: boolean, { responses, reports }: ReportFacts): FieldProblem[] {
  const period = periodOf(responses);
  if (period.state === 'running')
    return [says('kind', '响应还在进行，终止后报终报', 'A response still runs: the final report comes after its end')];
  if (!writtenFirst)
    return [says('kind', '首报还没有书面报，先补书面首报', 'The first report was not given in writing yet: that comes first')];
  const endedAt = period.state === 'ended' ? period.endedAt : new Date(0);
  if (isFinal(reports, endedAt))
    return [says('kind', '终报已经报过，更正和补充报续报', 'The final report was given: corrections are follow-ups')];
  return givenAt < endedAt ? [says('givenAt', '早于响应终止', 'This is before the end of the response')] : [];
}

function givenAtProblems(givenAt: Date, { knownAt, now }: FilingFacts): FieldProblem[] {
  if (givenAt > now) return [says('givenAt', '报出时间不能晚于现在', 'A report cannot have been given in the future')];
  return givenAt < knownAt ? [says('givenAt', '早于知悉事件的时间', 'This is before anyone knew of the incident')] : [];
}

/** A written report has all its parts; what is not known is said so in words, and a count that is not known is null. */
function writtenProblems({ form, source, scopeAndDamage, trend, measuresTaken }: FileInformationReport): FieldProblem[] {
  if (form === 'oral') return [];
  const empty = (field: string, text: string, zh: string, en: string): FieldProblem[] =>
    text === ''
      ? [says(field, `书面报告要写${zh}，不清楚就写“尚不清楚”`, `A written report needs ${en}; write "not known yet" if it is not`)]
      : [];
  return [
    ...empty('source', source, '信息来源', 'the source'),
    ...empty('scopeAndDamage', scopeAndDamage, '影响范围和损失', 'scope and damage'),
    ...empty('trend', trend, '发展趋势', 'the trend'),
    ...empty('measuresTaken', measuresTaken, '已采取的措施', 'the measures taken'),
  ];
}

function moment(givenAt: string | null, now: Date): Date {
  return givenAt === null ? now : new Date(givenAt);
}

function says(field: string, reason: string, reasonEn: string): FieldProblem {
  return { field, reason, reasonEn };
}
