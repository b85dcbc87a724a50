import pg from 'pg';
import { describeBusContract } from './bus.contract.js';
import { Process } from './contract/process.js';
import { eventually, expectInOrder, reported, Site } from './contract/site.js';
import { LogBus } from './log-bus.js';

describeBusContract('the log in PostgreSQL', async (urlOf) => new LogBus(urlOf('bus')));

describe('the log in PostgreSQL', () => {
  const never = 600_000;

  it('wakes its readers in process: nothing waits for a poll', async () => {
    const site = await Site.open();
    const process = await Process.start(site, async (urlOf) => new LogBus(urlOf('bus'), { pollMs: never, fallbackMs: never }), {
      consumes: 'dispatch',
    });
    for (let round = 1; round <= 10; round += 1) {
      await process.say([reported('a'), reported('b')]);
      await eventually(async () => expect(await site.count('dispatch.effect')).toBe(2 * round), 5_000);
    }
    await process.stop();
    await site.close();
  });

  it('sees what another process has published, and takes over the shards that another one left', async () => {
    const site = await Site.open();
    const speaker = await Process.start(site, async (urlOf) => new LogBus(urlOf('bus')));
    const listener = await Process.start(site, async (urlOf) => new LogBus(urlOf('bus')), { relays: false, consumes: 'dispatch' });
    await speaker.say([reported('a'), reported('b')]);
    const both = new Map([
      ['a', 1],
      ['b', 1],
    ]);
    await eventually(async () => expectInOrder(await site.effects(), both));
    await listener.stop();
    await speaker.stop();
    await site.close();
  });

  it('gives positions without a gap, in the order of the ids, once, though two publish the same at the same time', async () => {
    const site = await Site.open();
    const process = await Process.start(site, async (urlOf) => new LogBus(urlOf('bus')), { relays: false });
    for (let round = 0; round < 30; round += 1) await process.say([reported('a'), reported('b'), reported('c')]);
    const rows = await site.ask<{ id: string; key: string; shard: number }>('SELECT id, key, shard FROM plan.outbox ORDER BY id');
    const records = rows.map(({ id, key, shard }) => ({ source: 'plan', topic: 'muster.activation', key, shard, outboxId: id }) as const);
    const buses = [new LogBus(site.city.urlOf('bus')), new LogBus(site.city.urlOf('bus'))];
    await Promise.all(
      buses.flatMap((bus) => [bus.publish(records.slice(0, 50)), bus.publish(records.slice(0, 70)), bus.publish(records.slice(0, 50))]),
    );
    await Promise.all(buses.map((bus) => bus.publish(records)));
    const found = await site.ask<{ shard: number; position: string }>('SELECT shard, position FROM plan.outbox ORDER BY shard, id');
    for (const shard of new Set(rows.map((row) => row.shard))) {
      const positions = found.filter((row) => row.shard === shard).map((row) => Number(row.position));
      expect(positions).toEqual(positions.map((_, index) => index + 1));
    }
    await Promise.all(buses.map((bus) => bus.close()));
    await process.stop();
    await site.close();
  });

  it('may set positions and nothing else', async () => {
    const site = await Site.open();
    const client = new pg.Client({ connectionString: site.city.urlOf('bus') });
    await client.connect();
    for (const sql of [
      'UPDATE plan.outbox SET envelope = envelope',
      'UPDATE plan.outbox SET published_at = NULL',
      'DELETE FROM plan.outbox',
      'SELECT 1 FROM plan.inbox',
      'SELECT 1 FROM plan.activation',
      'SELECT 1 FROM directory.person',
    ]) {
      await expect(client.query(sql)).rejects.toThrow('permission denied');
    }
    await client.end();
    await site.close();
  });

  it('refuses a topic that no service owns, and everything after it was closed', async () => {
    const site = await Site.open();
    const bus = new LogBus(site.city.urlOf('bus'));
    await expect(bus.subscribe('dispatch', ['muster.nothing'], async () => undefined)).rejects.toThrow('no service owns');
    await bus.close();
    await expect(bus.subscribe('dispatch', ['muster.task'], async () => undefined)).rejects.toThrow('closed');
    await expect(bus.publish([])).rejects.toThrow('closed');
    await site.close();
  });
});
