import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail } from '#contracts/assignment.js';
import { giveAssignment } from '#contracts/assignment.js';
import type { Envelope } from '#contracts/envelope.js';
import { isRefused } from '#service-kit/refused.js';
import { seededRandom } from '#testing/schema-fuzz.js';
import { readAssignmentDetail } from '../assignment/assignment-view.queries.js';
import { openDesks } from '../testing/desks.js';
import type { Desks } from '../testing/desks.js';
import { sessionOf } from '../testing/town.js';

const recipients = [
  { by: 'post', orgId: 'v1', postId: 'village-secretary' },
  { by: 'post', orgId: 'v2', postId: 'village-secretary' },
  { by: 'post', orgId: 'leyu:group-rescue', postId: 'group-liaison' },
  { by: 'post', orgId: 'leyu:group-rescue', postId: 'group-deputy-leader' },
];
const acts = ['acknowledge', 'acknowledge', 'acknowledge', 'take-back', 'finish', 'decline', 'note'] as const;
const hands = 6;
const turns = 60;

/** What the events say of a task, one after another. */
const stateAfter: Record<string, string> = {
  'task.issued.v1': 'issued',
  'task.started.v1': 'issued',
  'task.acknowledged.v1': 'acknowledged',
  'task.done.v1': 'done',
  'task.declined.v1': 'declined',
  'task.cancelled.v1': 'cancelled',
  'task.reopened.v1': 'issued',
};

describe('many hands on many assignments', () => {
  let city: Desks;
  beforeAll(async () => {
    city = await openDesks();
  });
  afterAll(() => city.close());

  it('end where the rules say, whatever the order: nobody waits crosswise, and the events tell the same story as the rows', async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const random = seededRandom(seed);
    const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
    const { town, around } = city;
    const neighbour = sessionOf(town.people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point');
    const deskOf: Record<string, SessionClaims> = { v1: city.desk(), v2: neighbour, 'leyu:group-rescue': around.groupDesk };
    const given: AssignmentDetail[] = [];
    for (const need of [1, 1, 2, 3, 'all'] as const) {
      const order = {
        exercise: true,
        title: '抢险',
        what: '抢险',
        unitId: 'leyu',
        recipients,
        acknowledgeMinutes: 5,
        doneMinutes: 60,
        need,
      };
      const after = given.length > 3 ? [given[0]!.id] : [];
      given.push(await town.assignments.give(around.townOperator, giveAssignment.parse({ requestId: uuidv7(), ...order, after })));
    }
    const oneAct = async (): Promise<void> => {
      const task = pick(pick(given).tasks);
      await city.tap(task.id, pick(acts), { reason: '船坏了', words: '在办', note: '' }, deskOf[task.orgId]!);
    };
    const hand = async (): Promise<void> => {
      for (let turn = 0; turn < turns; turn += 1) {
        if (random() < 0.1) town.clock.advance('1m');
        const act = random() < 0.1 ? town.escalations.escalateDue() : oneAct();
        await act.catch((error: unknown) => {
          if (!isRefused(error)) throw new Error(`seed ${seed}: ${String(error)}`);
        });
      }
    };
    await Promise.all(Array.from({ length: hands }, hand));

    const lost = new Set<string>();
    for (const { id, after } of given) {
      const { tasks, state, need } = await readAssignmentDetail(town.source.manager, around.townOperator, id);
      const count = (...states: string[]): number => tasks.filter((task) => states.includes(task.state)).length;
      const has = count('acknowledged', 'arrived', 'done');
      const found = { seed, need: need.count, has, issued: count('issued'), released: count('cancelled'), done: count('done'), state };
      const reachable = need.of - count('declined') >= need.count && !after.some((needed) => lost.has(needed));
      if (!reachable) lost.add(id);
      const expected = found.done >= need.count ? 'met' : !reachable ? 'unreachable' : state === 'waiting' ? 'waiting' : 'running';
      expect(found).toEqual({ ...found, state: expected });
      expect({ ...found, tooMany: has > need.count }).toEqual({ ...found, tooMany: false });
      // Whoever was released was released because enough have it; while enough have it, nobody else is asked.
      if (found.released > 0) expect(found).toEqual({ ...found, has: need.count });
      if (has === need.count && need.count < need.of) expect(found).toEqual({ ...found, issued: 0 });
      expect({ seed, told: await toldStates(id) }).toEqual({ seed, told: Object.fromEntries(tasks.map((task) => [task.id, task.state])) });
    }
  });

  /** The state of each task of a cause, as somebody knows it who has only heard the events. */
  async function toldStates(causeId: string): Promise<Record<string, string>> {
    const rows = (await city.town.owner.query(
      `SELECT envelope FROM dispatch.outbox WHERE key = $1 AND type <> 'task.noted.v1' ORDER BY sequence`,
      [`${causeId}:leyu`],
    )) as { envelope: Envelope<{ taskId?: string; taskIds?: string[]; tasks?: { taskId: string }[] }> }[];
    const states: Record<string, string> = {};
    for (const { envelope } of rows) {
      const { taskId, taskIds, tasks } = envelope.data;
      const after = stateAfter[envelope.type];
      if (after === undefined) continue;
      for (const id of taskId ? [taskId] : (taskIds ?? tasks!.map((task) => task.taskId))) {
        if (envelope.type !== 'task.started.v1' || states[id] === undefined) states[id] = after;
      }
    }
    return states;
  }
});
