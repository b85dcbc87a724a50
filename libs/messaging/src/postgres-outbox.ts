import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import { envelope as envelopeContract } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { events as contracts } from '#contracts/events.js';
import type { Clock } from '#service-kit/clock.js';
import { correlationId } from '#service-kit/correlation.js';
import { askPrepared } from '#service-kit/prepared.js';
import { EventTooLarge, InvalidEvent, Outbox } from './ports.js';
import type { OutgoingEvent } from './ports.js';
import { shardOf } from './shard.rules.js';

/** The largest envelope, in bytes of JSON: above it Kafka's limits per send are near, and the fact must be told in parts. */
export const maximumEnvelopeBytes = 256 * 1024;

/** Marks a transaction that has written events, so that its commit wakes the relay. */
export const wroteEvents = 'muster:wrote-events';

const envelopeShape = envelopeContract.omit({ data: true });

/**
 * The outbox in the service's own schema: one statement for any number of events, in the caller's transaction. It locks the stream row of each
 * key, in key order, so that two writers never wait for each other crosswise, and numbers the events from there. Whoever writes to the same key
 * waits for the commit: a story writes its events last.
 */
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
    const time = this.clock.now().toISOString();
    const correlation = correlationId();
    const envelopes = outgoing.map((event): Envelope => ({
      specversion: '1.0',
      id: uuidv7(),
      source: `/muster/${this.service}`,
      type: event.type,
      subject: event.key,
      time,
      datacontenttype: 'application/json',
      exercise: event.exercise,
      correlationid: correlation,
      sequence: unnumbered,
      partindex: event.part?.index ?? 1,
      parttotal: event.part?.total ?? 1,
      data: this.dataOf(event),
    }));
    const texts = envelopes.map(encode);
    await askPrepared(
      tx,
      `WITH event AS (
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::smallint[], $6::boolean[], $7::text[], $8::text[])
           WITH ORDINALITY AS e(event_id, type, topic, key, shard, exercise, before, after, nth)
       ), raised AS (
         INSERT INTO ${this.service}.stream AS s (key, sequence) SELECT key, count(*) FROM event GROUP BY key ORDER BY key
         ON CONFLICT (key) DO UPDATE SET sequence = s.sequence + excluded.sequence
         RETURNING key, sequence
       ), numbered AS (
         SELECT e.*, r.sequence - count(*) OVER (PARTITION BY e.key) + row_number() OVER (PARTITION BY e.key ORDER BY e.nth) AS sequence
         FROM event e JOIN raised r ON r.key = e.key
       )
       INSERT INTO ${this.service}.outbox (event_id, type, topic, key, shard, sequence, exercise, envelope, bytes)
       SELECT event_id, type, topic, key, shard, sequence, exercise, (before || sequence || after)::json, octet_length(before || sequence || after)
       FROM numbered ORDER BY nth`,
      [
        envelopes.map((each) => each.id),
        envelopes.map((each) => each.type),
        outgoing.map((event) => contracts[event.type].topic),
        envelopes.map((each) => each.subject),
        envelopes.map((each) => shardOf(each.subject)),
        envelopes.map((each) => each.exercise),
        texts.map((each) => each.before),
        texts.map((each) => each.after),
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
}

/** Stands where the sequence will be: the longest that a bigint can be, so that the size is never underrated. */
const unnumbered = '9'.repeat(19);

/**
 * The JSON of an envelope, before and after its sequence, which only the lock of its key decides. Refuses what is too large or no envelope
 * at all (an empty key, a part 0 of 3).
 */
function encode(envelope: Envelope): { before: string; after: string } {
  const { data, ...attributes } = envelope;
  const parsed = envelopeShape.safeParse(attributes);
  if (!parsed.success) throw new InvalidEvent(`${envelope.type} has no proper envelope: ${parsed.error.message}`);
  const text = JSON.stringify({ ...attributes, data });
  const bytes = Buffer.byteLength(text);
  if (bytes > maximumEnvelopeBytes) throw new EventTooLarge(`${envelope.type} of ${envelope.subject} has ${bytes} bytes: tell it in parts`);
  // The attributes stand before the data, and quotes within a text are escaped: the first such place is the attribute.
  const [before, after] = splitAt(text, `"sequence":"${unnumbered}"`, '"sequence":"'.length, unnumbered.length);
  return { before, after };
}

function splitAt(text: string, place: string, offset: number, length: number): [string, string] {
  const start = text.indexOf(place) + offset;
  return [text.slice(0, start), text.slice(start + length)];
}
