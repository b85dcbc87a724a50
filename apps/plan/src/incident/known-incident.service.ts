import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '#contracts/envelope.js';
import type { IncidentOpened } from '#contracts/incident.js';
import { Refused } from '#service-kit/refused.js';

/** What plan knows of an incident: what it was told when it was opened. */
export type KnownIncident = IncidentOpened & { exercise: boolean };

/** An incident that was opened a moment ago may still be on its way; a click waits this long for it. */
const patienceMs = 2_000;
const lookAgainMs = 50;

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

  /** The incident, waited for up to 2 s because it may just have been opened; refused with `not-found` after that. */
  async awaitIncident(id: string): Promise<KnownIncident> {
    const until = performance.now() + patienceMs;
    for (;;) {
      const incident = await this.read(this.database.manager, id, '');
      if (incident) return incident;
      if (performance.now() >= until) throw new Refused('not-found');
      await pause(lookAgainMs);
    }
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
