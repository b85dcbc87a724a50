import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Incident, IncidentPage, IncidentQuery, OpenIncident } from '#contracts/incident.js';
import { Outbox } from '#messaging/ports.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { answerOnce } from '#service-kit/request.js';
import { appendTimeline } from '#service-kit/timeline.js';
import { areaUnitsOf, unitOfOrg } from '../area-unit/area-unit.queries.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { ReportDutyService } from '../information-report/duty.service.js';
import { findVisibleWarning } from '../warning/warning.queries.js';
import { IncidentEntity } from './incident.entity.js';
import { incidentsVisibleTo } from './incident.queries.js';
import { checkOpening } from './incident.rules.js';
import { incidentRow, incidentView, openedEvent } from './incident.view.js';

/** Incidents: opened once, told to everybody, seen by the city and by the towns that they touch. */
@Injectable()
export class IncidentService {
  constructor(
    private readonly database: DataSource,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
    private readonly duties: ReportDutyService,
  ) {}

  /** Opens an incident in the caller's scope. A repeat with the same request id gets the first answer. */
  async openIncident(caller: SessionClaims, command: OpenIncident): Promise<Incident> {
    return this.database.transaction((tx) =>
      answerOnce(tx, 'intake', { subjectId: caller.sub, name: 'incident.open', body: command }, async () => {
        const now = this.clock.now();
        const opening = checkOpening(command, {
          tree: this.catalog,
          unitsInScope: new Set((await areaUnitsOf(tx, caller, command.unitIds)).map((unit) => unit.id)),
          sceneUnitId: command.sceneOrgId === null ? null : await unitOfOrg(tx, command.sceneOrgId),
          warning: command.source.warningId === null ? null : await findVisibleWarning(tx, caller, command.source.warningId),
          now,
        });
        if (!opening.ok) throw new Refused(opening.refusal, undefined, opening.fields);
        const row = incidentRow(command, { id: uuidv7(), unitIds: opening.unitIds, openedAt: now, openedBy: caller.sub });
        await tx.insert(IncidentEntity, row);
        await appendTimeline(tx, 'intake', [
          {
            at: now,
            what: 'incident.opened',
            by: { kind: caller.kind, id: caller.sub },
            incidentId: row.id,
            facts: { category: row.category, exercise: row.exercise, units: row.unitIds.length, source: row.sourceKind },
          },
        ]);
        await this.duties.settle(tx, row, { kind: caller.kind, id: caller.sub });
        await this.outbox.append(tx, [{ type: 'incident.opened.v1', key: row.id, exercise: row.exercise, data: openedEvent(row) }]);
        return incidentView(row, this.catalog);
      }),
    );
  }

  /** The incidents that touch the caller's units, newest first. */
  async listIncidents(caller: SessionClaims, query: IncidentQuery): Promise<IncidentPage> {
    const select = incidentsVisibleTo(this.database.manager, caller)
      .orderBy('incident.opened_at', 'DESC')
      .addOrderBy('incident.id', 'DESC')
      .limit(query.limit + 1);
    if (query.state) select.andWhere('incident.state = :state', { state: query.state });
    if (query.cursor) {
      select.andWhere('(incident.opened_at, incident.id) < (SELECT c.opened_at, c.id FROM intake.incident c WHERE c.id = :cursor)', {
        cursor: query.cursor,
      });
    }
    const rows = await select.getMany();
    const shown = rows.slice(0, query.limit);
    return {
      incidents: shown.map((row) => incidentView(row, this.catalog)),
      nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  /** One incident; missing and out of scope answer alike. */
  async findIncident(caller: SessionClaims, id: string): Promise<Incident> {
    const row = await incidentsVisibleTo(this.database.manager, caller).andWhere('incident.id = :id', { id }).getOne();
    if (!row) throw new Refused('not-found');
    return incidentView(row, this.catalog);
  }
}
