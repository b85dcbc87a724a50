import { z } from 'zod';
import { deadLetterCopy, deadLetterSetAside } from '#contracts/dead-letter.js';
import { envelope } from '#contracts/envelope.js';
import type { ServiceName } from '#contracts/events.js';
import { events, services } from '#contracts/events.js';
import { deadLetterTopic, topicPartitions } from './kafka/topic-table.js';

type Said = { type: string; topic: string; owners: readonly ServiceName[]; data: z.ZodType };

const said: Said[] = [
  ...Object.entries(events).map(([type, { topic, owner, data }]) => ({ type, topic, owners: [owner], data })),
  { type: deadLetterSetAside, topic: deadLetterTopic, owners: services, data: deadLetterCopy },
];

/** The AsyncAPI 3 document of what the services say, made of the contracts: topics, events with their headers and data, and who says them. */
export function asyncApiOf(): object {
  const topics = [...new Set(said.map(({ topic }) => topic))];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Muster 集结',
      version: '1',
      description:
        'What the services of the cluster say. Every message is a CloudEvent 1.0 in binary mode: its attributes are headers with the prefix ce_, its data is the value. Events of one key are in order, and may come more than once: know them by ce_id. A new optional field keeps the version of an event; expect fields that you do not know.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [channelOf(topic), channel(topic)])),
    operations: Object.fromEntries(topics.flatMap((topic) => services.flatMap((service) => operation(service, topic)))),
    components: {
      messages: Object.fromEntries(said.map((each) => [each.type, message(each)])),
      schemas: { cloudEvent: headers(), ...Object.fromEntries(said.map(({ type, data }) => [type, schemaOf(data)])) },
    },
  };
}

/** Names in the document are made of letters, digits, dots and dashes. */
function channelOf(topic: string): string {
  return topic.slice('muster.'.length);
}

function channel(topic: string): object {
  const messages = said.filter((each) => each.topic === topic);
  return {
    address: topic,
    description: 'Its name may have the prefix of the installation (KAFKA_PREFIX).',
    messages: Object.fromEntries(messages.map(({ type }) => [type, { $ref: `#/components/messages/${type}` }])),
    bindings: { kafka: { partitions: topicPartitions[topic as keyof typeof topicPartitions], bindingVersion: '0.5.0' } },
  };
}

/** What one service says in one topic; nothing if it says nothing there. */
function operation(service: ServiceName, topic: string): [string, object][] {
  const own = said.filter((each) => each.topic === topic && each.owners.includes(service));
  if (own.length === 0) return [];
  const name = channelOf(topic);
  const messages = own.map(({ type }) => ({ $ref: `#/channels/${name}/messages/${type}` }));
  return [[`${service}.says.${name}`, { action: 'send', channel: { $ref: `#/channels/${name}` }, messages }]];
}

function message({ type, owners }: Said): object {
  const isLetter = type === deadLetterSetAside;
  return {
    name: type,
    title: type,
    contentType: 'application/json',
    headers: {
      allOf: [
        { $ref: '#/components/schemas/cloudEvent' },
        {
          type: 'object',
          properties: { ce_type: { const: type }, ce_source: { enum: owners.map((owner) => `/muster/${owner}`) } },
          // A foreign message has no drill and no click, and neither has its dead letter.
          required: isLetter ? [] : ['ce_exercise', 'ce_correlationid', 'ce_sequence', 'ce_partindex', 'ce_parttotal'],
        },
      ],
    },
    payload: { $ref: `#/components/schemas/${type}` },
    bindings: {
      kafka: {
        key: { type: 'string', description: isLetter ? 'ce_subject' : 'The ordering key, as in ce_subject.' },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** The attributes of the envelope as headers, which are texts. */
function headers(): object {
  const { properties = {} } = schemaOf(envelope.omit({ data: true, datacontenttype: true })) as { properties?: Record<string, object> };
  const textual = { exercise: { type: 'string', enum: ['true', 'false'] }, partindex: count, parttotal: count } as Record<string, object>;
  const attributes = Object.entries(properties).map(([name, schema]): [string, object] => [`ce_${name}`, textual[name] ?? schema]);
  return {
    type: 'object',
    properties: {
      'content-type': { const: 'application/json' },
      ...Object.fromEntries(attributes),
      'muster-outbox-id': { type: 'string', description: 'Where the event stands in the outbox of its service.' },
    },
    required: ['content-type', 'ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time'],
  };
}

const count = { type: 'string', pattern: '^[1-9][0-9]*$' };

/** JSON Schema (draft 7, which AsyncAPI extends) of what is accepted: open to fields that come later. */
function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    // zod's own format, which no validator knows; its pattern says the same.
    override: ({ jsonSchema }) => void (jsonSchema.format === 'starts_with' && delete jsonSchema.format),
  });
  return rest;
}
