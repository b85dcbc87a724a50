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
