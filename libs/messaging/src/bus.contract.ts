import { uuidv7 } from 'uuidv7';
import { maximumEnvelopeBytes } from './postgres-outbox.js';
import { EventTooLarge } from './ports.js';
import type { OpenBus, ProcessOptions } from './contract/process.js';
import { Process } from './contract/process.js';
import { LogLines } from './contract/log-lines.js';
import { ended, eventually, expectInOrder, pause, reported, Site } from './contract/site.js';
import type { Step } from './contract/stumbling-bus.js';
import { steps } from './contract/stumbling-bus.js';
import { describeTroubleContract } from './trouble.contract.js';

const keys = (count: number): string[] => Array.from({ length: count }, (_, nth) => `key-${nth}`);

/** How long the database is away in the tests of outages: longer than every timeout and every wait between two tries. */
export type ContractOptions = { outageMs?: number };

/** The way of an event from its outbox to its effects, which every bus must keep: through crashes, lost locks and absent databases. */
export function describeBusContract(name: string, openBus: OpenBus, { outageMs = 60_000 }: ContractOptions = {}): void {
  describe(`${name} delivers`, () => {
    let site: Site;
    const running: Process[] = [];
    const lines = new LogLines();
    const start = async (options: ProcessOptions = {}): Promise<Process> => {
      const process = await Process.start(site, openBus, options);
      running.push(process);
      return process;
    };

    beforeEach(async () => {
      site = await Site.open();
      lines.listen();
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((process) => process.stop()));
      await site.close();
      // ERROR means wake someone: only what the test itself expects may be said so loudly.
      expect(lines.take('error')).toEqual([]);
    });

    it('in order per key, under many writers at once', async () => {
      const process = await start({ consumes: 'dispatch' });
      const writers = Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 10; round += 1) await process.say([...keys(5).map((key) => reported(key)), ended('key-0')]);
      });
      await Promise.all(writers);
      await eventually(async () => expect(await site.count('dispatch.effect')).toBe(480));
      const counts = new Map(keys(5).map((key) => [key, key === 'key-0' ? 160 : 80]));
      expectInOrder(await site.effects(), counts);
      await eventually(async () => expect(await process.bus.lag('dispatch')).toBe(0));
      expect(await site.count('plan.outbox WHERE published_at IS NULL')).toBe(0);
    });

    it('each click under its own correlation id, and the mark of a drill unchanged', async () => {
      const process = await start({ consumes: 'dispatch' });
      await process.say([reported('a'), reported('b')], 'click one');
      await process.say([reported('a'), { ...reported('c'), exercise: false }], 'click two');
      await eventually(async () => expect(await site.count('dispatch.effect')).toBe(4));
      const facts = (await site.effects()).map((effect) => `${effect.key} ${effect.sequence} ${effect.correlation} ${effect.exercise}`);
      expect(facts.sort()).toEqual(['a 1 click one true', 'a 2 click two true', 'b 1 click one true', 'c 1 click two false']);
    });

    it('once, though it is delivered again', async () => {
      let failures = 2;
      const process = await start({
        consumes: 'dispatch',
        stumble: (step) => {
          if (step === 'after handling' && failures-- > 0) throw new Error('delivered again, please');
        },
      });
      await process.say(keys(5).map((key) => reported(key)));
      await eventually(async () => {
        expect(failures).toBeLessThan(0);
        expect(await process.bus.lag('dispatch')).toBe(0);
      });
      expectInOrder(await site.effects(), new Map(keys(5).map((key) => [key, 1])));
    });

    it.each(steps.flatMap((step) => [1, 3].map((nth): [Step, number] => [step, nth])))(
      'once, though the process dies %s (time %i)',
      async (step, nth) => {
        let left = nth;
        const first: Process = await start({
          consumes: 'dispatch',
          stumble: async (at) => {
            if (at !== step || --left !== 0) return;
            first.die();
            await pause(30);
            throw new Error('dead');
          },
        });
        // A bus may hand on in one batch what was said in several: it goes on until the step has come so often.
        for (let round = 0; round < 4 || (left > 0 && round < 100); round += 1) {
          await first.say(keys(6).map((key) => reported(key))).catch(() => undefined);
          if (round >= 4) await pause(30);
        }
        await eventually(async () => expect(left).toBeLessThanOrEqual(0));
        const second = await start({ consumes: 'dispatch' });
        await second.say([...keys(6).map((key) => reported(key))]);
        const written = await site.ask<{ key: string; count: number }>(
          'SELECT key, count(*)::integer AS count FROM plan.outbox GROUP BY key',
        );
        await eventually(async () => expectInOrder(await site.effects(), new Map(written.map((row) => [row.key, row.count]))));
        expect(await site.count('dispatch.dead_letter')).toBe(0);
      },
    );

    it('once and in order, though the lock is lost during a send', async () => {
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      let sends = 0;
      const first = await start({ stumble: (step) => (step === 'before publish' && ++sends === 1 ? held : undefined) });
      await first.say([reported('a'), reported('a')]);
      await eventually(async () => expect(sends).toBe(1));
      const second = await start({ consumes: 'dispatch' });
      await site.ask(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'muster-relay-plan' AND datname = current_database()`,
      );
      await second.say([reported('a'), ended('a')]);
      await eventually(async () => expectInOrder(await site.effects(), new Map([['a', 4]])));
      release?.();
      await second.say([reported('a')]);
      await eventually(async () => expectInOrder(await site.effects(), new Map([['a', 5]])));
      await eventually(async () => expect(await site.count('plan.outbox WHERE published_at IS NULL')).toBe(0));
    });

    it('to two consumers that share, and to one alone when the other dies', async () => {
      const handled = { first: 0, second: 0 };
      const first: Process = await start({
        relays: false,
        consumes: 'dispatch',
        before: async () => {
          handled.first += 1;
          await pause(5);
          if (handled.first === 5) first.die();
        },
      });
      await start({
        relays: false,
        consumes: 'dispatch',
        before: async () => {
          handled.second += 1;
          await pause(5);
        },
      });
      // A third says it all: who says something is the first to hear of it, and might leave nothing for the other.
      const third = await start();
      // A member may need a moment to get its share.
      let rounds = 0;
      for (; rounds < 20 || handled.first < 5 || handled.second === 0; rounds += 1) {
        await third.say(keys(12).map((key) => reported(key)));
        if (rounds >= 20) await pause(50);
      }
      await eventually(async () => expectInOrder(await site.effects(), new Map(keys(12).map((key) => [key, rounds]))));
      expect(handled.first).toBeGreaterThanOrEqual(5);
      expect(handled.second).toBeGreaterThan(0);
      expect(await site.count('dispatch.dead_letter')).toBe(0);
    });

    it('to a late subscriber from the beginning', async () => {
      const process = await start({ consumes: 'dispatch' });
      for (let round = 0; round < 5; round += 1) await process.say(keys(4).map((key) => reported(key)));
      await eventually(async () => expect(await process.bus.lag('dispatch')).toBe(0));
      await start({ relays: false, consumes: 'notification' });
      await eventually(async () => expectInOrder(await site.effects('notification'), new Map(keys(4).map((key) => [key, 5]))));
    });

    it('nothing past a row that is not committed', async () => {
      const process = await start({ consumes: 'dispatch' });
      const slow = process.plan.createQueryRunner();
      await slow.startTransaction();
      await process.outbox.append(slow.manager, [reported('slow')]);
      const behind = process.say([reported('slow')]);
      await process.say(keys(20).map((key) => reported(key)));
      await eventually(async () => expect(await site.count('dispatch.effect')).toBe(20));
      await slow.commitTransaction();
      await slow.release();
      await behind;
      await eventually(async () =>
        expectInOrder(await site.effects(), new Map([...keys(20).map((key): [string, number] => [key, 1]), ['slow', 2]])),
      );
    });

    it('nothing that is too large, or that does not fit its contract: it is refused when it is written', async () => {
      const process = await start();
      const large = { ...ended('a', 'x'.repeat(maximumEnvelopeBytes)) };
      await expect(process.say([reported('a'), large])).rejects.toBeInstanceOf(EventTooLarge);
      await expect(process.say([{ ...reported('a'), data: { activationId: 'none' } } as never])).rejects.toThrow(
        'does not fit its contract',
      );
      await expect(process.say([{ ...reported('a'), type: 'task.done.v1' } as never])).rejects.toThrow('said by dispatch');
      expect(await site.count('plan.outbox')).toBe(0);
      expect(await site.count('plan.stream')).toBe(0);
      await process.say([ended('a', uuidv7())]);
      expect(await site.count('plan.outbox')).toBe(1);
    });

    describeTroubleContract({ site: () => site, start, lines, outageMs });
  });
}
