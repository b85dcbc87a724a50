import { QueryFailedError } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { Refused } from '#service-kit/refused.js';
import { DeadLetterService } from './dead-letter.service.js';
import type { LogLines } from './contract/log-lines.js';
import type { Process, ProcessOptions } from './contract/process.js';
import { ended, eventually, expectInOrder, pause, reported } from './contract/site.js';
import type { Site } from './contract/site.js';
import { NotYet } from './ports.js';

const administrator: SessionClaims = {
  sub: uuidv7(),
  kind: 'person',
  sid: uuidv7(),
  roles: ['administrator'],
  orgId: 'city-centre',
  orgPath: '320582',
  unitId: null,
};

type World = { lines: LogLines; site: () => Site; start: (options?: ProcessOptions) => Promise<Process>; outageMs: number };

/** What becomes of events whose handler fails: dropped, parked, waited out, or set aside; the others are not touched by it. */
export function describeTroubleContract({ site, start, lines, outageMs }: World): void {
  const isPoison = (trigger: string) => (events: readonly { data: unknown }[]) =>
    events.some((event) => (event.data as { trigger?: string }).trigger === trigger);

  it('the good beside a poison, which becomes a dead letter after its tries', async () => {
    const poison = isPoison('poison');
    const process = await start({
      consumes: 'dispatch',
      before: (events) => {
        if (poison(events)) throw new TypeError('a bug');
      },
    });
    const said = Array.from({ length: 40 }, (_, nth) => reported(`key-${nth % 4}`, nth === 17 ? 'poison' : 'scene-reported'));
    await process.say(said);
    await eventually(async () => expect(await site().count('dispatch.effect')).toBe(39));
    const letters = await site().ask('SELECT handler, type, key, reason, tries, error FROM dispatch.dead_letter');
    expect(letters).toEqual([
      {
        handler: 'dispatch/activation.reported.v1',
        type: 'activation.reported.v1',
        key: 'key-1',
        reason: 'repeated-error',
        tries: 3,
        error: expect.stringContaining('a bug'),
      },
    ]);
    expect(lines.take('error')).toEqual([expect.stringContaining('dead letter: activation.reported.v1')]);
    expect((await site().effects()).filter((effect) => effect.key === 'key-1').map((effect) => effect.sequence)).toEqual([
      1, 2, 3, 4, 6, 7, 8, 9, 10,
    ]);
  });

  it('a dead letter at once for what does not fit the contract', async () => {
    const process = await start({ relays: false, consumes: 'dispatch' });
    await process.say([reported('a'), reported('a'), reported('a')]);
    await site().ask(`UPDATE plan.outbox SET envelope = (envelope::jsonb #- '{data,unitId}')::json WHERE sequence = 2`);
    process.relay.start();
    await eventually(async () => expect(await site().count('dispatch.effect')).toBe(2));
    const letters = await site().ask('SELECT reason, tries FROM dispatch.dead_letter');
    expect(letters).toEqual([{ reason: 'contract', tries: 1 }]);
    expect(lines.take('error')).toEqual([expect.stringMatching(/dead letter: .*unitId/s)]);
  });

  it('a replayed dead letter, once', async () => {
    let isBroken = true;
    const process = await start({
      consumes: 'dispatch',
      before: () => {
        if (isBroken) throw new TypeError('a bug');
      },
    });
    await process.say([reported('a')]);
    await eventually(async () => expect(await site().count('dispatch.dead_letter')).toBe(1));
    const letters = new DeadLetterService(
      'dispatch',
      () => process.database,
      () => process.consumer!,
    );
    const [letter] = await letters.list(administrator, { replayed: false, limit: 10 });
    await expect(letters.replay(administrator, letter!.id)).rejects.toMatchObject({ code: 'replay-failed' });
    isBroken = false;
    expect(lines.take('error')).toHaveLength(1);
    await expect(letters.replay(administrator, letter!.id)).resolves.toEqual({ outcome: 'handled' });
    await expect(letters.replay(administrator, letter!.id)).rejects.toMatchObject({ code: 'dead-letter-replayed' });
    expectInOrder(await site().effects(), new Map([['a', 1]]));
    expect(await letters.list(administrator, { replayed: false, limit: 10 })).toEqual([]);
    expect(await letters.list(administrator, { replayed: true, limit: 10 })).toMatchObject([{ tries: 4, replayedBy: administrator.sub }]);
  });

  it('all but what is refused by state, which is dropped and counted', async () => {
    const late = isPoison('late');
    const process = await start({
      consumes: 'dispatch',
      before: async (events, { tx }) => {
        await tx.query(`INSERT INTO dispatch.known (key) VALUES ($1) ON CONFLICT DO NOTHING`, [late(events) ? 'half done' : 'done']);
        if (late(events)) throw new Refused('activation-ended');
      },
    });
    await process.say(Array.from({ length: 20 }, (_, nth) => reported('a', nth === 3 || nth === 11 ? 'late' : 'scene-reported')));
    await eventually(async () => expect(await site().count('dispatch.effect')).toBe(18));
    await eventually(async () => expect(process.consumer?.counts).toEqual({ handled: 18, refused: 2, parked: 0, buried: 0 }));
    expect(await site().count('dispatch.inbox')).toBe(20);
    expect(await site().ask('SELECT key FROM dispatch.known')).toEqual([{ key: 'done' }]);
    expect(await site().count('dispatch.dead_letter')).toBe(0);
  });

  it('an event of an unknown aggregate later, with those behind it in order, also after a restart', async () => {
    // Only the first event of a key asks for its aggregate: those behind it would have their effect at once if they were let past.
    const before: ProcessOptions['before'] = async (events, { tx }) => {
      for (const { subject } of events.filter((event) => event.sequence === '1')) {
        const known = (await tx.query('SELECT 1 FROM dispatch.known WHERE key = $1', [subject])) as unknown[];
        if (known.length === 0) throw new NotYet(`the response ${subject}`);
      }
    };
    const first = await start({ consumes: 'dispatch', before });
    await site().ask(`INSERT INTO dispatch.known VALUES ('b')`);
    await first.say([reported('a'), reported('b'), reported('a'), ended('a')]);
    await first.say([reported('a'), ended('b')]);
    await eventually(async () => expectInOrder(await site().effects(), new Map([['b', 2]])));
    await eventually(async () => expect(await site().count('dispatch.parked')).toBe(4));
    await first.stop();
    const second = await start({ consumes: 'dispatch', before });
    await second.say([reported('a')]);
    await eventually(async () => expect(await site().count('dispatch.parked')).toBe(5));
    expect(lines.take('error')).toEqual([]);
    await site().ask(
      `UPDATE dispatch.parked SET parked_at = parked_at - interval '61 seconds' WHERE id = (SELECT min(id) FROM dispatch.parked)`,
    );
    await eventually(async () =>
      expect(lines.take('error')).toEqual([expect.stringMatching(/has waited for 6\d s: not yet the response a/)]),
    );
    expect(second.consumer?.parking.count).toBe(5);
    await site().ask(`INSERT INTO dispatch.known VALUES ('a')`);
    await eventually(async () =>
      expectInOrder(
        await site().effects(),
        new Map([
          ['a', 5],
          ['b', 2],
        ]),
      ),
    );
    await eventually(async () => expect(await site().count('dispatch.parked')).toBe(0));
    expect(await site().count('dispatch.dead_letter')).toBe(0);
  });

  it('what an earlier failure of the same batch did not touch, also when a refusal, a poison and a stranger stand in it', async () => {
    const process = await start({
      consumes: 'dispatch',
      before: (events) => {
        for (const event of events) {
          const { trigger } = event.data as { trigger?: string };
          if (trigger === 'late') throw new Refused('activation-ended');
          if (trigger === 'poison') throw new TypeError('a bug');
          if (event.subject === 'stranger') throw new NotYet('the stranger');
        }
      },
    });
    const said = Array.from({ length: 60 }, (_, nth) =>
      reported(`key-${nth % 3}`, nth === 10 ? 'late' : nth === 30 ? 'poison' : 'scene-reported'),
    );
    await process.say([...said.slice(0, 20), reported('stranger'), ...said.slice(20), reported('stranger')]);
    await eventually(async () => expect(await site().count('dispatch.effect')).toBe(58));
    await eventually(async () => expect(process.consumer?.counts).toEqual({ handled: 58, refused: 1, parked: 2, buried: 1 }));
    expect(lines.take('error')).toHaveLength(1);
    for (const key of ['key-0', 'key-1', 'key-2']) {
      const order = (await site().effects()).filter((effect) => effect.key === key).map((effect) => effect.sequence);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  it.each(['40P01', '40001', '55P03', '57014', '57P01', '53300'])(
    'everything after an outage of code %s, however often, without a dead letter',
    async (code) => {
      let failures = code === '40P01' ? 7 : 4;
      const process = await start({
        consumes: 'dispatch',
        before: () => {
          if (failures-- > 0) throw new QueryFailedError('SELECT 1', [], Object.assign(new Error(code), { code }));
        },
      });
      await process.say([reported('a'), reported('b'), reported('a')]);
      await eventually(async () =>
        expectInOrder(
          await site().effects(),
          new Map([
            ['a', 2],
            ['b', 1],
          ]),
        ),
      );
      expect(process.consumer?.counts.buried).toBe(0);
    },
  );

  it.each(['the line is cut', 'the database accepts no connections'])(
    'everything when %s for a while, without a dead letter, and soon',
    async (how) => {
      const away = await start({ consumes: 'dispatch', before: () => pause(20) });
      const writer = await start({ relays: false });
      for (let round = 0; round < 5; round += 1) await writer.say([reported('a'), reported('b')]);
      if (how === 'the line is cut') away.line.cut();
      else await site().allowConnections(false);
      for (let round = 0; how === 'the line is cut' && round < 5; round += 1) await writer.say([reported('a'), reported('b')]);
      await pause(outageMs);
      if (how === 'the line is cut') away.line.mend();
      else await site().allowConnections(true);
      const each = how === 'the line is cut' ? 10 : 5;
      await eventually(
        async () =>
          expectInOrder(
            await site().effects(),
            new Map([
              ['a', each],
              ['b', each],
            ]),
          ),
        10_000,
      );
      expect(await site().count('dispatch.dead_letter')).toBe(0);
      expect(away.consumer?.counts.buried).toBe(0);
    },
    outageMs + 60_000,
  );
}
