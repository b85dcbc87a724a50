import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LocalKafka } from '#local-services/local-kafka.js';
import { startKafka } from '#local-services/local-kafka.js';
import { LogLines } from '../contract/log-lines.js';
import type { ProcessOptions } from '../contract/process.js';
import { Process } from '../contract/process.js';
import { eventually, expectInOrder, pause, reported, Site } from '../contract/site.js';
import { openTestBus, topicsOf } from './contract/kafka-site.js';
import { KafkaBus } from './kafka-bus.js';

const keys = Array.from({ length: 12 }, (_, nth) => `key-${nth}`);
/** After Kafka is back, everything goes on within this time: 7 s where nothing else runs, of which a session is 6. */
const soonMs = 20_000;

describe('with a Kafka that goes away', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-outage-'));
  const lines = new LogLines();
  const running: Process[] = [];
  let kafka: LocalKafka;
  let site: Site;
  let rounds = 0;

  const start = async (options: ProcessOptions): Promise<Process> => {
    const process = await Process.start(site, openTestBus({ brokers: [kafka.brokers] }), options);
    running.push(process);
    return process;
  };
  const fanOut = async (process: Process, count: number): Promise<void> => {
    for (let round = 0; round < count; round += 1, rounds += 1) {
      await process.say(keys.map((key) => reported(key)));
      await pause(20);
    }
  };
  const expectAllOnce = async (): Promise<void> => expectInOrder(await site.effects(), new Map(keys.map((key) => [key, rounds])));

  beforeAll(async () => {
    kafka = await startKafka({ folder });
  });
  afterAll(async () => {
    await kafka.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    rounds = 0;
    lines.listen();
    site = await Site.open();
    await topicsOf(site.city.ownerUrl, [kafka.brokers]);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((process) => process.stop()));
    await site.close();
    // An outage heals by itself: it is no ERROR.
    expect(lines.take('error')).toEqual([]);
  });

  it('starts, accepts, and says what is the matter while it is away; and goes on soon when it is back', async () => {
    await kafka.kill();
    const startedAt = performance.now();
    const bus = new KafkaBus({ brokers: [kafka.brokers], prefix: 'away.' });
    const subscription = await bus.subscribe('dispatch', ['muster.task'], async () => undefined);
    expect(performance.now() - startedAt).toBeLessThan(500);
    await expect(bus.publish([{ ...recordOfNobody }])).rejects.toThrow();
    expect(await bus.lag('dispatch')).toBeNaN();
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    expect(bus.facts().groups).toMatchObject([{ group: 'dispatch', isReading: false, consumed: 0, reason: expect.stringMatching(/./) }]);
    await subscription.close();
    await bus.close();

    const process = await start({ consumes: 'dispatch' });
    await fanOut(process, 20);
    await pause(8_000);
    expect(await site.count('plan.outbox WHERE published_at IS NULL')).toBe(20 * keys.length);
    kafka = await startKafka({ folder });
    await eventually(expectAllOnce, soonMs);
    expect(lines.take('warn').filter((line) => line.includes('does not read')).length).toBeLessThanOrEqual(6);
  });

  it('loses and doubles nothing when it is killed in the middle, twice', async () => {
    const process = await start({ consumes: 'dispatch' });
    await fanOut(process, 5);
    await eventually(expectAllOnce);
    for (let time = 0; time < 2; time += 1) {
      const saying = fanOut(process, 30);
      await pause(150);
      await kafka.kill();
      await saying;
      await pause(3_000);
      kafka = await startKafka({ folder });
      await eventually(expectAllOnce, soonMs);
    }
    expect(await site.count('dispatch.dead_letter')).toBe(0);
  });

  it('loses and doubles nothing when it stands still in the middle', async () => {
    const process = await start({ consumes: 'dispatch' });
    await fanOut(process, 5);
    await eventually(expectAllOnce);
    const saying = fanOut(process, 30);
    await pause(150);
    global.process.kill(kafka.pid, 'SIGSTOP');
    await saying;
    await pause(15_000);
    global.process.kill(kafka.pid, 'SIGCONT');
    await eventually(expectAllOnce, soonMs);
    await fanOut(process, 5);
    await eventually(expectAllOnce);
  });
});

const recordOfNobody = {
  source: 'dispatch' as const,
  topic: 'muster.task',
  key: 'a',
  shard: 0,
  outboxId: '1',
  envelope: {
    specversion: '1.0' as const,
    id: '0193a5c0-0000-7000-8000-0000000000aa',
    source: '/muster/dispatch',
    type: 'task.done.v1',
    subject: 'a',
    time: '2024-09-15T08:00:00+08:00',
    datacontenttype: 'application/json' as const,
    exercise: true,
    correlationid: 'a click',
    sequence: '1',
    partindex: 1,
    parttotal: 1,
    data: {},
  },
};
