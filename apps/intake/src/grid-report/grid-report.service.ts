import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { FileGridReport, GridReport, GridReportPage, GridReportQuery, HandleGridReport } from '#contracts/grid-report.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { findReport, listReports, lockReports, lookAround } from './grid-report.queries.js';
import { stepReport } from './grid-report.rules.js';

/** Matters seen in the grid: filed by whoever saw them, handled by the town, or whistled for. */
@Injectable()
export class GridReportService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Files a report for a village, or the whole unit, of the caller's scope. A repeat with the same request id gets the first answer. */
  async fileReport(caller: SessionClaims, command: FileGridReport): Promise<GridReport> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'intake', { subjectId: caller.sub, name: 'grid-report.file', body: command }, async () => {
        const { matter, unitId } = await lookAround(tx, caller, command);
        if (!matter) throw new Refused('unknown-matter', undefined, fieldOf('matterId', '清单里没有这个事项', 'Not on the list'));
        if (unitId === null) {
          throw new Refused(
            'unknown-org',
            undefined,
            fieldOf('orgId', '不是管辖范围内的村社区或区镇', 'No village or area unit of your scope'),
          );
        }
        const [id, now] = [uuidv7(), this.clock.now()];
        const { exercise, matterId, orgId, words, place } = command;
        await tx.query(
          `INSERT INTO intake.grid_report (id, exercise, matter_id, org_id, unit_id, words, place, position, filed_at, filed_by_kind, filed_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
          [
            ...[id, exercise, matterId, orgId, unitId, words, place.description],
            ...[place.position && JSON.stringify(place.position), now, caller.kind, caller.sub],
          ],
        );
        await this.tell(tx, caller, 'grid-report.filed', now, unitId, { gridReportId: id, matterId, orgId, exercise });
        return (await findReport(tx, caller, id))!;
      }),
    );
  }

  /** Reports of the caller's scope, newest first. */
  async listReports(caller: SessionClaims, query: GridReportQuery): Promise<GridReportPage> {
    const rows = await listReports(this.database.manager, caller, query);
    const reports = rows.slice(0, query.limit);
    return { reports, next: rows.length > query.limit ? reports.at(-1)!.id : null };
  }

  /** One report; missing and out of scope answer alike. */
  async readReport(caller: SessionClaims, id: string): Promise<GridReport> {
    const report = await findReport(this.database.manager, caller, id);
    if (!report) throw new Refused('not-found');
    return report;
  }

  /** The town says what it did. Whoever says so second gets the first one's words; where departments were called, they handle it. */
  async handleReport(caller: SessionClaims, id: string, command: HandleGridReport): Promise<GridReport> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'intake', { subjectId: caller.sub, name: 'grid-report.handle', body: command, target: id }, async () => {
        if (!(await findReport(tx, caller, id))) throw new Refused('not-found');
        const { state, unitId } = (await lockReports(tx, [id])).get(id)!;
        const decision = stepReport(state, 'handle');
        if (!decision.ok) throw new Refused(decision.refusal);
        if (!decision.already) {
          const now = this.clock.now();
          await tx.query('UPDATE intake.grid_report SET state = $2, handled_at = $3, handled_by = $4, handled_words = $5 WHERE id = $1', [
            ...[id, decision.state, now, caller.sub, command.words],
          ]);
          await this.tell(tx, caller, 'grid-report.handled', now, unitId, { gridReportId: id });
        }
        return (await findReport(tx, caller, id))!;
      }),
    );
  }

  private tell(
    tx: EntityManager,
    caller: SessionClaims,
    what: string,
    at: Date,
    unitId: string,
    facts: Record<string, unknown>,
  ): Promise<void> {
    return appendTimeline(tx, 'intake', [{ at, what, by: { kind: caller.kind, id: caller.sub }, unitId, facts }]);
  }
}

function fieldOf(field: string, reason: string, reasonEn: string) {
  return [{ field, reason, reasonEn }];
}
