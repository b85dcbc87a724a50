import type { DataSource } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';
import { FakeClock } from '#testing/fake-clock.js';
import { eventually, reported, Site } from './contract/site.js';
import { LogBus } from './log-bus.js';
import { PostgresOutbox } from './postgres-outbox.js';
import { Relay } from './relay.js';
import { Retention } from './retention.js';

describe('retention', () => {
  let site: Site;
  let bus: LogBus;
  let plan: DataSource;
  let relay: Relay;

  beforeAll(async () => {
    site = await Site.open();
    bus = new LogBus(site.city.urlOf('bus'));
    plan = await openDatabase(site.city.urlOf('plan'), 'test-plan');
    relay = new Relay('plan', site.city.urlOf('plan'), bus);
    relay.start();
  });
  afterAll(async () => {
    await relay.stop();
    await bus.close();
    await plan.destroy();
    await site.close();
  });

  const say = (keys: readonly string[]) =>
    plan.transaction((tx) =>
      new PostgresOutbox('plan', new FakeClock()).append(
        tx,
        keys.map((key) => reported(key)),
      ),
    );

  it('keeps what some group has not read, what is not published, and what is young; positions go on after it', async () => {
    const retention = new Retention('plan', plan, bus, { outboxDays: 7, inboxDays: 8 });
    const seen: string[] = [];
    let isAway = false;
    const slow = await bus.subscribe('slow', ['muster.activation'], async (records) => {
      if (isAway) throw new Error('away');
      seen.push(...records.map((record) => record.key));
    });
    const quick = await bus.subscribe('quick', ['muster.activation'], async () => undefined);
    await say(['a', 'b', 'c']);
    await eventually(async () => expect((await bus.lag('slow')) + (await bus.lag('quick'))).toBe(0));
    await eventually(async () => expect(seen.sort()).toEqual(['a', 'b', 'c']));
    isAway = true;
    await say(['a', 'b', 'd']);
    await eventually(async () => expect(await site.count('plan.outbox WHERE published_at IS NULL')).toBe(0));
    await eventually(async () => expect(await bus.lag('quick')).toBe(0));
    expect(await retention.prune()).toEqual({ outbox: 0, inbox: 0 });
    await site.ask(`UPDATE plan.outbox SET published_at = published_at - interval '8 days'`);
    expect(await retention.prune()).toEqual({ outbox: 3, inbox: 0 });
    expect(await site.ask('SELECT key FROM plan.outbox ORDER BY key')).toEqual([{ key: 'a' }, { key: 'b' }, { key: 'd' }]);
    isAway = false;
    await eventually(async () => expect(await bus.lag('slow')).toBe(0));
    expect(await retention.prune()).toEqual({ outbox: 3, inbox: 0 });
    await say(['a']);
    await eventually(async () => expect(seen).toHaveLength(7));
    await slow.close();
    await quick.close();
  });

  it('forgets the inbox by age', async () => {
    await site.ask(`INSERT INTO plan.inbox (handler, event_id, received_at)
      SELECT 'plan/x', gen_random_uuid(), clock_timestamp() - n * interval '1 day' FROM generate_series(1, 6000) AS n`);
    expect(await new Retention('plan', plan, bus, { outboxDays: 7, inboxDays: 100 }).prune()).toEqual({ outbox: 0, inbox: 5_901 });
  });

  it('refuses an inbox that would forget before the outbox', () => {
    expect(() => new Retention('plan', plan, bus, { outboxDays: 7, inboxDays: 7 })).toThrow('longer');
  });
});
