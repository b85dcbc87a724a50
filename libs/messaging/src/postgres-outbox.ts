import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import { envelope as envelopeContract } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { events as contracts } from '#contracts/events.js';
import type { Clock } from '#service-kit/clock.js';
import { correlationId } from '#service-kit/correlation.js';
import { EventTooLarge, InvalidEvent, Outbox } from './ports.js';
import type { OutgoingEvent } from './ports.js';
import { shardOf } from './shard.rules.js';

/** The largest envelope, in bytes of JSON: above it Kafka's limits per send are near, and the fact must be told in parts. */
export const maximumEnvelopeBytes = 256 * 1024;

/** Marks a transaction that has written events, so that its commit wakes the relay. */
export const wroteEvents = 'muster:wrote-events';

const envelopeShape = envelopeContract.omit({ data: true });

/** The outbox in the service's own schema: two statements for any number of events, in the caller's transaction. */
export class PostgresOutbox extends Outbox {
  constructor(
    private readonly service: ServiceName,
    private readonly clock: Clock,
  ) {
    super();
  }

  async append(tx: EntityManager, outgoing: readonly OutgoingEvent[]): Promise<void> {
    if (outgoing.length === 0) return;
    if (!tx.queryRunner?.isTransactionActive) throw new Error('events are written in the transaction of their change, and there is none');
    const data = outgoing.map((event) => this.dataOf(event));
    const sequences = await this.takeSequences(tx, outgoing);
    const time = this.clock.now().toISOString();
    const correlation = correlationId();
    const envelopes = outgoing.map((event, index): Envelope => ({
      specversion: '1.0',
      id: uuidv7(),
      source: `/muster/${this.service}`,
      type: event.type,
      subject: event.key,
      time,
      datacontenttype: 'application/json',
      exercise: event.exercise,
      correlationid: correlation,
      sequence: String(sequences[index]),
      partindex: event.part?.index ?? 1,
      parttotal: event.part?.total ?? 1,
      data: data[index],
    }));
    const texts = envelopes.map(encode);
    await tx.query(
      `INSERT INTO ${this.service}.outbox (event_id, type, topic, key, shard, sequence, exercise, envelope, bytes)
       SELECT event_id, type, topic, key, shard, sequence, exercise, envelope::json, bytes
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::bigint[], $7::boolean[], $8::text[], $9::integer[])
         WITH ORDINALITY AS e(event_id, type, topic, key, shard, sequence, exercise, envelope, bytes, nth)
       ORDER BY nth`,
      [
        envelopes.map((each) => each.id),
        envelopes.map((each) => each.type),
        outgoing.map((event) => contracts[event.type].topic),
        envelopes.map((each) => each.subject),
        envelopes.map((each) => shardOf(each.subject)),
        envelopes.map((each) => each.sequence),
        envelopes.map((each) => each.exercise),
        texts.map((each) => each.text),
        texts.map((each) => each.bytes),
      ],
    );
    tx.queryRunner.data[wroteEvents] = true;
  }

  private dataOf(event: OutgoingEvent): unknown {
    const contract = contracts[event.type];
    if (!contract) throw new InvalidEvent(`${event.type} is no event of the contracts`);
    if (contract.owner !== this.service) throw new InvalidEvent(`${event.type} is said by ${contract.owner}, not by ${this.service}`);
    const parsed = contract.data.safeParse(event.data);
    if (!parsed.success) throw new InvalidEvent(`${event.type} does not fit its contract: ${parsed.error.message}`);
    return parsed.data;
  }

  /** Raises each key's stream row by the number of its events, in key order, so that two writers never wait for each other crosswise. */
  private async takeSequences(tx: EntityManager, outgoing: readonly OutgoingEvent[]): Promise<bigint[]> {
    const counts = new Map<string, number>();
    for (const { key } of outgoing) counts.set(key, (counts.get(key) ?? 0) + 1);
    const rows = (await tx.query(
      `INSERT INTO ${this.service}.stream AS s (key, sequence)
       SELECT key, count FROM unnest($1::text[], $2::bigint[]) AS n(key, count) ORDER BY key
       ON CONFLICT (key) DO UPDATE SET sequence = s.sequence + excluded.sequence
       RETURNING key, sequence`,
      [[...counts.keys()], [...counts.values()]],
    )) as { key: string; sequence: string }[];
    const next = new Map(rows.map((row) => [row.key, BigInt(row.sequence) - BigInt(counts.get(row.key) ?? 0)]));
    return outgoing.map(({ key }) => {
      const sequence = (next.get(key) ?? 0n) + 1n;
      next.set(key, sequence);
      return sequence;
    });
  }
}

/** The JSON of an envelope with its size; refuses what is too large or no envelope at all (an empty key, a part 0 of 3). */
function encode(envelope: Envelope): { text: string; bytes: number } {
  const { data, ...attributes } = envelope;
  const parsed = envelopeShape.safeParse(attributes);
  if (!parsed.success) throw new InvalidEvent(`${envelope.type} has no proper envelope: ${parsed.error.message}`);
  const text = JSON.stringify({ ...attributes, data });
  const bytes = Buffer.byteLength(text);
  if (bytes > maximumEnvelopeBytes) throw new EventTooLarge(`${envelope.type} of ${envelope.subject} has ${bytes} bytes: tell it in parts`);
  return { text, bytes };
}
