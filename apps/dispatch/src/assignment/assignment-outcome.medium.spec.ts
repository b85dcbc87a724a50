import type { SessionClaims } from '#contracts/access.js';
import type { TaskStarted } from '#contracts/task.js';
import { after, refusalOf } from '../testing/desks.js';
import { openOrders, villages } from '../testing/orders.js';
import type { Orders } from '../testing/orders.js';

/** The code of a refusal, and the first field that it names. */
async function firstOf(promise: Promise<unknown>): Promise<[string, string | undefined]> {
  const [code, fields] = await refusalOf(promise);
  return [code, fields[0]];
}

describe('what becomes of assignments', () => {
  let city: Orders;
  let town: Orders['town'];
  let around: Orders['around'];
  beforeAll(async () => {
    city = await openOrders();
    ({ town, around } = city);
  });
  afterAll(() => city.close());

  describe('wait for others', () => {
    it('and start with fresh clocks when the last of these is met', async () => {
      const [first, second] = [await city.give({ recipients: [villages[0]!] }), await city.give({ recipients: [villages[1]!] })];
      const waiting = await city.give({ after: [first.id, second.id] });
      expect(waiting).toMatchObject({ state: 'waiting', after: [first.id, second.id].sort() });
      expect(waiting.tasks.map((task) => [task.startedAt, task.acknowledgeDueAt])).toEqual([
        [null, null],
        [null, null],
      ]);
      await city.tapOf(first, 'v1', 'acknowledge');
      await city.tapOf(first, 'v1', 'finish');
      expect((await city.read(waiting.id)).state).toBe('waiting');
      town.clock.advance('7m');
      await city.tapOf(second, 'v2', 'acknowledge');
      await city.tapOf(second, 'v2', 'finish');
      const awake = await city.read(waiting.id);
      expect(awake).toMatchObject({ state: 'running' });
      expect(awake.tasks.map((task) => task.acknowledgeDueAt)).toEqual([after(town.clock.now(), 10), after(town.clock.now(), 10)]);
      expect((await city.said<TaskStarted>('task.started.v1', waiting.id)).flatMap((event) => event.tasks)).toHaveLength(2);
    });

    it('and ask those again who were released meanwhile, with clocks that run', async () => {
      const first = await city.give({ recipients: [villages[0]!] });
      const waiting = await city.give({ after: [first.id], need: 1 });
      await city.tapOf(waiting, 'v1', 'acknowledge');
      await city.tapOf(first, 'v1', 'acknowledge');
      await city.tapOf(first, 'v1', 'finish');
      town.clock.advance('3m');
      await city.tapOf(waiting, 'v1', 'decline');
      const [asked] = (await city.read(waiting.id)).tasks.filter((task) => task.orgId === 'v2');
      expect(asked).toMatchObject({ state: 'issued', startedAt: town.clock.now(), acknowledgeDueAt: after(town.clock.now(), 10) });
      expect(
        (await city.said<TaskStarted>('task.started.v1', waiting.id)).flatMap((event) => event.tasks.map((task) => task.taskId)),
      ).toEqual([waiting.tasks.find((task) => task.orgId === 'v1')!.id, asked!.id]);
      await city.tapOf(waiting, 'v2', 'acknowledge');
      await city.tapOf(waiting, 'v2', 'finish');
      expect((await city.read(waiting.id)).state).toBe('met');
    });

    it('but not for one that is met already', async () => {
      const first = await city.give({ recipients: [villages[0]!] });
      await city.tapOf(first, 'v1', 'acknowledge');
      await city.tapOf(first, 'v1', 'finish');
      expect((await city.give({ after: [first.id] })).state).toBe('running');
    });

    it('and never sleep on, however the last prerequisite and the order race', async () => {
      for (let round = 0; round < 12; round += 1) {
        const first = await city.give({ recipients: [villages[0]!] });
        await city.tapOf(first, 'v1', 'acknowledge');
        const [, waiting] = await Promise.all([city.tapOf(first, 'v1', 'finish'), city.give({ after: [first.id] })]);
        expect((await city.read(waiting.id)).state).toBe('running');
      }
    });

    it('and are started once when two prerequisites are met at once', async () => {
      for (let round = 0; round < 8; round += 1) {
        const [first, second] = [await city.give({ recipients: [villages[0]!] }), await city.give({ recipients: [villages[1]!] })];
        const waiting = await city.give({ after: [first.id, second.id] });
        await Promise.all([city.tapOf(first, 'v1', 'acknowledge'), city.tapOf(second, 'v2', 'acknowledge')]);
        await Promise.all([city.tapOf(first, 'v1', 'finish'), city.tapOf(second, 'v2', 'finish')]);
        expect((await city.read(waiting.id)).state).toBe('running');
        expect(await city.said('task.started.v1', waiting.id)).toHaveLength(1);
      }
    });

    it('and who asked hears when these will never be met', async () => {
      const first = await city.give();
      const waiting = await city.give({ after: [first.id] });
      const behind = await city.give({ after: [waiting.id] });
      await city.withdraw(first.id);
      for (const lost of [waiting, behind]) {
        expect((await city.read(lost.id)).state).toBe('unreachable');
        expect(await city.said('task.escalated.v1', lost.id)).toHaveLength(1);
      }
      expect(await firstOf(city.give({ after: [first.id] }))).toEqual(['assignment-ended', 'after.0']);
    });
  });

  describe('are withdrawn', () => {
    it('by who gave them: what is open is taken back, what is done stays done, once', async () => {
      const given = await city.give();
      await city.tapOf(given, 'v1', 'acknowledge');
      await city.tapOf(given, 'v1', 'finish');
      const withdrawn = await city.withdraw(given.id);
      expect(withdrawn.state).toBe('withdrawn');
      expect(withdrawn.tasks.map((task) => [task.orgId, task.state, task.cancelReason]).sort()).toEqual([
        ['v1', 'done', null],
        ['v2', 'cancelled', 'withdrawn'],
      ]);
      expect(await firstOf(city.tapOf(given, 'v2', 'acknowledge'))).toEqual(['task-not-open', undefined]);
      const again = city.withdraw(given.id);
      expect(await firstOf(again)).toEqual(['assignment-ended', undefined]);
    });

    it('not by a town where the city gave them, not at all by a neighbour', async () => {
      const given = await city.give({}, around.cityOperator);
      const withdraw = (caller: SessionClaims) => city.withdraw(given.id, caller);
      expect(await firstOf(withdraw(around.townOperator))).toEqual(['not-the-starting-authority', undefined]);
      expect(await firstOf(withdraw(around.neighbourOperator))).toEqual(['not-found', undefined]);
      expect((await withdraw(around.cityOperator)).state).toBe('withdrawn');
    });

    it('at the moment of an acknowledgement: whichever is first, nothing stays open', async () => {
      for (let round = 0; round < 8; round += 1) {
        const given = await city.give({ need: 1 });
        const outcomes = await Promise.allSettled([city.withdraw(given.id), city.tapOf(given, 'v1', 'acknowledge')]);
        expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
        expect((await city.read(given.id)).tasks.map((task) => task.state)).toEqual(['cancelled', 'cancelled']);
      }
    });
  });
});
