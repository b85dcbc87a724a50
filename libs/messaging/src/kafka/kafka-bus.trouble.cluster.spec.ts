import { jest } from '@jest/globals';
import type { Consumer as KafkaConsumer, ConsumerRunConfig } from 'kafkajs';
import { Kafka } from 'kafkajs';
import { testKafka } from '#testing/cluster.js';
import { LogLines } from '../contract/log-lines.js';
import type { ProcessOptions } from '../contract/process.js';
import { Process } from '../contract/process.js';
import { eventually, expectInOrder, pause, reported, Site } from '../contract/site.js';
import { openTestBus, prefixOf } from './contract/kafka-site.js';
import type { KafkaBusOptions } from './kafka-bus.js';
import { KafkaBus } from './kafka-bus.js';
import { ensureTopics } from './topics.js';

describe('a consumer on Kafka', () => {
  const lines = new LogLines();
  const running: Process[] = [];
  let site: Site;

  const start = async (options: ProcessOptions, bus: Partial<KafkaBusOptions> = {}): Promise<Process> => {
    const process = await Process.start(site, openTestBus(bus), options);
    running.push(process);
    return process;
  };
  /** Changes each consumer that kafkajs makes from now on. */
  const changeConsumers = (change: (consumer: KafkaConsumer) => void): void => {
    const make = Kafka.prototype.consumer;
    jest.spyOn(Kafka.prototype, 'consumer').mockImplementation(function (this: Kafka, config) {
      const consumer = make.call(this, config);
      change(consumer);
      return consumer;
    });
  };

  beforeEach(async () => {
    lines.listen();
    site = await Site.open();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(running.splice(0).map((process) => process.stop()));
    await site.close();
    expect(lines.take('error')).toEqual([]);
  });

  it('is revived when it stops without a word', async () => {
    const consumers: KafkaConsumer[] = [];
    changeConsumers((consumer) => {
      consumers.push(consumer);
      const on = consumer.on.bind(consumer) as (name: string, listener: () => void) => () => void;
      // It says nothing of its end.
      Object.assign(consumer, {
        on: (name: string, listener: () => void) => (/crash|stop|disconnect/.test(name) ? () => undefined : on(name, listener)),
      });
    });
    const process = await start({ consumes: 'dispatch' }, { read: { silentMs: 2_000 } });
    await process.say([reported('a')]);
    await eventually(async () => expectInOrder(await site.effects(), new Map([['a', 1]])));
    await consumers[0]?.stop();
    await process.say([reported('a')]);
    await eventually(async () => expectInOrder(await site.effects(), new Map([['a', 2]])), 30_000);
    expect(consumers.length).toBeGreaterThan(1);
    expect(lines.take('warn')).toContainEqual(expect.stringContaining('it was silent for 2000 ms'));
    expect(lines.take('log')).toContainEqual('reads again');
  });

  it('is revived when the client crashes on what it takes for final', async () => {
    let crashes = 2;
    changeConsumers((consumer) => {
      const run = consumer.run.bind(consumer);
      const crashing = async (config: ConsumerRunConfig = {}): Promise<void> =>
        run({
          ...config,
          eachBatch: async (batch) => {
            if (crashes-- > 0) throw new TypeError('a bug of the client');
            await config.eachBatch?.(batch);
          },
        });
      Object.assign(consumer, { run: crashing });
    });
    const process = await start({ consumes: 'dispatch' });
    await process.say([reported('a'), reported('b'), reported('a')]);
    const all = new Map([
      ['a', 2],
      ['b', 1],
    ]);
    await eventually(async () => expectInOrder(await site.effects(), all), 30_000);
    expect(lines.take('warn')).toContainEqual(expect.stringContaining('it crashed: a bug of the client'));
  });

  it('waits for topics that do not exist yet, and says so', async () => {
    const options = { brokers: testKafka(), prefix: prefixOf(site.city.ownerUrl) };
    const bus = new KafkaBus(options);
    const seen: string[] = [];
    const subscription = await bus.subscribe('dispatch', ['muster.activation'], async (records) => {
      seen.push(...records.map((record) => record.key));
    });
    await eventually(async () => expect(lines.take('warn')).toContainEqual(expect.stringContaining('npm run topics')));
    expect(bus.facts().isHealthy).toBe(false);
    expect(bus.facts().groups).toMatchObject([{ isReading: false, reason: expect.stringContaining('a topic is missing') }]);
    await ensureTopics({ ...options, partitions: 4 });
    await eventually(async () => expect(bus.facts().groups).toMatchObject([{ isReading: true, reason: undefined }]));
    const process = await start({ relays: true });
    await process.say([reported('a')]);
    await eventually(async () => expect(seen).toEqual(['a']));
    await eventually(async () =>
      expect(bus.facts()).toMatchObject({ isHealthy: true, refused: [], groups: [{ consumed: 1, oldestSeconds: 0 }] }),
    );
    await subscription.close();
    await bus.close();
  });

  it('rests with the partition that fails, and reads the others meanwhile', async () => {
    let isAway = true;
    const process = await start({
      consumes: 'dispatch',
      before: (events) => {
        if (isAway && events.some((event) => event.subject === 'slow')) throw Object.assign(new Error('away'), { code: '40001' });
      },
    });
    // Found by trying: in another partition than `slow` of four.
    for (let round = 0; round < 10; round += 1) await process.say(['slow', 'a', 'b', 'c', 'd', 'e', 'f'].map((key) => reported(key)));
    await eventually(async () => expect(new Set((await site.effects()).map((effect) => effect.key)).size).toBeGreaterThanOrEqual(3));
    // The others may be through before the slow one was fetched at all.
    await eventually(async () => expect((await facts(process))?.groups[0]?.oldestSeconds).toBeGreaterThan(0));
    isAway = false;
    const all = new Map(['slow', 'a', 'b', 'c', 'd', 'e', 'f'].map((key): [string, number] => [key, 10]));
    await eventually(async () => expectInOrder(await site.effects(), all));
  });

  it('shares the partitions with another of its group, and each group reads all', async () => {
    const handled = new Map<string, number>();
    const member = (name: string): Promise<Process> =>
      start({ consumes: 'dispatch', before: (events) => void handled.set(name, (handled.get(name) ?? 0) + events.length) });
    const first = await member('first');
    await member('second');
    await start({ relays: false, consumes: 'notification' });
    let rounds = 0;
    await eventually(async () => {
      rounds += 1;
      await first.say(Array.from({ length: 12 }, (_, nth) => reported(`key-${nth}`)));
      await pause(50);
      expect(handled.size).toBe(2);
    });
    const all = new Map(Array.from({ length: 12 }, (_, nth): [string, number] => [`key-${nth}`, rounds]));
    await eventually(async () => expectInOrder(await site.effects(), all));
    await eventually(async () => expectInOrder(await site.effects('notification'), all));
  });

  it('gets everything once and in order, though two relays lose their locks all the time', async () => {
    const first = await start({ consumes: 'dispatch' });
    const second = await start({});
    const keys = Array.from({ length: 10 }, (_, nth) => `key-${nth}`);
    let isOver = false;
    const losing = (async () => {
      while (!isOver) {
        await site.ask(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'muster-relay-plan' AND datname = current_database()`,
        );
        await pause(120);
      }
    })();
    for (let round = 0; round < 40; round += 1) await (round % 2 === 0 ? first : second).say(keys.map((key) => reported(key)));
    await pause(1_500);
    isOver = true;
    await losing;
    await eventually(async () => expectInOrder(await site.effects(), new Map(keys.map((key) => [key, 40]))));
    await eventually(async () => expect(await site.count('plan.outbox WHERE published_at IS NULL')).toBe(0));
  });
});

/** The facts of the bus inside a test's stumbling one. */
async function facts({ bus }: Process): Promise<ReturnType<KafkaBus['facts']> | undefined> {
  const inside = (bus as unknown as { bus: unknown }).bus;
  return inside instanceof KafkaBus ? inside.facts() : undefined;
}
