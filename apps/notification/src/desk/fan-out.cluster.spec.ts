import { Lines } from '#service-kit/alarm-clock.contract.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { openRedis } from '#service-kit/redis.js';
import type { Presence } from '#contracts/presence.js';
import type { Progress } from '#contracts/mailbox.js';
import { TestRedis } from '#testing/test-redis.js';
import { RedisPresenceBoard } from '../presence/redis.presence-board.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, pause, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';
import { RedisFanOut } from './redis.fan-out.js';

describe('two nodes of the desks', () => {
  const lines = new Lines();
  let server: TestRedis;
  let redises: ProcessRedis[];
  let fanOuts: RedisFanOut[];
  let desks: Desks;
  beforeAll(async () => {
    server = await TestRedis.start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    redises = [1, 2].map(() => openRedis({ url: server.url, prefix: 'fan-out-spec-' }, lines));
    fanOuts = redises.map((redis) => new RedisFanOut(redis));
    desks = await openDesks(
      3,
      redises.map((redis, nth) => ({ fanOut: fanOuts[nth], presence: new RedisPresenceBoard(redis, `node-${nth + 1}`) })),
    );
    await until('Redis', () => redises.every((redis) => !redis.isAway()));
  });
  afterEach(async () => {
    await desks.close();
    await Promise.all(redises.map((redis) => redis.close()));
    expect(lines.errors).toEqual([]);
  });

  const village = (index: number) => deskOf(desks.people.devices[index - 1]!, `v${index}`);
  const city = () => operatorOf(desks.people.cityOperator, '320582');
  const aResponse = (): ToldResponse => new ToldResponse(() => desks.clock.now());
  const heard = (client: { said: { name: string }[] }, name: string): unknown[] => client.said.filter((each) => each.name === name);
  /** What every node would do by itself every second, at this moment. */
  const look = (name: string): Promise<number> => desks.alarmClock.ring(`notification.${name}`);
  const killRedis = async (): Promise<void> => {
    await server.kill();
    await until('noticed', () => redises.every((redis) => redis.isAway()) && fanOuts.every((fanOut) => fanOut.mayMissNews()));
  };

  it('news cross: rows, taps and counters written at one node are at the desks of the other at once', async () => {
    const here = await desks.connect(village(1), { node: 0 });
    const there = await desks.connect(village(1), { node: 1 });
    const console = await desks.connect(city(), { node: 1 });
    await until('let in', () => here.mailboxes.length === 2 && there.mailboxes.length === 2 && console.said.length > 0);
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(response.started(1));
    expect(await console.say('progress.watch', { activationId: response.activationId })).toEqual({ ok: true });
    await desks.hear(response.issued([task]));
    await until('the row at both', () => here.rows.length === 1 && there.rows.length === 1, 1_000);
    await desks.hear(response.tapped(task.taskId, 'acknowledged'));
    await until('the tap at both', () => [here, there].every((desk) => heard(desk, 'task.changed').length === 1), 1_000);
    await until('the counter', () =>
      heard(console, 'progress.changed').some((each) => (each as { body: Progress }).body.units[0]?.acknowledged === 1),
    );
    expect(fanOuts[0]!.counts.sent).toBeGreaterThan(0);
    expect(fanOuts[1]!.counts.received).toBeGreaterThan(0);
    await pause(300);
    expect([here.rows.length, there.rows.length]).toEqual([1, 1]);
  });

  it('an alarm is heard once at every node, also where only the database can tell of it', async () => {
    const pages = [await desks.connect(city(), { node: 0 }), await desks.connect(city(), { node: 1 })];
    await until('let in', () => pages.every((page) => page.said.length > 0));
    const alarms = (): number[] => pages.map((page) => heard(page, 'alarm.raised').length);
    const response = aResponse();
    await desks.hear(response.started(3));
    await desks.alarmClock.fastForward('6s');
    await until('at both', () => alarms().every((count) => count > 0));
    await look('alarms-unheard');
    await pause(300);
    expect(alarms()).toEqual([1, 1]);

    await killRedis();
    await desks.hear(aResponse().started(2));
    await desks.alarmClock.fastForward('6s');
    await until('both again', () => alarms().every((count) => count === 2));
    await look('alarms-unheard');
    await pause(300);
    expect(alarms()).toEqual([2, 2]);
    await server.comeBack();
  });

  it('a whistle rings once at every node for those who share it, also where only the database can tell of it', async () => {
    const { townOperator, otherOperator } = desks.people;
    const pages = [0, 1].map((node) => desks.connect(operatorOf(townOperator, '320582/leyu'), { node }));
    const [here, there, neighbour] = await Promise.all([...pages, desks.connect(operatorOf(otherOperator, '320582/jinfeng'), { node: 1 })]);
    await until('let in', () => [here, there, neighbour].every((page) => page!.said.length > 0));
    const bells = (): number[] => [here, there, neighbour].map((page) => heard(page!, 'whistle.changed').length);
    const whistle = new ToldResponse(() => desks.clock.now(), 'leyu', true, 'whistle');
    await desks.hear(whistle.whistleBlown(['water-affairs-bureau']));
    await until('at both', () => bells().join() === '1,1,0', 1_000);

    await killRedis();
    desks.clock.advance('1s');
    await desks.hear(whistle.whistleChanged(['water-affairs-bureau'], 'whistle.returned'));
    await look('whistles-unheard');
    await look('whistles-unheard');
    await until('at both again', () => bells().join() === '2,2,0', 1_000);
    await pause(300);
    expect(bells()).toEqual([2, 2, 0]);
    await server.comeBack();
  });

  it('Redis dead: rows reach the desks of every node at their next look, also where another desk of the mailbox has them; back: news cross again', async () => {
    const here = await desks.connect(village(1), { node: 0 });
    const [there, mute] = [await desks.connect(village(1), { node: 1 }), await desks.connect(village(2), { node: 1, marks: false })];
    await until('let in', () => [here, there, mute].every((desk) => desk.mailboxes.length === 2));
    await killRedis();
    const response = aResponse();
    await desks.hear(response.started(2), response.issued([response.task('v1'), response.task('v2')]));
    await until('the own desk has it at once', () => here.rows.length === 1, 1_000);
    await until('it is delivered', async () => {
      const [row] = (await desks.owner.query('SELECT count(delivered_at)::int AS n FROM notification.mailbox_row')) as [{ n: number }];
      return row.n === 1;
    });
    expect(there.rows).toEqual([]);
    await look('push-unheard');
    await until('the others', () => there.rows.length === 1 && mute.rows.length === 1, 1_000);
    await look('push-unheard');
    await pause(200);
    expect([there.repeats, mute.repeats]).toEqual([0, 0]);

    await server.comeBack();
    await until('Redis', () => redises.every((redis) => !redis.isAway()), 10_000);
    const received = fanOuts[1]!.counts.received;
    await until('news cross', async () => {
      await desks.hear(response.issued([response.task('v1')]));
      return fanOuts[1]!.counts.received > received;
    });
    await until('with rows', () => there.rows.length > 1, 1_000);
    await until('nobody looks any more', () => !fanOuts.some((fanOut) => fanOut.mayMissNews()), 10_000);
    expect(lines.warnings.slice(-2)).toEqual([expect.stringContaining('is back'), expect.stringContaining('is back')]);
  });

  it('a node that stops lets go of its own desks only', async () => {
    const [leaving, staying] = [await desks.connect(village(1), { node: 1 }), await desks.connect(village(2), { node: 0 })];
    await until('let in', () => leaving.mailboxes.length === 2 && staying.mailboxes.length === 2);
    let cuts = 0;
    staying.socket.on('disconnect', () => (cuts += 1));
    await desks.stopNode(1);
    await until('let go', () => !leaving.socket.connected);
    await pause(300);
    expect([staying.socket.connected, cuts]).toEqual([true, 0]);
  });

  it('presence is counted over both nodes, ends with its node, and says when it is not whole', async () => {
    await server.flush();
    const [one, two] = [await desks.connect(village(1), { node: 0 }), await desks.connect(village(2), { node: 1 })];
    await until('let in', () => one.mailboxes.length === 2 && two.mailboxes.length === 2);
    const read = async (node: number): Promise<Presence> => (await desks.api(city(), node)).get<Presence>('/api/presence');
    await until('both nodes have said', async () => (await read(0)).units.find((unit) => unit.unitId === 'leyu')?.online === 2, 10_000);
    const seen = await read(1);
    expect(seen).toMatchObject({
      whole: true,
      nodes: [
        { node: 'node-1', desks: 1 },
        { node: 'node-2', desks: 1 },
      ],
    });
    expect(seen.offline.map(({ orgId }) => orgId)).toEqual(expect.arrayContaining(['v3', 'leyu:town-centre']));
    expect(seen.offline.map(({ orgId }) => orgId)).not.toEqual(expect.arrayContaining(['v1']));
    expect(await server.ask((redis) => redis.ttl('fan-out-spec-presence:node-2'))).toBeGreaterThan(0);

    await killRedis();
    await pause(1_100);
    expect(await read(1)).toMatchObject({ whole: false, nodes: [{ node: 'node-2', desks: 1 }] });
    await server.comeBack();
    await until('whole again', async () => (await read(1)).nodes.length === 2, 15_000);
    await desks.stopNode(1);
    await until('gone', async () => (await read(0)).nodes.length === 1, 5_000);
    expect(await read(0)).toMatchObject({ whole: true, nodes: [{ node: 'node-1', desks: 1 }] });
  });
});
