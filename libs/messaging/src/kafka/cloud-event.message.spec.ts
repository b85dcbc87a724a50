import { Kafka as CloudEventsOnKafka } from 'cloudevents';
import type { KafkaMessage } from 'kafkajs';
import type { Envelope } from '#contracts/envelope.js';
import { parseRecord, typeOf } from '../incoming.js';
import type { BusRecord } from '../ports.js';
import { shardOf } from '../shard.rules.js';
import { bytesOf, messageOf, recordOf } from './cloud-event.message.js';
import { letterMessageOf } from './dead-letter.message.js';

const key = '0193a5c0-0000-7000-8000-000000000001:leyu';
const envelope: Envelope = {
  specversion: '1.0',
  id: '0193a5c0-0000-7000-8000-0000000000aa',
  source: '/muster/plan',
  type: 'activation.reported.v1',
  subject: key,
  time: '2024-09-15T08:00:00.000+08:00',
  datacontenttype: 'application/json',
  exercise: false,
  correlationid: '一次点击',
  sequence: '17',
  partindex: 2,
  parttotal: 3,
  data: {
    activationId: '0193a5c0-0000-7000-8000-000000000001',
    unitId: 'leyu',
    trigger: '现场报告',
    reportedAt: '2024-09-15T08:00:00+08:00',
  },
};
const record: BusRecord = { source: 'plan', topic: 'muster.activation', key, shard: shardOf(key), outboxId: '4711', envelope };

/** The message as a consumer gets it: everything is bytes. */
function received({ headers = {}, value, key: sentKey }: Partial<ReturnType<typeof messageOf>>, offset = '9'): KafkaMessage {
  const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
  return {
    key: sentKey === undefined ? null : Buffer.from(sentKey),
    value: value ?? null,
    headers: bytes,
    offset,
    timestamp: '0',
    attributes: 0,
  } as KafkaMessage;
}

describe('an event as a Kafka message', () => {
  it('comes back as it went', () => {
    expect(recordOf('muster.activation', 3, received(messageOf(record)))).toEqual(record);
    expect(parseRecord(recordOf('muster.activation', 3, received(messageOf(record))))).toMatchObject({ eventId: envelope.id });
  });

  it('has the headers of the CloudEvents binding, and its data alone as the value', () => {
    const { headers, value } = messageOf(record);
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: envelope.id,
      ce_source: '/muster/plan',
      ce_type: 'activation.reported.v1',
      ce_subject: key,
      ce_time: envelope.time,
      ce_exercise: 'false',
      ce_correlationid: '一次点击',
      ce_sequence: '17',
      ce_partindex: '2',
      ce_parttotal: '3',
      'muster-outbox-id': '4711',
    });
    expect(JSON.parse(value.toString())).toEqual(envelope.data);
  });

  it('is a valid CloudEvent for the SDK', () => {
    const { headers, value } = messageOf(record);
    const event = CloudEventsOnKafka.toEvent({ headers, key, value: value.toString(), body: value.toString(), timestamp: '' } as never);
    expect((event as unknown as { validate(): boolean }).validate()).toBe(true);
    expect(event).toMatchObject({ id: envelope.id, type: envelope.type, subject: key, exercise: 'false', data: envelope.data });
  });

  it('keeps an attribute that this version does not know', () => {
    const traced = { ...envelope, traceparent: '00-1-2-01' };
    expect(recordOf('muster.activation', 0, received(messageOf({ ...record, envelope: traced }))).envelope).toEqual(traced);
  });

  it('is about as large as is said', () => {
    const message = messageOf(record);
    const least = message.value.length + Object.values(message.headers).join('').length;
    expect(bytesOf(message)).toBeGreaterThan(least);
    expect(bytesOf(message)).toBeLessThan(least + 1_000);
  });
});

describe('a message that is no event of ours', () => {
  const foreign: [string, KafkaMessage][] = [
    ['nothing at all', received({})],
    ['text without headers', received({ value: Buffer.from('hello') })],
    ['bytes with a zero in the key', received({ key: 'a\0b', value: Buffer.from([0, 255, 1]) })],
    [
      'JSON in structured mode',
      received({ value: Buffer.from('{"specversion":"1.0"}'), headers: { 'content-type': 'application/cloudevents+json' } }),
    ],
  ];

  it.each(foreign)('%s has no type, an id of where it stands, and can be stored', (_, message) => {
    const read = recordOf('muster.task', 5, message);
    expect(typeOf(read)).toBe('unknown');
    expect(read).toMatchObject({ source: 'dispatch', topic: 'muster.task', outboxId: 'muster.task/5@9' });
    expect(read.key).not.toContain('\0');
    expect(parseRecord(read)).toMatchObject({
      reason: expect.stringContaining('envelope'),
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each([
    ['data that is no JSON', { value: Buffer.from('{"activationId":') }, 'data'],
    ['data that does not fit', { value: Buffer.from('{}') }, 'data'],
    ['a drill that is neither yes nor no', { headers: { ...messageOf(record).headers, ce_exercise: 'perhaps' } }, 'envelope'],
    ['a part that is no number', { headers: { ...messageOf(record).headers, ce_partindex: 'first' } }, 'envelope'],
  ])('%s keeps its type and is refused by the contract', (_, change, where) => {
    const read = recordOf('muster.activation', 0, received({ ...messageOf(record), ...change }));
    expect(typeOf(read)).toBe('activation.reported.v1');
    expect(parseRecord(read)).toMatchObject({ reason: expect.stringMatching(new RegExp(`^${where}`)) });
  });

  it('is cut, so that its dead letter stays small', () => {
    const read = recordOf('muster.task', 5, received({ value: Buffer.from('x'.repeat(100_000)) }));
    expect(JSON.stringify(read).length).toBeLessThan(20_000);
  });
});

describe('a dead letter as a Kafka message', () => {
  const letter = {
    id: '0193a5c0-0000-7000-8000-0000000000bb',
    handler: 'dispatch/activation.reported.v1',
    eventId: envelope.id,
    type: envelope.type,
    topic: record.topic,
    key,
    reason: 'repeated-error' as const,
    error: 'TypeError: a bug\n    at /a/file',
    tries: 3,
    diedAt: '2024-09-15T00:00:01.000Z',
    record,
  };

  it('is a CloudEvent of its own, with the drill and the click of the event inside, and one line of the error', () => {
    const { headers, value } = letterMessageOf('dispatch', letter);
    expect(headers).toMatchObject({
      ce_id: letter.id,
      ce_source: '/muster/dispatch',
      ce_type: 'dead-letter.set-aside.v1',
      ce_subject: envelope.id,
      ce_exercise: 'false',
      ce_correlationid: '一次点击',
    });
    expect(JSON.parse(value.toString())).toEqual({ ...letter, error: 'TypeError: a bug' });
  });

  it('has neither for a foreign message', () => {
    const inside = recordOf('muster.task', 5, received({ value: Buffer.from('hello') }));
    const { headers } = letterMessageOf('dispatch', { ...letter, record: inside });
    expect(Object.keys(headers)).not.toContain('ce_exercise');
    expect(Object.keys(headers)).not.toContain('ce_correlationid');
  });
});
