import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { IncidentTimeline } from '#contracts/incident.js';
import type { Actor } from '#contracts/task.js';
import { IncidentService } from './incident.service.js';

type Row = {
  at: Date;
  what: string;
  actor_kind: Actor['kind'];
  actor_id: string;
  name: string | null;
  facts: Record<string, unknown>;
  correlation_id: string;
};

/** The story of an incident as intake wrote it. Names are looked up now; the timeline itself keeps ids only (Art. 85). */
@Injectable()
export class IncidentTimelineService {
  constructor(
    private readonly database: DataSource,
    private readonly incidents: IncidentService,
  ) {}

  /** Who did what when, oldest first; refused like the incident itself if it is missing or out of scope. */
  async readTimeline(caller: SessionClaims, incidentId: string): Promise<IncidentTimeline> {
    await this.incidents.findIncident(caller, incidentId);
    const rows = (await this.database.query(
      `SELECT t.at, t.what, t.actor_kind, t.actor_id, a.name, t.facts, t.correlation_id
       FROM intake.timeline t
       LEFT JOIN directory_read.actor a
         ON a.id = CASE WHEN t.actor_kind IN ('person', 'command-point') THEN t.actor_id::uuid END
       WHERE t.incident_id = $1 ORDER BY t.id`,
      [incidentId],
    )) as Row[];
    return {
      entries: rows.map((row) => ({
        at: row.at.toISOString(),
        what: row.what,
        by: { kind: row.actor_kind, id: row.actor_id, name: row.name ?? row.actor_id },
        facts: row.facts,
        correlationId: row.correlation_id,
      })),
    };
  }
}
