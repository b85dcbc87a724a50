import { z } from 'zod';
import { categoryCode, id, moment, requestId } from './ids.js';
import { responseLevel } from './scales.js';
import { words } from './text.js';

/** 首报、续报、终报 (突发事件应对法 2024, Art. 61). */
export const informationReportKind = z.enum(['first', 'follow-up', 'final']);
export type InformationReportKind = z.infer<typeof informationReportKind>;
export const informationReportForm = z.enum(['oral', 'written']);
export type InformationReportForm = z.infer<typeof informationReportForm>;

const count = z.number().int().min(0).max(1_000_000).nullable();

/** What a report says. A written one has all of it; an oral one at least time, place and nature. Unknown counts are null, not zero. */
export const reportContent = z.object({
  occurredAt: moment,
  place: words(300),
  source: words(300, 0).default(''),
  nature: words(2000),
  scopeAndDamage: words(2000, 0).default(''),
  dead: count.default(null),
  injured: count.default(null),
  missing: count.default(null),
  trend: words(2000, 0).default(''),
  measuresTaken: words(2000, 0).default(''),
});
export type ReportContent = z.infer<typeof reportContent>;

/** Files a report. `to`: who got it (上级总值班室 …). `exercise` must equal the incident's. `givenAt`: when it was given, if that was before it was typed. */
export const fileInformationReport = reportContent.extend({
  requestId,
  exercise: z.boolean(),
  kind: informationReportKind,
  form: informationReportForm,
  to: words(200),
  givenAt: moment.nullable().default(null),
});
export type FileInformationReport = z.infer<typeof fileInformationReport>;

/** A report as filed: numbered within its incident from 1, never changed and never deleted; a correction is another report (Art. 61, 95). */
export const informationReport = reportContent.extend({
  id,
  incidentId: id,
  exercise: z.boolean(),
  number: z.number().int().min(1),
  kind: informationReportKind,
  form: informationReportForm,
  to: z.string(),
  givenAt: moment,
  filedAt: moment,
  by: z.object({ id, name: z.string() }),
  /** Minutes after its limit, 0 if it was in time or had none. */
  lateMinutes: z.number().int().min(0),
});
export type InformationReport = z.infer<typeof informationReport>;

/** What is owed. `final`: within hours of the end of the response. */
export const reportDutyKind = z.enum(['first-oral', 'first-written', 'follow-up', 'final']);
export type ReportDutyKind = z.infer<typeof reportDutyKind>;

/** A report that is owed, or was. Its deadline is a column; `since` is the moment its clock started. */
export const reportDuty = z.object({
  incidentId: id,
  incidentTitle: z.string(),
  exercise: z.boolean(),
  kind: reportDutyKind,
  /** The how-many-eth of its kind in this incident, from 1. */
  nth: z.number().int().min(1),
  since: moment,
  dueAt: moment,
  metAt: moment.nullable(),
  metByNumber: z.number().int().nullable(),
  /** When it stopped being owed without having been met: the response ended, or began again. */
  closedAt: moment.nullable(),
  /** Met late, or open and past its deadline. */
  overdue: z.boolean(),
});
export type ReportDuty = z.infer<typeof reportDuty>;

/** Limits of a category, as data (`report-limits.json`): the entry of the longest code that covers the category. */
export const reportLimits = z.object({
  category: categoryCode,
  oralMinutes: z.number().int().min(1),
  writtenMinutes: z.number().int().min(1),
  followUpMinutes: z.object({
    IV: z.number().int().min(1),
    III: z.number().int().min(1),
    II: z.number().int().min(1),
    I: z.number().int().min(1),
  }),
  finalHours: z.number().int().min(1),
  source: z.string(),
});
export type ReportLimits = z.infer<typeof reportLimits>;

/** `GET /api/incidents/:id/information-reports`: the duties by deadline, the reports newest first. */
export const incidentReports = z.object({
  incidentId: id,
  /** The moment anyone knew: the clock of the first report. */
  knownAt: moment,
  /** The strongest level that runs now, or null: the follow-up clock's pace. */
  level: responseLevel.nullable(),
  limits: reportLimits,
  duties: z.array(reportDuty),
  reports: z.array(informationReport),
  /** Which reports may be filed now; what is not here would be refused as out of order. */
  possible: z.array(z.object({ kind: informationReportKind, form: informationReportForm })),
  /** What the next report begins with: the words of the last one, or of the incident. Nothing is typed twice. */
  draft: reportContent.extend({ kind: informationReportKind, form: informationReportForm, to: z.string() }),
});
export type IncidentReports = z.infer<typeof incidentReports>;

/** `GET /api/report-duties`: what is owed now in the caller's scope, earliest deadline first. */
export const reportDutiesAnswer = z.object({ at: moment, duties: z.array(reportDuty) });
export type ReportDutiesAnswer = z.infer<typeof reportDutiesAnswer>;
