import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { ServiceName } from '#contracts/events.js';
import type { Incoming, Misfit } from './incoming.js';

/** What a service keeps of the events it gets: those handled (inbox), those that wait (parked), those set aside (dead letters). */
export class Inbox {
  constructor(private readonly service: ServiceName) {}

  /** The name of the handler of a type, as the inbox and dead letters know it. */
  handlerOf(type: string): string {
    return `${this.service}/${type}`;
  }

  /** Notes that these are being handled in this transaction; returns those that never were. Another transaction on the same event is waited for. */
  async receive<Item extends { eventId: string }>(tx: EntityManager, type: string, items: readonly Item[]): Promise<Item[]> {
    const rows = (await tx.query(
      `INSERT INTO ${this.service}.inbox (handler, event_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ON CONFLICT DO NOTHING RETURNING event_id`,
      [this.handlerOf(type), items.map((item) => item.eventId)],
    )) as { event_id: string }[];
    const fresh = new Set(rows.map((row) => row.event_id));
    // A batch may hold one event twice: only the first of them is handled.
    return items.filter((item) => fresh.delete(item.eventId.toLowerCase()));
  }

  /** Lets a dead letter's event be received once more. */
  async forget(tx: EntityManager, type: string, eventId: string): Promise<void> {
    await tx.query(`DELETE FROM ${this.service}.inbox WHERE handler = $1 AND event_id = $2`, [this.handlerOf(type), eventId]);
  }

  /** Which lines (`lineOf`) of these events have others waiting. */
  async waitingLines(tx: EntityManager, items: readonly Incoming[]): Promise<Set<string>> {
    const rows = (await tx.query(
      `SELECT DISTINCT topic || ' ' || key AS line FROM ${this.service}.parked WHERE consumer_group = $1 AND topic = ANY ($2) AND key = ANY ($3)`,
      [this.service, [...new Set(items.map((item) => item.record.topic))], [...new Set(items.map((item) => item.key))]],
    )) as { line: string }[];
    return new Set(rows.map((row) => row.line));
  }

  /** Parks events in the given order. One that is parked already stays where it is. */
  async park(tx: EntityManager, items: readonly Incoming[], waitingFor: string): Promise<void> {
    await tx.query(
      `INSERT INTO ${this.service}.parked (consumer_group, topic, key, event_id, type, record, waiting_for)
       SELECT $1, topic, key, event_id, type, record::json, $7
       FROM unnest($2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[]) WITH ORDINALITY AS p(topic, key, event_id, type, record, nth)
       ORDER BY nth
       ON CONFLICT DO NOTHING`,
      [
        this.service,
        items.map((item) => item.record.topic),
        items.map((item) => item.key),
        items.map((item) => item.eventId),
        items.map((item) => item.type),
        items.map((item) => JSON.stringify(item.record)),
        waitingFor,
      ],
    );
  }

  /** Sets an event aside, with its inbox row, so that a redelivery passes it over until it is replayed. */
  async bury(tx: EntityManager, item: Incoming | Misfit, why: { reason: string; error: string; tries: number }): Promise<void> {
    await this.receive(tx, item.type, [item]);
    await tx.query(
      `INSERT INTO ${this.service}.dead_letter (id, consumer_group, handler, event_id, type, topic, key, record, reason, error, tries)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8::json, $9, $10, $11) ON CONFLICT DO NOTHING`,
      [
        uuidv7(),
        this.service,
        this.handlerOf(item.type),
        item.eventId,
        item.type,
        item.record.topic,
        item.key,
        JSON.stringify(item.record),
        why.reason,
        why.error.slice(0, 4_000),
        why.tries,
      ],
    );
  }
}
