import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { Envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { events, services } from '#contracts/events.js';
import type { BusRecord } from '../ports.js';
import { shardOf } from '../shard.rules.js';

/** Our own header beside the attributes: where the event stands in its outbox. */
const outboxIdHeader = 'muster-outbox-id';
/** How much of a message that is no event of ours is kept for whoever looks at its dead letter. */
const foreignCharacters = 16_384;

/** A message that carries a CloudEvent. */
export type EventMessage = Message & { key: string; value: Buffer; headers: Record<string, string> };

/** What makes an event's message. Attributes that are undefined are left out. */
export type Written = { key: string; outboxId: string; envelope: Partial<Omit<Envelope, 'data'>> & { data: unknown } };

/** An event as a Kafka message: the CloudEvents binding in binary mode, attributes in `ce_` headers, the data alone as the value. */
export function messageOf(record: Written): EventMessage {
  const { data, datacontenttype = 'application/json', ...attributes } = record.envelope;
  const headers: Record<string, string> = { 'content-type': datacontenttype };
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) headers[`ce_${name}`] = String(value);
  headers[outboxIdHeader] = record.outboxId;
  return { key: record.key, value: Buffer.from(JSON.stringify(data)), headers };
}

/** About how many bytes a message takes in a record batch. */
export function bytesOf(message: EventMessage): number {
  const headers = Object.entries(message.headers).reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value) + 8, 0);
  return message.value.length + Buffer.byteLength(message.key) + headers + 32;
}

/**
 * A Kafka message as a record of the bus. What is no CloudEvent becomes a record without a type, and broken attributes or data stay as they
 * came: the consumer sets such a record aside. It never throws, because then a stranger's message would stand in the way for ever.
 */
export function recordOf(topic: string, partition: number, message: KafkaMessage): BusRecord {
  const headers = textsOf(message.headers);
  const key = textOf(message.key);
  return {
    source: sourceOf(headers.get('ce_source'), topic),
    topic,
    key,
    shard: shardOf(key),
    outboxId: headers.get(outboxIdHeader) ?? `${topic}/${partition}@${message.offset}`,
    envelope: headers.has('ce_type') ? envelopeOf(headers, message.value) : foreignEnvelope(headers, message.value),
  };
}

function envelopeOf(headers: ReadonlyMap<string, string>, value: Buffer | null): Envelope {
  const attributes: Record<string, unknown> = { datacontenttype: headers.get('content-type') };
  for (const [name, text] of headers) if (name.startsWith('ce_')) attributes[name.slice(3)] = typed(name.slice(3), text);
  return { ...attributes, data: dataOf(value) } as Envelope;
}

/** Headers are texts; three attributes of ours are not. What does not read as such stays a text, which the contract refuses. */
function typed(name: string, text: string): unknown {
  if (name === 'exercise' && (text === 'true' || text === 'false')) return text === 'true';
  if ((name === 'partindex' || name === 'parttotal') && /^\d+$/.test(text)) return Number(text);
  return text;
}

function dataOf(value: Buffer | null): unknown {
  const text = value?.toString('utf8') ?? '';
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: no event's data is a mere text, so the contract refuses it and says where.
    return text.slice(0, foreignCharacters);
  }
}

function foreignEnvelope(headers: ReadonlyMap<string, string>, value: Buffer | null): Envelope {
  const text = value?.toString('utf8') ?? null;
  return { headers: Object.fromEntries(headers), value: text?.slice(0, foreignCharacters) ?? null } as unknown as Envelope;
}

function sourceOf(said: string | undefined, topic: string): ServiceName {
  const service = services.find((each) => said === `/muster/${each}`);
  return service ?? Object.values(events).find((event) => event.topic === topic)?.owner ?? 'directory';
}

function textsOf(headers: IHeaders | undefined): Map<string, string> {
  return new Map(
    Object.entries(headers ?? {}).map(([name, value]) => [name, textOf(Array.isArray(value) ? (value[0] ?? null) : (value ?? null))]),
  );
}

/** PostgreSQL stores every character but this one. */
function textOf(bytes: Buffer | string | null): string {
  return (bytes ?? '').toString().replaceAll('\0', '\uFFFD');
}
