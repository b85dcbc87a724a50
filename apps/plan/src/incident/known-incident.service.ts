import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { IncidentOpened } from '#contracts/incident.js';
import { Refused } from '#service-kit/refused.js';

/** What plan knows of an incident: what it was told when it was opened. */
export type KnownIncident = IncidentOpened & { exercise: boolean };

/** The incidents that intake told of. */
@Injectable()
export class KnownIncidentService {
  constructor(private readonly database: DataSource) {}

  /** Keeps what was told, once per incident: told twice, the first stays. */
  async keepIncidents(tx: EntityManager, opened: readonly Envelope<IncidentOpened>[]): Promise<void> {
    await tx.query(
      `INSERT INTO plan.known_incident (id, exercise, facts)
       SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::jsonb[]) ON CONFLICT DO NOTHING`,
      [
        opened.map((event) => event.data.incidentId),
        opened.map((event) => event.exercise),
        opened.map((event) => JSON.stringify(event.data)),
      ],
    );
  }

  /**
   * The incident. One that the bus has not told of yet is asked of intake and kept as it would have been; the event that comes later changes
   * nothing. Refused with `not-found` where there is none.
   */
  async findIncident(id: string): Promise<KnownIncident> {
    const known = await this.read(this.database.manager, id, '');
    if (known) return known;
    await this.database.query(
      `INSERT INTO plan.known_incident (id, exercise, facts)
       SELECT id::uuid, exercise, facts FROM intake_read.opened_incident WHERE id = $1::text ON CONFLICT DO NOTHING`,
      [id],
    );
    const told = await this.read(this.database.manager, id, '');
    if (!told) throw new Refused('not-found');
    return told;
  }

  /** Locks the incident for a start: two starts for one incident happen one after the other. */
  async lockIncident(tx: EntityManager, id: string): Promise<KnownIncident> {
    const incident = await this.read(tx, id, 'FOR UPDATE');
    if (!incident) throw new Refused('not-found');
    return incident;
  }

  private async read(tx: EntityManager, id: string, lock: '' | 'FOR UPDATE'): Promise<KnownIncident | null> {
    const [row] = (await tx.query(`SELECT exercise, facts FROM plan.known_incident WHERE id = $1 ${lock}`, [id])) as {
      exercise: boolean;
      facts: IncidentOpened;
    }[];
    return row ? { ...row.facts, exercise: row.exercise } : null;
  }
}
