import { setTimeout as pause } from 'node:timers/promises';
import { TestRedis } from '#testing/test-redis.js';
import { describeAlarmClockContract, Lines, ownClock, until } from './alarm-clock.contract.js';
import { BullAlarmClock } from './bull-alarm-clock.js';
import type { ProcessRedis } from './redis.js';
import { openRedis } from './redis.js';

const never = 3_600_000;

describe('bells in Redis', () => {
  let server: TestRedis;
  let prefix = 0;
  const lines = new Lines();
  const opened: ProcessRedis[] = [];
  const clocks: BullAlarmClock[] = [];
  beforeAll(async () => {
    server = await TestRedis.start();
  });
  afterAll(() => server.close());

  const open = (everyMs = never, logger = lines): BullAlarmClock => {
    const redis = openRedis({ url: server.url, prefix: `t${prefix}-` }, logger);
    const clock = new BullAlarmClock(redis, ownClock, logger, everyMs);
    opened.push(redis);
    clocks.push(clock);
    return clock;
  };
  /** A sweep that takes one row at its due time, and when it did. */
  const row = (inMs: number) => {
    const it = { dueAt: new Date(Date.now() + inMs), takenAt: null as number | null, takes: 0 };
    const sweep = async (): Promise<number> => {
      if (it.takenAt !== null || Date.now() < it.dueAt.getTime()) return 0;
      it.takenAt = Date.now();
      it.takes += 1;
      return 1;
    };
    return { ...it, it, sweep };
  };
  const lateMs = (due: { it: { dueAt: Date; takenAt: number | null } }): number => due.it.takenAt! - due.it.dueAt.getTime();

  beforeEach(() => {
    prefix += 1;
    lines.warnings.length = 0;
  });
  afterEach(async () => {
    const start = performance.now();
    await Promise.all(clocks.splice(0).map((clock) => clock.stop()));
    await Promise.all(opened.splice(0).map((redis) => redis.close()));
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(lines.errors).toEqual([]);
  });

  describeAlarmClockContract('the alarm clock of the cluster', (logger, everyMs) => open(everyMs, logger));

  it('ring on time where nobody looks: a BullMQ job ran', async () => {
    const alarms = open();
    const due = row(1_000);
    alarms.onDue('dispatch.limit', due.sweep);
    await until('Redis', () => opened.every((redis) => !redis.isAway()));
    alarms.setBell('dispatch.limit', due.it.dueAt);
    await until('taken', () => due.it.takenAt !== null);
    expect(lateMs(due)).toBeLessThan(500);
    expect(alarms.counts).toEqual({ set: 1, missed: 0, rang: 1 });
  });

  it('are one per sweep and second, whoever sets them, and ring in one of the processes that have the sweep', async () => {
    const [one, two] = [open(), open()];
    let looks = 0;
    for (const alarms of [one, two]) {
      alarms.onDue('dispatch.limit', async () => {
        looks += 1;
        return 0;
      });
    }
    await until('Redis', () => opened.every((redis) => !redis.isAway()));
    const second = new Date((Math.floor(Date.now() / 1_000) + 2) * 1_000);
    for (let nth = 0; nth < 50; nth += 1)
      for (const alarms of [one, two]) alarms.setBell('dispatch.limit', new Date(second.getTime() + nth));
    await until('a ring', () => one.counts.rang + two.counts.rang > 0);
    await pause(1_200);
    expect(one.counts.rang + two.counts.rang).toBe(1);
    expect(looks).toBe(1);
  });

  it('are taken over by another process when the one that set them is gone', async () => {
    const [setter, other] = [open(), open()];
    const due = row(1_500);
    setter.onDue('dispatch.limit', async () => 0);
    other.onDue('dispatch.limit', due.sweep);
    await until('Redis', () => opened.every((redis) => !redis.isAway()));
    setter.setBell('dispatch.limit', due.it.dueAt);
    await until('set', () => setter.counts.set === 1);
    await setter.stop();
    await until('taken', () => due.it.takenAt !== null);
    expect(other.counts.rang).toBe(1);
  });

  it('that were flushed are replaced by the look of every second', async () => {
    const alarms = open(1_000);
    const due = row(1_500);
    alarms.onDue('dispatch.limit', due.sweep);
    await until('Redis', () => opened.every((redis) => !redis.isAway()));
    alarms.setBell('dispatch.limit', due.it.dueAt);
    await until('set', () => alarms.counts.set === 1);
    await server.flush();
    await until('taken', () => due.it.takenAt !== null);
    expect(lateMs(due)).toBeLessThan(2_000);
    expect(alarms.counts.rang).toBe(0);
    const next = row(1_000);
    alarms.onDue('dispatch.next', next.sweep);
    alarms.setBell('dispatch.next', next.it.dueAt);
    await until('a bell rings again', () => alarms.counts.rang === 1);
  });

  it.each(['killed', 'frozen'])('of a Redis that is %s hold nobody up, are not missed, and ring again when it is back', async (how) => {
    const alarms = open(1_000);
    const [before, during] = [row(1_500), row(2_500)];
    alarms.onDue('dispatch.before', before.sweep);
    alarms.onDue('dispatch.during', during.sweep);
    await until('Redis', () => opened.every((redis) => !redis.isAway()));
    alarms.setBell('dispatch.before', before.it.dueAt);
    await until('set', () => alarms.counts.set === 1);
    if (how === 'killed') await server.kill();
    else server.freeze();
    const start = performance.now();
    for (let nth = 0; nth < 1_000; nth += 1) alarms.setBell('dispatch.during', new Date(during.it.dueAt.getTime() + nth * 1_000));
    expect(performance.now() - start).toBeLessThan(200);
    await until('both taken', () => before.it.takenAt !== null && during.it.takenAt !== null, 8_000);
    expect([lateMs(before) < 2_000, lateMs(during) < 2_000]).toEqual([true, true]);
    await until('the outage is said', () => lines.warnings.length > 0);
    expect(lines.warnings).toEqual([expect.stringContaining('Redis is away')]);
    if (how === 'killed') await server.comeBack();
    else server.thaw();
    await until('back is said', () => lines.warnings.length > 1, 10_000);
    expect(lines.warnings[1]).toContain('Redis is back');
    const after = row(4_000);
    alarms.onDue('dispatch.after', after.sweep);
    const rangBefore = alarms.counts.rang;
    alarms.setBell('dispatch.after', after.it.dueAt);
    await until('taken', () => after.it.takenAt !== null, 10_000);
    await until('by a bell', () => alarms.counts.rang > rangBefore, 10_000);
    expect(lines.warnings).toHaveLength(2);
  });

  it('are done without where Redis was never there, and the clock stops in bounded time', async () => {
    const absent = openRedis({ url: 'redis://127.0.0.1:1', prefix: 'x' }, lines);
    const alarms = new BullAlarmClock(absent, ownClock, lines, 100);
    const due = row(300);
    alarms.onDue('dispatch.limit', due.sweep);
    alarms.setBell('dispatch.limit', due.it.dueAt);
    await until('taken', () => due.it.takenAt !== null);
    expect(alarms.counts).toEqual({ set: 0, missed: 1, rang: 0 });
    const start = performance.now();
    await alarms.stop();
    await absent.close();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
