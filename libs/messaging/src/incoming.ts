import { createHash } from 'node:crypto';
import type { Envelope } from '#contracts/envelope.js';
import { envelope as envelopeContract } from '#contracts/envelope.js';
import type { EventType } from '#contracts/events.js';
import { events } from '#contracts/events.js';
import type { BusRecord } from './ports.js';

/** An event as it came from the bus, parsed by its contract. */
export type Incoming = { eventId: string; type: string; key: string; envelope: Envelope; record: BusRecord };

/** An event that no handler can be given: it does not fit the contract that this version knows. */
export type Misfit = { eventId: string; type: string; key: string; record: BusRecord; reason: string };

/**
 * The line in which an event waits: order holds for a key within a topic. Two topics may use the same key, and one may wait for the other;
 * in one line they would wait for each other for ever.
 */
export function lineOf(item: { key: string; record: BusRecord }): string {
  return `${item.record.topic} ${item.key}`;
}

/** Parses a record by the envelope's and the event's contract. */
export function parseRecord(record: BusRecord): Incoming | Misfit {
  const type = typeOf(record);
  const misfit = (reason: string): Misfit => ({ eventId: eventIdOf(record), type, key: record.key, record, reason });
  const parsed = envelopeContract.safeParse(record.envelope);
  if (!parsed.success) return misfit(`envelope: ${parsed.error.message}`);
  const contract = type in events ? events[type as EventType] : undefined;
  if (!contract) return misfit(`no contract for ${type}`);
  const data = contract.data.safeParse(parsed.data.data);
  if (!data.success) return misfit(`data: ${data.error.message}`);
  return { eventId: parsed.data.id, type, key: record.key, envelope: { ...parsed.data, data: data.data }, record };
}

/** The type of a record that claims none: it is no event at all, and somebody else's message in our topic. */
export const unknownType = 'unknown';

/** The type that a record claims, even when nothing else of it can be read. */
export function typeOf(record: BusRecord): string {
  const type = (record.envelope as { type?: unknown } | null)?.type;
  return typeof type === 'string' ? type : unknownType;
}

/** The event's own id, or for an envelope without a proper one an id made of where it stands, the same at each delivery. */
function eventIdOf(record: BusRecord): string {
  const parsed = envelopeContract.shape.id.safeParse((record.envelope as { id?: unknown } | null)?.id);
  if (parsed.success) return parsed.data;
  const hash = createHash('sha256').update(`${record.source} ${record.outboxId}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
