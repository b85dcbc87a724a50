import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { FileInformationReport, IncidentReports, InformationReport, ReportDutiesAnswer } from '#contracts/information-report.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { incidentsVisibleTo, lockIncidents, touchesUnitsOf } from '../incident/incident.queries.js';
import { draftReport } from './draft.rules.js';
import { periodOf } from './duty.rules.js';
import type { GivenReport } from './duty.rules.js';
import { ReportDutyService } from './duty.service.js';
import { fileReport, possibleReports } from './information-report.rules.js';
import type { DutyRow } from './report.queries.js';
import { dutiesOf, dutyColumns, dutyView, reportsOf } from './report.queries.js';

/** Information reports 首报、续报、终报: filed once, numbered within their incident, never changed. */
@Injectable()
export class InformationReportService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly duties: ReportDutyService,
  ) {}

  /** Files a report of an incident in the caller's scope and meets the duties that it meets. A repeat gets the first answer. */
  async fileReport(caller: SessionClaims, incidentId: string, command: FileInformationReport): Promise<InformationReport> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'intake', { subjectId: caller.sub, name: 'information-report.file', body: command, target: incidentId }, async () => {
        await this.visible(tx, caller, incidentId);
        const [incident] = await lockIncidents(tx, [incidentId]);
        if (!incident) throw new Refused('not-found');
        const now = this.clock.now();
        const filing = fileReport(command, { ...(await this.duties.factsOf(tx, incident)), exercise: incident.exercise, now });
        if (!filing.ok) throw new Refused(filing.refusal, undefined, filing.fields);
        const id = uuidv7();
        await insertReport(tx, { id, incidentId, filedAt: now, filedBy: caller.sub, ...filing }, command);
        await this.duties.meet(tx, incidentId, filing.met, filing.report);
        const by = { kind: caller.kind, id: caller.sub };
        const { number, kind, form, givenAt } = filing.report;
        const meets = filing.met.map((duty) => duty.kind);
        await appendTimeline(tx, 'intake', [
          {
            at: now,
            what: 'information-report.filed',
            by,
            incidentId,
            facts: { number, kind, form, givenAt: givenAt.toISOString(), meets, lateMinutes: filing.lateMinutes },
          },
        ]);
        await this.duties.settle(tx, incident, by);
        return (await reportsOf(tx, incidentId, id))[0]!;
      }),
    );
  }

  /** The duties, the reports and the draft of the next one; refused like the incident itself if it is missing or out of scope. */
  async readReports(caller: SessionClaims, incidentId: string): Promise<IncidentReports> {
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const incident = await this.visible(tx, caller, incidentId);
      const now = this.clock.now();
      const facts = await this.duties.factsOf(tx, incident);
      const reports = await reportsOf(tx, incidentId);
      const possible = possibleReports(facts, now);
      const period = periodOf(facts.responses);
      return {
        incidentId,
        knownAt: incident.knownAt.toISOString(),
        level: period.state === 'running' ? period.level : null,
        limits: facts.limits,
        duties: (await dutiesOf(tx, incidentId)).map((row) => dutyView(row, now)),
        reports,
        possible,
        draft: draftReport(incident, reports[0] ?? null, possible),
      };
    });
  }

  /** What is owed now for the incidents that touch the caller's units, earliest deadline first. */
  async listDuties(caller: SessionClaims): Promise<ReportDutiesAnswer> {
    const now = this.clock.now();
    const units = touchesUnitsOf(caller, () => '$1');
    const rows = (await this.database.query(
      `SELECT ${dutyColumns} FROM intake.report_duty d JOIN intake.incident i ON i.id = d.incident_id
       WHERE d.met_at IS NULL AND d.closed_at IS NULL AND i.unit_ids && ${units.sql} ORDER BY d.due_at, d.incident_id, d.kind`,
      Object.values(units.parameters),
    )) as DutyRow[];
    return { at: now.toISOString(), duties: rows.map((row) => dutyView(row, now)) };
  }

  private async visible(tx: EntityManager, caller: SessionClaims, incidentId: string) {
    const incident = await incidentsVisibleTo(tx, caller).andWhere('incident.id = :incidentId', { incidentId }).getOne();
    if (!incident) throw new Refused('not-found');
    return incident;
  }
}

type Filed = { id: string; incidentId: string; filedAt: Date; filedBy: string; report: GivenReport; lateMinutes: number };

async function insertReport(tx: EntityManager, filed: Filed, said: FileInformationReport): Promise<void> {
  await tx.query(
    `INSERT INTO intake.information_report (id, incident_id, exercise, number, kind, form, given_to, given_at, filed_at, filed_by, late_minutes,
       occurred_at, place, source, nature, scope_and_damage, dead, injured, missing, trend, measures_taken)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
    [
      filed.id,
      filed.incidentId,
      said.exercise,
      filed.report.number,
      said.kind,
      said.form,
      said.to,
      filed.report.givenAt,
      filed.filedAt,
      filed.filedBy,
      filed.lateMinutes,
      said.occurredAt,
      said.place,
      said.source,
      said.nature,
      said.scopeAndDamage,
      said.dead,
      said.injured,
      said.missing,
      said.trend,
      said.measuresTaken,
    ],
  );
}
