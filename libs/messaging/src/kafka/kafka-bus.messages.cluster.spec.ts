import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Kafka as CloudEventsOnKafka } from 'cloudevents';
import type { Admin } from 'kafkajs';
import { ConfigResourceTypes } from 'kafkajs';
import { deadLetterCopy } from '#contracts/dead-letter.js';
import { testKafka } from '#testing/cluster.js';
import { LogLines } from '../contract/log-lines.js';
import type { ProcessOptions } from '../contract/process.js';
import { Process } from '../contract/process.js';
import { ended, eventually, expectInOrder, reported, Site } from '../contract/site.js';
import { DeadLetterCopies } from '../dead-letter-copies.js';
import { maximumEnvelopeBytes } from '../postgres-outbox.js';
import { openTestBus, topicsOf } from './contract/kafka-site.js';
import { kafkaClient } from './kafka-client.js';
import { ensureTopics } from './topics.js';

const run = promisify(execFile);

type Kcatted = { topic: string; key: string; payload: string; headers: string[] };

/** What kcat, a client that shares nothing with ours, finds in a topic. */
async function kcat(topic: string): Promise<Kcatted[]> {
  const { stdout } = await run('kcat', ['-b', testKafka().join(','), '-C', '-t', topic, '-o', 'beginning', '-e', '-q', '-J']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Kcatted);
}

/** kcat lists names and values of headers in turn. */
function headersOf({ headers }: Kcatted): Record<string, string> {
  return Object.fromEntries(headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : [])));
}

function cloudEventOf(message: Kcatted): Record<string, unknown> & { validate(): boolean } {
  const said = { headers: headersOf(message), key: message.key, value: message.payload, body: message.payload, timestamp: '' };
  return CloudEventsOnKafka.toEvent(said) as unknown as Record<string, unknown> & { validate(): boolean };
}

describe('messages on Kafka', () => {
  const lines = new LogLines();
  const running: Process[] = [];
  let site: Site;
  let prefix: string;
  let admin: Admin;

  const start = async (options: ProcessOptions): Promise<Process> => {
    const process = await Process.start(site, openTestBus(), options);
    running.push(process);
    return process;
  };
  const setTopic = (name: string, value: string): Promise<unknown> =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: `${prefix}muster.activation`,
          configEntries: [{ name, value }],
        },
      ],
    });

  beforeEach(async () => {
    lines.listen();
    site = await Site.open();
    prefix = await topicsOf(site.city.ownerUrl);
    admin = kafkaClient({ brokers: testKafka() }).admin();
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
    await admin.disconnect();
    await site.close();
    expect(lines.take('error')).toEqual([]);
  });

  it('are CloudEvents for a client that knows nothing of us', async () => {
    const process = await start({});
    await process.say([reported('a'), { ...reported('b'), exercise: false, part: { index: 2, total: 3 } }, ended('a')], '一次点击');
    await eventually(async () => expect(await kcat(`${prefix}muster.activation`)).toHaveLength(3));
    const found = await kcat(`${prefix}muster.activation`);
    const outbox = await site.ask<{ envelope: Record<string, unknown> }>('SELECT envelope FROM plan.outbox ORDER BY id');
    for (const { envelope } of outbox) {
      const message = found.find((each) => headersOf(each).ce_id === envelope.id);
      const event = cloudEventOf(message!);
      expect(event.validate()).toBe(true);
      expect(event).toMatchObject({
        id: envelope.id,
        type: envelope.type,
        source: '/muster/plan',
        subject: envelope.subject,
        datacontenttype: 'application/json',
        correlationid: '一次点击',
        exercise: String(envelope.exercise),
        partindex: String(envelope.partindex),
        parttotal: String(envelope.parttotal),
        sequence: envelope.sequence,
        data: envelope.data,
      });
      expect(message?.key).toBe(envelope.subject);
    }
  });

  it('of somebody else are set aside, and what is behind them goes on', async () => {
    const process = await start({ consumes: 'dispatch' });
    await process.say([reported('a')]);
    await eventually(async () => expect(await site.count('dispatch.effect')).toBe(1));
    const producer = kafkaClient({ brokers: testKafka() }).producer();
    await producer.connect();
    const type = 'activation.reported.v1';
    const foreign = [
      { value: 'hello' },
      { value: Buffer.from([0, 255, 0, 1]), key: Buffer.from('a\0b') },
      { value: null, key: 'a' },
      { value: '{"unitId":', headers: { ce_type: type, ce_id: 'none' } },
      { value: '{}', headers: { ce_type: 'com.example.something.else', ce_id: '1', ce_source: '/else', ce_specversion: '1.0' } },
    ];
    for (const partition of [0, 1, 2, 3])
      await producer.send({ topic: `${prefix}muster.activation`, messages: foreign.map((message) => ({ ...message, partition })) });
    await producer.disconnect();
    await process.say([reported('a'), reported('b'), reported('c'), reported('d')]);
    const all = { a: 2, b: 1, c: 1, d: 1 };
    await eventually(async () => expectInOrder(await site.effects(), new Map(Object.entries(all))));
    // Somebody else's CloudEvent of another type is nobody's business here; the rest is a dead letter each.
    await eventually(async () => expect(await process.bus.lag('dispatch')).toBe(0));
    expect(await site.count('dispatch.dead_letter')).toBe(16);
    expect(await site.ask('SELECT DISTINCT handler, reason FROM dispatch.dead_letter ORDER BY handler')).toEqual([
      { handler: 'dispatch/activation.reported.v1', reason: 'contract' },
      { handler: 'dispatch/unknown', reason: 'contract' },
    ]);
    expect(lines.take('error')).toHaveLength(16);
  });

  it('of dead letters are copied to a topic of their own, also when the copier starts late', async () => {
    const process = await start({
      consumes: 'dispatch',
      before: (events) => {
        if (events.some((event) => event.subject === 'poison')) throw new TypeError('a bug');
      },
    });
    await process.say([reported('a'), reported('poison'), reported('poison')], 'click one');
    await eventually(async () => expect(await site.count('dispatch.dead_letter')).toBe(2));
    expect(lines.take('error')).toHaveLength(2);
    const copies = new DeadLetterCopies('dispatch', process.database, process.bus.copyDeadLetters!);
    copies.start();
    await eventually(async () => expect(await site.count('dispatch.dead_letter WHERE copied_at IS NULL')).toBe(0));
    await copies.stop();
    const found = await kcat(`${prefix}muster.dead-letter`);
    const rows = await site.ask<{ id: string; event_id: string }>('SELECT id, event_id FROM dispatch.dead_letter ORDER BY id');
    expect(found.map((message) => headersOf(message).ce_id).sort()).toEqual(rows.map((row) => row.id));
    for (const message of found) {
      const event = cloudEventOf(message);
      expect(event.validate()).toBe(true);
      expect(event).toMatchObject({
        source: '/muster/dispatch',
        type: 'dead-letter.set-aside.v1',
        correlationid: 'click one',
        exercise: 'true',
      });
      expect(deadLetterCopy.parse(event.data)).toMatchObject({ reason: 'repeated-error', error: expect.stringContaining('a bug') });
    }
  });

  it('may be as large as an outbox takes, many at once', async () => {
    const process = await start({ consumes: 'dispatch' });
    const reason = 'x'.repeat(maximumEnvelopeBytes - 1_000);
    await process.say([...Array.from({ length: 6 }, () => ended('a', reason)), reported('b'), ended('b', reason)]);
    await eventually(async () =>
      expectInOrder(
        await site.effects(),
        new Map([
          ['a', 6],
          ['b', 2],
        ]),
      ),
    );
    expect(lines.take('warn').filter((line) => line.includes('Kafka takes no batch'))).toEqual([]);
  });

  it('are sent in halves to a Kafka that takes less; one that is too large for it alone is said loudly, and goes when it may', async () => {
    await setTopic('max.message.bytes', '6000');
    const process = await start({ consumes: 'dispatch' });
    for (let round = 0; round < 5; round += 1) await process.say(Array.from({ length: 40 }, (_, nth) => reported(`key-${nth % 8}`)));
    const most = new Map(Array.from({ length: 8 }, (_, nth): [string, number] => [`key-${nth}`, 25]));
    await eventually(async () => expectInOrder(await site.effects(), most));
    expect(lines.take('warn')).toContainEqual(expect.stringContaining('Kafka takes no batch'));

    await process.say([reported('key-0'), ended('key-0', 'x'.repeat(20_000)), reported('key-0'), reported('key-1')]);
    await eventually(async () => expect(lines.take('error')).toEqual([expect.stringContaining('refuses activation.ended.v1')]));
    await eventually(async () => expectInOrder(await site.effects(), new Map([...most, ['key-0', 26], ['key-1', 26]])));
    await setTopic('max.message.bytes', '1048588');
    await eventually(async () => expectInOrder(await site.effects(), new Map([...most, ['key-0', 28], ['key-1', 26]])));
  });

  it('have topics that nobody changes silently', async () => {
    const options = { brokers: testKafka(), prefix };
    expect(await ensureTopics({ ...options, partitions: 4 })).toEqual([]);
    await expect(ensureTopics(options)).rejects.toThrow(`topic ${prefix}muster.activation has 4 partitions and must have 16`);
    const made = await ensureTopics({ ...options, prefix: `${prefix}other.` });
    expect(made.sort()).toEqual(
      ['activation', 'dead-letter', 'incident', 'task', 'whistle'].map((noun) => `${prefix}other.muster.${noun}`),
    );
    const { topics } = await admin.fetchTopicMetadata({ topics: made });
    expect(topics.map(({ partitions }) => partitions.length).sort((a, b) => a - b)).toEqual([1, 4, 16, 16, 16]);
    await admin.deleteTopics({ topics: made });
    await setTopic('retention.ms', '-1');
    await eventually(async () =>
      expect(ensureTopics({ ...options, partitions: 4 })).rejects.toThrow('keeps events for ever, and the inboxes know them for 90'),
    );
  });
});
