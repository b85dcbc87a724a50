import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { ReportDutyKind } from '#contracts/information-report.js';
import type { Actor } from '#contracts/task.js';
import { AlarmClock } from '#service-kit/alarm-clock.js';
import { Clock } from '#service-kit/clock.js';
import { appendTimeline } from '#service-kit/timeline.js';
import type { DutyChanges, OpenDuty, OwedReport, ReportFacts } from './duty.rules.js';
import { closingMoment, reportsOwed, settleDuties } from './duty.rules.js';
import { LimitsCatalog } from './limits.catalog.js';
import { givenReports, openDuties, responsesTo } from './report.queries.js';

/** The incident that reports are owed for. */
export type DutyIncident = { id: string; exercise: boolean; category: string; hasHappened: boolean; knownAt: Date };

/** The sweep and the bells of report limits. */
export const reportLimit = 'intake.report-limit';
const claimSize = 1000;

/** The duties to report: columns with a deadline, set anew from the facts whenever one of these changes. */
@Injectable()
export class ReportDutyService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly limits: LimitsCatalog,
    private readonly alarmClock: AlarmClock,
  ) {}

  /** Reads what the duties of an incident follow from. Its row must be locked by the caller. */
  async factsOf(tx: EntityManager, incident: DutyIncident): Promise<ReportFacts & { open: OpenDuty[] }> {
    return {
      hasHappened: incident.hasHappened,
      knownAt: incident.knownAt,
      limits: this.limits.of(incident.category),
      responses: await responsesTo(tx, incident.id),
      reports: await givenReports(tx, incident.id),
      open: await openDuties(tx, incident.id),
    };
  }

  /** Opens, moves and closes duties until the open ones are what is owed, in the caller's transaction. Repeating it changes nothing. */
  async settle(tx: EntityManager, incident: DutyIncident, by: Actor): Promise<void> {
    const facts = await this.factsOf(tx, incident);
    const changes = settleDuties(facts.open, reportsOwed(facts));
    const now = this.clock.now();
    const opened = await this.write(tx, incident, changes, closingMoment(facts.responses, now));
    const row = (what: string, facts: object) => ({ at: now, what, by, incidentId: incident.id, facts: { ...facts } });
    await appendTimeline(tx, 'intake', [
      ...opened.map((duty) => row('report-duty.opened', said(duty))),
      ...changes.move.map((duty) => row('report-duty.moved', said(duty))),
      ...changes.close.map((duty) => row('report-duty.closed', said(duty))),
    ]);
    this.alarmClock.setBells(
      reportLimit,
      [...opened, ...changes.move].map((duty) => duty.dueAt),
    );
  }

  /** Marks these open duties as met by a report. */
  async meet(tx: EntityManager, incidentId: string, met: readonly OpenDuty[], report: { number: number; givenAt: Date }): Promise<void> {
    await tx.query(
      `UPDATE intake.report_duty d SET met_at = $4, met_by_number = $5
       FROM unnest($2::text[], $3::integer[]) AS m(kind, nth) WHERE d.incident_id = $1 AND d.kind = m.kind AND d.nth = m.nth`,
      [incidentId, met.map(({ kind }) => kind), met.map(({ nth }) => nth), report.givenAt, report.number],
    );
  }

  /** One sweep: notes each deadline that passed, once. Two sweeps at once never note the same. Answers how many. */
  async noteOverdue(): Promise<number> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [overdue] = (await tx.query(
        `WITH due AS (
           SELECT incident_id, kind, nth FROM intake.report_duty
           WHERE met_at IS NULL AND closed_at IS NULL AND overdue_at IS NULL AND due_at < $1
           ORDER BY due_at LIMIT ${claimSize} FOR UPDATE SKIP LOCKED)
         UPDATE intake.report_duty d SET overdue_at = $1 FROM due
         WHERE d.incident_id = due.incident_id AND d.kind = due.kind AND d.nth = due.nth
         RETURNING d.incident_id, d.kind, d.nth, d.due_at AS "dueAt"`,
        [now],
      )) as [{ incident_id: string; kind: ReportDutyKind; nth: number; dueAt: Date }[], number];
      await appendTimeline(
        tx,
        'intake',
        overdue.map((duty) => ({
          at: now,
          what: 'report-duty.overdue',
          by: { kind: 'clock', id: 'intake' },
          incidentId: duty.incident_id,
          facts: said(duty),
        })),
      );
      return overdue.length;
    });
  }

  private async write(tx: EntityManager, incident: DutyIncident, { open, move, close }: DutyChanges, closedAt: Date): Promise<OpenDuty[]> {
    // A duty whose deadline moves can pass it anew.
    for (const { kind, nth, since, dueAt } of move)
      await tx.query(
        'UPDATE intake.report_duty SET since = $4, due_at = $5, overdue_at = NULL WHERE incident_id = $1 AND kind = $2 AND nth = $3',
        [incident.id, kind, nth, since, dueAt],
      );
    for (const { kind, nth } of close)
      await tx.query('UPDATE intake.report_duty SET closed_at = $4 WHERE incident_id = $1 AND kind = $2 AND nth = $3', [
        incident.id,
        kind,
        nth,
        closedAt,
      ]);
    const opened: OpenDuty[] = [];
    for (const { kind, since, dueAt } of open) {
      const [{ nth }] = (await tx.query(
        `INSERT INTO intake.report_duty (incident_id, kind, nth, exercise, since, due_at)
         SELECT $1, $2, coalesce(max(nth), 0) + 1, $3, $4, $5 FROM intake.report_duty WHERE incident_id = $1 AND kind = $2 RETURNING nth`,
        [incident.id, kind, incident.exercise, since, dueAt],
      )) as [{ nth: number }];
      opened.push({ kind, nth, since, dueAt });
    }
    return opened;
  }
}

function said({ kind, nth, dueAt }: Pick<OwedReport, 'kind' | 'dueAt'> & { nth: number }): { kind: string; nth: number; dueAt: string } {
  return { kind, nth, dueAt: dueAt.toISOString() };
}
