import type { EntityManager } from 'typeorm';
import type { InformationReport, ReportDuty } from '#contracts/information-report.js';
import type { GivenReport, OpenDuty, ReportedResponse } from './duty.rules.js';

type ReportRow = {
  id: string;
  incident_id: string;
  exercise: boolean;
  number: number;
  kind: InformationReport['kind'];
  form: InformationReport['form'];
  given_to: string;
  given_at: Date;
  filed_at: Date;
  filed_by: string;
  filed_by_name: string | null;
  late_minutes: number;
  occurred_at: Date;
  place: string;
  source: string;
  nature: string;
  scope_and_damage: string;
  dead: number | null;
  injured: number | null;
  missing: number | null;
  trend: string;
  measures_taken: string;
};

/** The responses to an incident, one per activation and unit. */
export async function responsesTo(tx: EntityManager, incidentId: string): Promise<ReportedResponse[]> {
  return (await tx.query(
    'SELECT level, started_at AS "startedAt", ended_at AS "endedAt" FROM intake.incident_response WHERE incident_id = $1',
    [incidentId],
  )) as ReportedResponse[];
}

/** What was reported of an incident so far, as the rules need it, by number. */
export async function givenReports(tx: EntityManager, incidentId: string): Promise<GivenReport[]> {
  return (await tx.query(
    'SELECT number, kind, form, given_at AS "givenAt" FROM intake.information_report WHERE incident_id = $1 ORDER BY number',
    [incidentId],
  )) as GivenReport[];
}

/** The open duties of an incident. */
export async function openDuties(tx: EntityManager, incidentId: string): Promise<OpenDuty[]> {
  return (await tx.query(
    `SELECT kind, nth, since, due_at AS "dueAt" FROM intake.report_duty
     WHERE incident_id = $1 AND met_at IS NULL AND closed_at IS NULL ORDER BY due_at, kind`,
    [incidentId],
  )) as OpenDuty[];
}

/** The reports of an incident as pages see them, newest first. Names are looked up now; the rows keep ids only (Art. 85). */
export async function reportsOf(tx: EntityManager, incidentId: string, id: string | null = null): Promise<InformationReport[]> {
  const rows = (await tx.query(
    `SELECT r.*, a.name AS filed_by_name FROM intake.information_report r LEFT JOIN directory_read.actor a ON a.id = r.filed_by
     WHERE r.incident_id = $1 AND ($2::uuid IS NULL OR r.id = $2) ORDER BY r.number DESC`,
    [incidentId, id],
  )) as ReportRow[];
  return rows.map((row) => ({
    id: row.id,
    incidentId: row.incident_id,
    exercise: row.exercise,
    number: row.number,
    kind: row.kind,
    form: row.form,
    to: row.given_to,
    givenAt: row.given_at.toISOString(),
    filedAt: row.filed_at.toISOString(),
    by: { id: row.filed_by, name: row.filed_by_name ?? row.filed_by },
    lateMinutes: row.late_minutes,
    occurredAt: row.occurred_at.toISOString(),
    place: row.place,
    source: row.source,
    nature: row.nature,
    scopeAndDamage: row.scope_and_damage,
    dead: row.dead,
    injured: row.injured,
    missing: row.missing,
    trend: row.trend,
    measuresTaken: row.measures_taken,
  }));
}

/** Columns of a duty `d` with its incident `i`, for `dutyView`. */
export const dutyColumns = `d.incident_id AS "incidentId", i.title AS "incidentTitle", d.exercise, d.kind, d.nth, d.since, d.due_at AS "dueAt",
  d.met_at AS "metAt", d.met_by_number AS "metByNumber", d.closed_at AS "closedAt"`;

/** A duty as it is read with `dutyColumns`. */
export type DutyRow = Omit<ReportDuty, 'since' | 'dueAt' | 'metAt' | 'closedAt' | 'overdue'> & {
  since: Date;
  dueAt: Date;
  metAt: Date | null;
  closedAt: Date | null;
};

/** A duty as pages see it at this moment: overdue if it was met, closed or is still open after its deadline. */
export function dutyView(row: DutyRow, now: Date): ReportDuty {
  return {
    ...row,
    since: row.since.toISOString(),
    dueAt: row.dueAt.toISOString(),
    metAt: row.metAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    overdue: (row.metAt ?? row.closedAt ?? now) > row.dueAt,
  };
}

/** All duties of an incident by deadline. */
export async function dutiesOf(tx: EntityManager, incidentId: string): Promise<DutyRow[]> {
  return (await tx.query(
    `SELECT ${dutyColumns} FROM intake.report_duty d JOIN intake.incident i ON i.id = d.incident_id
     WHERE d.incident_id = $1 ORDER BY d.due_at, d.kind, d.nth`,
    [incidentId],
  )) as DutyRow[];
}
