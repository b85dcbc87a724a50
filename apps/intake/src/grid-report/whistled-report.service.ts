import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { EventData } from '#contracts/events.js';
import { NotYet } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { lockReports, reportsOfWhistles } from './grid-report.queries.js';
import type { LockedReport } from './grid-report.queries.js';
import { stepReport } from './grid-report.rules.js';
import type { GridReportStep } from './grid-report.rules.js';

type Blown = Envelope<EventData<'whistle.blown.v1'>>;
type Ended = Envelope<EventData<'whistle.ended.v1'>>;

const dispatch = { kind: 'service', id: 'dispatch' } as const;

/** What intake keeps of whistles: for which report departments were called, and that a call was taken back. */
@Injectable()
export class WhistledReportService {
  constructor(private readonly clock: Clock) {}

  /** Takes note of whistles that were blown for a report. One that is not here is *not yet*; one that differs in `exercise` is refused. */
  async takeBlown(tx: EntityManager, events: readonly Blown[]): Promise<void> {
    const ofReports = events.filter(({ data }) => data.gridReportId !== null);
    const reports = await lockReports(tx, [...new Set(ofReports.map(({ data }) => data.gridReportId!))]);
    for (const { data, exercise } of ofReports) {
      const report = reports.get(data.gridReportId!);
      if (!report) throw new NotYet(`grid report ${data.gridReportId}`);
      if (report.exercise !== exercise) throw new Refused('exercise-differs');
      if (report.whistleId === data.whistleId) continue;
      reports.set(report.id, await this.change(tx, report, 'whistle', data.whistleId));
    }
  }

  /** A whistle that was withdrawn leaves its report with the town again; one that was closed stays as it is. */
  async takeEnded(tx: EntityManager, events: readonly Ended[]): Promise<void> {
    const withdrawn = events.filter(({ data }) => data.state === 'withdrawn').map(({ data }) => data.whistleId);
    if (withdrawn.length === 0) return;
    const reports = await lockReports(tx, await reportsOfWhistles(tx, withdrawn));
    for (const report of reports.values()) await this.change(tx, report, 'withdraw-whistle', null);
  }

  private async change(tx: EntityManager, report: LockedReport, step: GridReportStep, whistleId: string | null): Promise<LockedReport> {
    const decision = stepReport(report.state, step);
    if (!decision.ok) throw new Refused(decision.refusal);
    if (decision.already) return report;
    const { id, unitId } = report;
    await tx.query('UPDATE intake.grid_report SET state = $2, whistle_id = $3 WHERE id = $1', [id, decision.state, whistleId]);
    const what = decision.state === 'whistled' ? 'grid-report.whistled' : 'grid-report.reopened';
    const facts = { gridReportId: id, whistleId: whistleId ?? report.whistleId };
    await appendTimeline(tx, 'intake', [{ at: this.clock.now(), what, by: dispatch, unitId, facts }]);
    return { ...report, state: decision.state, whistleId };
  }
}
