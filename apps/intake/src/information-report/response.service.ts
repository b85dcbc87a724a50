import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { ActivationStarted, activationEnded } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { activationKey } from '#contracts/events.js';
import { NotYet } from '#messaging/ports.js';
import { Refused } from '#service-kit/refused.js';
import { lockIncidents } from '../incident/incident.queries.js';
import { ReportDutyService } from './duty.service.js';

type Started = Envelope<ActivationStarted>;
type Ended = Envelope<z.infer<typeof activationEnded>>;

const intake = { kind: 'service', id: 'intake' } as const;

/** What intake keeps of responses: which run in which unit, how strongly, and when they ended. They set the clocks of reports. */
@Injectable()
export class IncidentResponseService {
  constructor(private readonly duties: ReportDutyService) {}

  /** Takes note of responses that started; parts of one unit and repeats count once. An incident that is not here is *not yet*. */
  async takeStarted(tx: EntityManager, events: readonly Started[]): Promise<void> {
    const incidents = await this.incidentsOf(
      tx,
      events.map(({ exercise, data }) => ({ incidentId: data.incidentId, exercise })),
    );
    await tx.query(
      `INSERT INTO intake.incident_response (activation_id, unit_id, incident_id, exercise, level, started_at)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::boolean[], $5::text[], $6::timestamptz[]) ON CONFLICT DO NOTHING`,
      [
        events.map(({ data }) => data.activationId),
        events.map(({ data }) => data.unitId),
        events.map(({ data }) => data.incidentId),
        events.map(({ exercise }) => exercise),
        events.map(({ data }) => data.level),
        events.map(({ data }) => data.startedAt),
      ],
    );
    for (const incident of incidents) await this.duties.settle(tx, incident, intake);
  }

  /** Takes note of responses that ended in a unit; the first end counts. One whose start is not here is *not yet*. */
  async takeEnded(tx: EntityManager, events: readonly Ended[]): Promise<void> {
    const known = (await tx.query(
      `SELECT r.activation_id, r.unit_id, r.incident_id FROM intake.incident_response r
       JOIN unnest($1::uuid[], $2::text[]) AS e(activation_id, unit_id) USING (activation_id, unit_id)`,
      [events.map(({ data }) => data.activationId), events.map(({ data }) => data.unitId)],
    )) as { activation_id: string; unit_id: string; incident_id: string }[];
    const incidentOf = new Map(known.map((row) => [activationKey(row.activation_id, row.unit_id), row.incident_id]));
    const incidents = await this.incidentsOf(
      tx,
      events.map(({ exercise, data }) => {
        const incidentId = incidentOf.get(activationKey(data.activationId, data.unitId));
        if (incidentId === undefined) throw new NotYet(`response ${activationKey(data.activationId, data.unitId)}`);
        return { incidentId, exercise };
      }),
    );
    await tx.query(
      `UPDATE intake.incident_response r SET ended_at = e.ended_at
       FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS e(activation_id, unit_id, ended_at)
       WHERE r.activation_id = e.activation_id AND r.unit_id = e.unit_id AND r.ended_at IS NULL`,
      [events.map(({ data }) => data.activationId), events.map(({ data }) => data.unitId), events.map(({ data }) => data.endedAt)],
    );
    for (const incident of incidents) await this.duties.settle(tx, incident, intake);
  }

  /** Locks the incidents that these events belong to; one that differs in `exercise` is refused. */
  private async incidentsOf(tx: EntityManager, wanted: readonly { incidentId: string; exercise: boolean }[]) {
    const incidents = await lockIncidents(tx, [...new Set(wanted.map(({ incidentId }) => incidentId))]);
    const byId = new Map(incidents.map((incident) => [incident.id, incident]));
    for (const { incidentId, exercise } of wanted) {
      const incident = byId.get(incidentId);
      if (!incident) throw new NotYet(`incident ${incidentId}`);
      if (incident.exercise !== exercise) throw new Refused('exercise-differs');
    }
    return incidents;
  }
}
