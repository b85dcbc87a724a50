import type { InformationReportForm, InformationReportKind, ReportDutyKind, ReportLimits } from '#contracts/information-report.js';
import type { ResponseLevel } from '#contracts/scales.js';
import { strengthOf } from '#contracts/scales.js';

/** A response in one unit, as far as reports care. */
export type ReportedResponse = { level: ResponseLevel; startedAt: Date; endedAt: Date | null };
/** A report that was given. */
export type GivenReport = { number: number; kind: InformationReportKind; form: InformationReportForm; givenAt: Date };

/** All that decides which reports an incident owes. */
export type ReportFacts = {
  hasHappened: boolean;
  knownAt: Date;
  limits: ReportLimits;
  responses: readonly ReportedResponse[];
  reports: readonly GivenReport[];
};

/** A report that is owed, with the start of its clock and its deadline. */
export type OwedReport = { kind: ReportDutyKind; since: Date; dueAt: Date };
/** A duty as it stands open in the table. */
export type OpenDuty = OwedReport & { nth: number };

/** Whether a response runs: since when without a gap, how strongly, and since when so strongly; or when the last one ended. */
export type ResponsePeriod =
  { state: 'none' } | { state: 'running'; since: Date; level: ResponseLevel; levelSince: Date } | { state: 'ended'; endedAt: Date };

/** Joins the responses of all units into the latest period in which any of them ran. */
export function periodOf(responses: readonly ReportedResponse[]): ResponsePeriod {
  const [first, ...rest] = [...responses].sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
  if (!first) return { state: 'none' };
  let { startedAt: since, endedAt } = first;
  for (const response of rest) {
    if (endedAt !== null && response.startedAt > endedAt) ({ startedAt: since, endedAt } = response);
    else endedAt = endedAt === null || response.endedAt === null ? null : later(endedAt, response.endedAt);
  }
  if (endedAt !== null) return { state: 'ended', endedAt };
  const running = responses.filter((response) => response.endedAt === null);
  const level = running.reduce<ResponseLevel>((top, one) => (strengthOf(one.level) > strengthOf(top) ? one.level : top), 'IV');
  const levelSince = running.filter((one) => one.level === level).reduce((least, one) => earlier(least, one.startedAt), new Date(8.64e15));
  return { state: 'running', since, level, levelSince };
}

/**
 * What is owed (突发事件应对法 2024, Art. 61; minutes and hours are data).
 *
 * - First report: from the moment anyone knew, if it has happened. What only threatens has nothing to report before a response: its clock
 *   starts with the first response, and not before it was known. An oral one meets the oral limit, a written one both.
 * - Follow-up: while a response runs, from the report before it, or from the start of the response if that was later. The strongest
 *   level that runs sets the pace. When the level rises, the new pace counts from the last report too, but never falls due before the rise.
 * - Final: from the end of the last response that ran; a response that starts later takes the duty back until it ends.
 */
export function reportsOwed({ hasHappened, knownAt, limits, responses, reports }: ReportFacts): OwedReport[] {
  const owed: OwedReport[] = [];
  const period = periodOf(responses);
  const firsts = reports.filter(({ kind }) => kind === 'first');
  const since = clockOfFirst(hasHappened, knownAt, responses);
  if (since && firsts.length === 0) owed.push({ kind: 'first-oral', since, dueAt: afterMinutes(since, limits.oralMinutes) });
  if (since && !firsts.some(({ form }) => form === 'written'))
    owed.push({ kind: 'first-written', since, dueAt: afterMinutes(since, limits.writtenMinutes) });
  if (period.state === 'running') {
    const last = reports.reduce((latest, { givenAt }) => later(latest, givenAt), period.since);
    const paced = afterMinutes(last, limits.followUpMinutes[period.level]);
    owed.push({ kind: 'follow-up', since: last, dueAt: later(paced, period.levelSince) });
  }
  if (period.state === 'ended' && !isFinal(reports, period.endedAt))
    owed.push({ kind: 'final', since: period.endedAt, dueAt: afterMinutes(period.endedAt, limits.finalHours * 60) });
  return owed;
}

/** What has to be written so that the open duties are those that are owed. */
export type DutyChanges = { open: OwedReport[]; move: OpenDuty[]; close: OpenDuty[] };

/** Compares the open duties with what is owed now. The same facts once more change nothing. */
export function settleDuties(open: readonly OpenDuty[], owed: readonly OwedReport[]): DutyChanges {
  const changes: DutyChanges = { open: [], move: [], close: [] };
  for (const wanted of owed) {
    const duty = open.find(({ kind }) => kind === wanted.kind);
    if (!duty) changes.open.push(wanted);
    else if (duty.since.getTime() !== wanted.since.getTime() || duty.dueAt.getTime() !== wanted.dueAt.getTime())
      changes.move.push({ ...duty, ...wanted });
  }
  changes.close = open.filter(({ kind }) => !owed.some((wanted) => wanted.kind === kind));
  return changes;
}

/** When duties that nobody owes any more stopped being owed: with the end of the last response, or with the start of a new one. */
export function closingMoment(responses: readonly ReportedResponse[], now: Date): Date {
  const period = periodOf(responses);
  if (period.state === 'none') return now;
  return period.state === 'ended' ? period.endedAt : period.since;
}

/** The open duties that a report meets. A follow-up or final report that was given before the clock of the duty started meets none. */
export function dutiesMetBy(open: readonly OpenDuty[], { kind, form, givenAt }: Omit<GivenReport, 'number'>): OpenDuty[] {
  return open.filter((duty) => {
    if (kind === 'first') return duty.kind === 'first-oral' || (duty.kind === 'first-written' && form === 'written');
    return duty.kind === kind && givenAt >= duty.since;
  });
}

/** Whole minutes that a report is behind the limits that it meets; a minute begun counts, so that late is never 0. */
export function minutesLate(met: readonly OpenDuty[], givenAt: Date): number {
  return Math.max(0, ...met.map(({ dueAt }) => Math.ceil((givenAt.getTime() - dueAt.getTime()) / 60_000)));
}

/** Whether the final report was given after the last response ended at this moment. */
export function isFinal(reports: readonly GivenReport[], endedAt: Date): boolean {
  return reports.some(({ kind, givenAt }) => kind === 'final' && givenAt >= endedAt);
}

function clockOfFirst(hasHappened: boolean, knownAt: Date, responses: readonly ReportedResponse[]): Date | null {
  if (hasHappened) return knownAt;
  const [first, ...rest] = responses.map(({ startedAt }) => startedAt);
  return first ? later(knownAt, rest.reduce(earlier, first)) : null;
}

function afterMinutes(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

function later(one: Date, other: Date): Date {
  return other > one ? other : one;
}

function earlier(one: Date, other: Date): Date {
  return other < one ? other : one;
}
