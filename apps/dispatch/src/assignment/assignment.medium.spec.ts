import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { GiveAssignment } from '#contracts/assignment.js';
import type { TaskCancelled, TaskEscalated, TaskIssued, TaskReopened } from '#contracts/task.js';
import { after, refusalOf } from '../testing/desks.js';
import { openOrders, villages } from '../testing/orders.js';
import type { Orders } from '../testing/orders.js';
import { listAssignments } from './assignment-view.queries.js';

/** The code of a refusal, and the first field that it names. */
async function firstOf(promise: Promise<unknown>): Promise<[string, string | undefined]> {
  const [code, fields] = await refusalOf(promise);
  return [code, fields[0]];
}

describe('assignments', () => {
  let city: Orders;
  let town: Orders['town'];
  let around: Orders['around'];
  beforeAll(async () => {
    city = await openOrders();
    ({ town, around } = city);
  });
  afterAll(() => city.close());

  describe('are given', () => {
    it('to posts, with all clocks, in one event, and read back with who asked and who has it', async () => {
      const given = await city.give({ arriveMinutes: 30, evidenceKinds: ['photo'] });
      expect(given).toMatchObject({
        state: 'running',
        need: { count: 2, of: 2 },
        has: { acknowledged: 0, done: 0, declined: 0 },
        unitName: '乐余镇',
        after: [],
      });
      const started = town.clock.now();
      expect(given.tasks.map((task) => [task.orgId, task.cause, task.taskNo, task.state, task.arriveDueAt, task.doneDueAt])).toEqual([
        ['v1', 'assignment', 'A01-01', 'issued', after(started, 30), after(started, 60)],
        ['v2', 'assignment', 'A01-01', 'issued', after(started, 30), after(started, 60)],
      ]);
      const issued = await city.said<TaskIssued>('task.issued.v1', given.id);
      expect(issued.map((event) => [event.cause, event.level, event.tasks.length])).toEqual([['assignment', null, 2]]);
      const rows = await town.owner.query('SELECT next_rung_at FROM dispatch.task WHERE activation_id = $1', [given.id]);
      expect(rows).toEqual([{ next_rung_at: after(started, 6) }, { next_rung_at: after(started, 6) }]);
    });

    it('to every member post of a working group, a vacant leader answered for by the deputy, each post once', async () => {
      const { tasks } = await city.give({ recipients: [{ by: 'group', orgId: 'leyu:group-rescue' }] });
      expect(tasks.map((task) => [task.postId, task.unfilled]).sort()).toEqual([
        ['group-deputy-leader', false],
        ['group-liaison', false],
      ]);
    });

    it('to the post that answers for an org; a town answers at its centre', async () => {
      const { tasks } = await city.give({
        recipients: [
          { by: 'org', orgId: 'leyu' },
          { by: 'org', orgId: 'leyu:group-rescue' },
        ],
      });
      expect(tasks.map((task) => [task.orgId, task.postId]).sort()).toEqual([
        ['leyu:group-rescue', 'group-deputy-leader'],
        ['leyu:town-centre', 'town-shift-chief'],
      ]);
    });

    it('to a person by name, through a post that is held; who is away is stood in for', async () => {
      const recipients = [{ by: 'person' as const, personId: around.people.liaison }];
      const [task] = (await city.give({ recipients })).tasks;
      expect(task).toMatchObject({ orgId: 'leyu:group-rescue', postId: 'group-liaison', personName: '联络员', unfilled: false });
      const leave = uuidv7();
      await town.owner.query(
        `INSERT INTO directory.leave (id, person_id, from_at, until_at, reason, noted_at) VALUES ($1, $2, $3, $4, '', $3)`,
        [leave, around.people.deputy, after(town.clock.now(), -60), after(town.clock.now(), 600)],
      );
      const [away] = (await city.give({ recipients: [{ by: 'person', personId: around.people.deputy }] })).tasks;
      expect(away).toMatchObject({ orgId: 'leyu:group-rescue', postId: 'group-deputy-leader', personName: null, unfilled: true });
      await town.owner.query('DELETE FROM directory.leave WHERE id = $1', [leave]);
    });

    it('once per request id, another body is refused', async () => {
      const body = city.order();
      const first = await town.assignments.give(around.townOperator, body);
      expect((await town.assignments.give(around.townOperator, body)).id).toBe(first.id);
      expect(await firstOf(town.assignments.give(around.townOperator, { ...body, title: '别的' }))).toEqual([
        'request-id-reused',
        undefined,
      ]);
      const rows = await town.owner.query('SELECT count(*)::int AS count FROM dispatch.assignment WHERE title = $1', ['别的']);
      expect(rows).toEqual([{ count: 0 }]);
    });

    it('by a department and a neighbour town to nobody here, by the city everywhere', async () => {
      expect(await firstOf(city.give({}, around.neighbourOperator))).toEqual(['unknown-org', 'unitId']);
      expect(await firstOf(city.give({}, around.departmentCommander))).toEqual(['unknown-org', 'unitId']);
      const recipients = [{ by: 'org' as const, orgId: 'water-bureau' }, villages[0]!];
      const given = await city.give({ unitId: '320582', recipients }, around.cityOperator);
      expect(given.tasks.map((task) => task.postId).sort()).toEqual(['dept-whistle-officer', 'village-secretary']);
    });

    it.each<[string, () => Partial<GiveAssignment>, string, string]>([
      [
        'an org that nobody knows',
        () => ({ recipients: [villages[0]!, { by: 'org', orgId: 'nowhere' }] }),
        'unknown-org',
        'recipients.1.orgId',
      ],
      [
        "a neighbour's village",
        () => ({ recipients: [{ by: 'post', orgId: 'n1', postId: 'village-secretary' }] }),
        'unknown-org',
        'recipients.0.orgId',
      ],
      [
        'a post that the org has not',
        () => ({ recipients: [{ by: 'post', orgId: 'v1', postId: 'town-mayor' }] }),
        'no-such-post',
        'recipients.0.postId',
      ],
      ['a village as a group', () => ({ recipients: [{ by: 'group', orgId: 'v1' }] }), 'not-a-group', 'recipients.0.orgId'],
      [
        'a person that nobody knows',
        () => ({ recipients: [{ by: 'person', personId: uuidv7() }] }),
        'unknown-person',
        'recipients.0.personId',
      ],
      [
        "a neighbour's person",
        () => ({ recipients: [{ by: 'person', personId: around.people.stranger }] }),
        'unknown-person',
        'recipients.0.personId',
      ],
      ['more than there are', () => ({ need: 3 }), 'need-too-many', 'need'],
      ['more than there are once doubles are one', () => ({ recipients: [villages[0]!, villages[0]!], need: 2 }), 'need-too-many', 'need'],
      ['an incident that nobody knows', () => ({ incidentId: uuidv7() }), 'unknown-origin', 'incidentId'],
      ['a prerequisite that nobody knows', () => ({ after: [uuidv7()] }), 'unknown-assignment', 'after.0'],
    ])('with the field that is wrong: %s', async (_, overrides, code, field) => {
      expect(await firstOf(city.give(overrides()))).toEqual([code, field]);
    });

    it('with the mark of what they belong to', async () => {
      const first = await city.give();
      expect(await firstOf(city.give({ exercise: false, after: [first.id] }))).toEqual(['exercise-differs', 'after.0']);
    });

    it('leave nothing behind when they are refused half way', async () => {
      const count = async () =>
        (await town.owner.query(
          'SELECT (SELECT count(*) FROM dispatch.assignment) AS a, (SELECT count(*) FROM dispatch.task) AS t',
        )) as unknown;
      const before = await count();
      await firstOf(city.give({ need: 3 }));
      expect(await count()).toEqual(before);
    });
  });

  describe('need so many of their recipients', () => {
    const three = [...villages, { by: 'post' as const, orgId: 'leyu:group-rescue', postId: 'group-liaison' }];

    it('one: the first who acknowledges has it, the others are released and hear so', async () => {
      const given = await city.give({ recipients: three, need: 1 });
      await city.tapOf(given, 'v2', 'acknowledge');
      const now = await city.read(given.id);
      expect(now.tasks.map((task) => [task.orgId, task.state, task.cancelReason]).sort()).toEqual([
        ['leyu:group-rescue', 'cancelled', 'enough'],
        ['v1', 'cancelled', 'enough'],
        ['v2', 'acknowledged', null],
      ]);
      const cancelled = await city.said<TaskCancelled>('task.cancelled.v1', given.id);
      expect(cancelled.map((event) => [event.reason, event.taskIds.length])).toEqual([['enough', 2]]);
      expect(await firstOf(city.tapOf(given, 'v1', 'acknowledge'))).toEqual(['task-taken', undefined]);
      await city.tapOf(given, 'v2', 'finish');
      expect(await city.read(given.id)).toMatchObject({ state: 'met', has: { acknowledged: 1, done: 1, declined: 0 } });
    });

    it('one: who gives it back, or declines after all, brings the others back with a fresh clock', async () => {
      const given = await city.give({ recipients: three, need: 1 });
      for (const what of ['take-back', 'decline'] as const) {
        await city.tapOf(given, 'v2', 'acknowledge');
        town.clock.advance('4m');
        await city.tapOf(given, 'v2', what);
        const reopened = (await city.said<TaskReopened>('task.reopened.v1', given.id)).flatMap((event) => event.tasks);
        expect(reopened.filter((task) => task.reason === 'one-fewer').slice(-2)).toEqual(
          expect.arrayContaining(
            given.tasks
              .filter((task) => task.orgId !== 'v2')
              .map((task) => ({
                taskId: task.id,
                acknowledgeDueAt: after(town.clock.now(), 10).toISOString(),
                reason: 'one-fewer',
              })),
          ),
        );
        const tasks = (await city.read(given.id)).tasks;
        expect(tasks.filter((task) => task.orgId !== 'v2').map((task) => [task.state, task.closedAt, task.cancelReason])).toEqual([
          ['issued', null, null],
          ['issued', null, null],
        ]);
      }
      await city.tapOf(given, 'v1', 'acknowledge');
      await city.tapOf(given, 'v1', 'finish');
      expect((await city.read(given.id)).state).toBe('met');
    });

    it('two of three: a refusal counts at once, and who asked hears that it cannot be met any more', async () => {
      const given = await city.give({ recipients: three, need: 2 });
      await city.tapOf(given, 'v1', 'decline');
      expect((await city.read(given.id)).state).toBe('running');
      expect(await city.said<TaskEscalated>('task.escalated.v1', given.id)).toEqual([]);
      await city.tapOf(given, 'v2', 'decline');
      const lost = await city.read(given.id);
      expect(lost).toMatchObject({ state: 'unreachable', has: { declined: 2 } });
      expect(lost.tasks.map((task) => [task.orgId, task.escalatedAt !== null]).sort()).toEqual([
        ['leyu:group-rescue', false],
        ['v1', true],
        ['v2', true],
      ]);
      const told = await city.said<TaskEscalated>('task.escalated.v1', given.id);
      expect(told.map((event) => [event.tell, event.superior.orgId, event.superior.postId, event.tasks.map((task) => task.orgId)])).toEqual(
        [['town-duty-officer', 'leyu:town-centre', 'town-shift-chief', ['v1', 'v2']]],
      );
    });

    it('all: one refusal is enough, and the city hears of what the city asked', async () => {
      const given = await city.give({}, around.cityOperator);
      await city.tapOf(given, 'v1', 'acknowledge');
      await city.tapOf(given, 'v2', 'decline');
      expect((await city.read(given.id)).state).toBe('unreachable');
      const told = await city.said<TaskEscalated>('task.escalated.v1', given.id);
      expect(told.map((event) => [event.tell, event.superior.postId])).toEqual([['city-centre', 'city-shift-chief']]);
    });

    it('all: met when the last is done, also when two finish at once', async () => {
      for (let round = 0; round < 8; round += 1) {
        const given = await city.give();
        await Promise.all([city.tapOf(given, 'v1', 'acknowledge'), city.tapOf(given, 'v2', 'acknowledge')]);
        await Promise.all([city.tapOf(given, 'v1', 'finish'), city.tapOf(given, 'v2', 'finish')]);
        expect((await city.read(given.id)).state).toBe('met');
      }
    });
  });

  it('are seen by the town and the city, and a neighbour finds nothing', async () => {
    const given = await city.give();
    expect(await firstOf(city.read(given.id, around.neighbourOperator))).toEqual(['not-found', undefined]);
    expect(await firstOf(city.read(given.id, around.departmentCommander))).toEqual(['not-found', undefined]);
    expect((await city.read(given.id, around.cityOperator)).id).toBe(given.id);
    const listed = async (caller: SessionClaims) =>
      (await listAssignments(town.source.manager, caller, { state: 'running' })).assignments.map((each) => each.id);
    expect((await listed(around.townOperator))[0]).toBe(given.id);
    expect(await listed(around.neighbourOperator)).toEqual([]);
  });
});
