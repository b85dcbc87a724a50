import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { AssignmentDetail, GiveAssignment } from '#contracts/assignment.js';
import { giveAssignment } from '#contracts/assignment.js';
import type { TaskCancelled, TaskEscalated, TaskIssued, TaskReopened, TaskStarted } from '#contracts/task.js';
import { seedSurroundings } from '../testing/surroundings.js';
import type { Surroundings } from '../testing/surroundings.js';
import { openTown, sessionOf } from '../testing/town.js';
import type { Town } from '../testing/town.js';
import { listAssignments, readAssignmentDetail } from './assignment-view.queries.js';

const villages = [
  { by: 'post' as const, orgId: 'v1', postId: 'village-secretary' },
  { by: 'post' as const, orgId: 'v2', postId: 'village-secretary' },
];

describe('assignments', () => {
  let town: Town;
  let around: Surroundings;
  beforeAll(async () => {
    town = await openTown();
    around = await seedSurroundings(town.owner);
  });
  afterAll(() => town.close());

  const order = (overrides: Partial<GiveAssignment> = {}): GiveAssignment =>
    giveAssignment.parse({
      requestId: uuidv7(),
      exercise: true,
      title: '转移独居老人',
      what: '逐户敲门，送到安置点',
      unitId: 'leyu',
      recipients: villages,
      need: 'all',
      acknowledgeMinutes: 10,
      doneMinutes: 60,
      ...overrides,
    });
  const give = (overrides: Partial<GiveAssignment> = {}, caller: SessionClaims = around.townOperator): Promise<AssignmentDetail> =>
    town.assignments.give(caller, order(overrides));
  const read = (id: string, caller: SessionClaims = around.townOperator): Promise<AssignmentDetail> =>
    readAssignmentDetail(town.source.manager, caller, id);
  const request = () => ({ requestId: uuidv7() });
  const desk = () => sessionOf(town.people.desk, 'v1', '320582/leyu/v1', 'command-point');
  const neighbour = () => sessionOf(town.people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point');
  const deskOf = (orgId: string): SessionClaims => ({ v1: desk(), v2: neighbour(), 'leyu:group-rescue': around.groupDesk })[orgId]!;
  const tap = (assignment: AssignmentDetail, orgId: string, what: 'acknowledge' | 'finish' | 'decline' | 'take-back') =>
    town.tasks.tap(deskOf(orgId), assignment.tasks.find((task) => task.orgId === orgId)!.id, what, { ...request(), reason: '车坏了' });
  const saidOf = async <Data extends { activationId: string }>(type: string, id: string): Promise<Data[]> =>
    (await town.said(type)).map((event) => event.data as Data).filter((data) => data.activationId === id);
  const refusal = async (promise: Promise<unknown>): Promise<[string, string | undefined]> => {
    const error = (await promise.then(
      () => ({ code: 'passed' }),
      (refused: unknown) => refused,
    )) as { code: string; fields?: { field: string }[] };
    return [error.code, error.fields?.[0]?.field];
  };

  describe('are given', () => {
    it('to posts, with all clocks, in one event, and read back with who asked and who has it', async () => {
      const given = await give({ arriveMinutes: 30, evidenceKinds: ['photo'] });
      expect(given).toMatchObject({
        state: 'running',
        need: { count: 2, of: 2 },
        has: { acknowledged: 0, done: 0, declined: 0 },
        unitName: '乐余镇',
        after: [],
      });
      const started = town.clock.now();
      expect(given.tasks.map((task) => [task.orgId, task.cause, task.taskNo, task.state, task.arriveDueAt, task.doneDueAt])).toEqual([
        ['v1', 'assignment', 'A01-01', 'issued', minutesAfter(started, 30), minutesAfter(started, 60)],
        ['v2', 'assignment', 'A01-01', 'issued', minutesAfter(started, 30), minutesAfter(started, 60)],
      ]);
      const issued = await saidOf<TaskIssued>('task.issued.v1', given.id);
      expect(issued.map((event) => [event.cause, event.level, event.tasks.length])).toEqual([['assignment', null, 2]]);
      const rows = await town.owner.query('SELECT next_rung_at FROM dispatch.task WHERE activation_id = $1', [given.id]);
      expect(rows).toEqual([{ next_rung_at: minutesAfter(started, 6) }, { next_rung_at: minutesAfter(started, 6) }]);
    });

    it('to every member post of a working group, a vacant leader answered for by the deputy, each post once', async () => {
      const { tasks } = await give({ recipients: [{ by: 'group', orgId: 'leyu:group-rescue' }] });
      expect(tasks.map((task) => [task.postId, task.unfilled]).sort()).toEqual([
        ['group-deputy-leader', false],
        ['group-liaison', false],
      ]);
    });

    it('to the post that answers for an org; a town answers at its centre', async () => {
      const { tasks } = await give({
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
      const [task] = (await give({ recipients })).tasks;
      expect(task).toMatchObject({ orgId: 'leyu:group-rescue', postId: 'group-liaison', personName: '联络员', unfilled: false });
      const leave = uuidv7();
      await town.owner.query(
        `INSERT INTO directory.leave (id, person_id, from_at, until_at, reason, noted_at) VALUES ($1, $2, $3, $4, '', $3)`,
        [leave, around.people.deputy, minutesAfter(town.clock.now(), -60), minutesAfter(town.clock.now(), 600)],
      );
      const [away] = (await give({ recipients: [{ by: 'person', personId: around.people.deputy }] })).tasks;
      expect(away).toMatchObject({ orgId: 'leyu:group-rescue', postId: 'group-deputy-leader', personName: null, unfilled: true });
      await town.owner.query('DELETE FROM directory.leave WHERE id = $1', [leave]);
    });

    it('once per request id, another body is refused', async () => {
      const body = order();
      const first = await town.assignments.give(around.townOperator, body);
      expect((await town.assignments.give(around.townOperator, body)).id).toBe(first.id);
      expect(await refusal(town.assignments.give(around.townOperator, { ...body, title: '别的' }))).toEqual([
        'request-id-reused',
        undefined,
      ]);
      const rows = await town.owner.query('SELECT count(*)::int AS count FROM dispatch.assignment WHERE title = $1', ['别的']);
      expect(rows).toEqual([{ count: 0 }]);
    });

    it('by a department and a neighbour town to nobody here, by the city everywhere', async () => {
      expect(await refusal(give({}, around.neighbourOperator))).toEqual(['unknown-org', 'unitId']);
      expect(await refusal(give({}, around.departmentCommander))).toEqual(['unknown-org', 'unitId']);
      const recipients = [{ by: 'org' as const, orgId: 'water-bureau' }, villages[0]!];
      const given = await give({ unitId: '320582', recipients }, around.cityOperator);
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
      expect(await refusal(give(overrides()))).toEqual([code, field]);
    });

    it('with the mark of what they belong to', async () => {
      const first = await give();
      expect(await refusal(give({ exercise: false, after: [first.id] }))).toEqual(['exercise-differs', 'after.0']);
    });

    it('leave nothing behind when they are refused half way', async () => {
      const count = async () =>
        (await town.owner.query(
          'SELECT (SELECT count(*) FROM dispatch.assignment) AS a, (SELECT count(*) FROM dispatch.task) AS t',
        )) as unknown;
      const before = await count();
      await refusal(give({ need: 3 }));
      expect(await count()).toEqual(before);
    });
  });

  describe('need so many of their recipients', () => {
    const three = [...villages, { by: 'post' as const, orgId: 'leyu:group-rescue', postId: 'group-liaison' }];

    it('one: the first who acknowledges has it, the others are released and hear so', async () => {
      const given = await give({ recipients: three, need: 1 });
      await tap(given, 'v2', 'acknowledge');
      const now = await read(given.id);
      expect(now.tasks.map((task) => [task.orgId, task.state, task.cancelReason]).sort()).toEqual([
        ['leyu:group-rescue', 'cancelled', 'enough'],
        ['v1', 'cancelled', 'enough'],
        ['v2', 'acknowledged', null],
      ]);
      const cancelled = await saidOf<TaskCancelled>('task.cancelled.v1', given.id);
      expect(cancelled.map((event) => [event.reason, event.taskIds.length])).toEqual([['enough', 2]]);
      expect(await refusal(tap(given, 'v1', 'acknowledge'))).toEqual(['task-taken', undefined]);
      await tap(given, 'v2', 'finish');
      expect(await read(given.id)).toMatchObject({ state: 'met', has: { acknowledged: 1, done: 1, declined: 0 } });
    });

    it('one: who gives it back, or declines after all, brings the others back with a fresh clock', async () => {
      const given = await give({ recipients: three, need: 1 });
      for (const what of ['take-back', 'decline'] as const) {
        await tap(given, 'v2', 'acknowledge');
        town.clock.advance('4m');
        await tap(given, 'v2', what);
        const reopened = (await saidOf<TaskReopened>('task.reopened.v1', given.id)).flatMap((event) => event.tasks);
        expect(reopened.filter((task) => task.reason === 'one-fewer').slice(-2)).toEqual(
          expect.arrayContaining(
            given.tasks
              .filter((task) => task.orgId !== 'v2')
              .map((task) => ({
                taskId: task.id,
                acknowledgeDueAt: minutesAfter(town.clock.now(), 10).toISOString(),
                reason: 'one-fewer',
              })),
          ),
        );
        const tasks = (await read(given.id)).tasks;
        expect(tasks.filter((task) => task.orgId !== 'v2').map((task) => [task.state, task.closedAt, task.cancelReason])).toEqual([
          ['issued', null, null],
          ['issued', null, null],
        ]);
      }
      await tap(given, 'v1', 'acknowledge');
      await tap(given, 'v1', 'finish');
      expect((await read(given.id)).state).toBe('met');
    });

    it('two of three: a refusal counts at once, and who asked hears that it cannot be met any more', async () => {
      const given = await give({ recipients: three, need: 2 });
      await tap(given, 'v1', 'decline');
      expect((await read(given.id)).state).toBe('running');
      expect(await saidOf<TaskEscalated>('task.escalated.v1', given.id)).toEqual([]);
      await tap(given, 'v2', 'decline');
      const lost = await read(given.id);
      expect(lost).toMatchObject({ state: 'unreachable', has: { declined: 2 } });
      expect(lost.tasks.map((task) => [task.orgId, task.escalatedAt !== null]).sort()).toEqual([
        ['leyu:group-rescue', false],
        ['v1', true],
        ['v2', true],
      ]);
      const told = await saidOf<TaskEscalated>('task.escalated.v1', given.id);
      expect(told.map((event) => [event.tell, event.superior.orgId, event.superior.postId, event.tasks.map((task) => task.orgId)])).toEqual(
        [['town-duty-officer', 'leyu:town-centre', 'town-shift-chief', ['v1', 'v2']]],
      );
    });

    it('all: one refusal is enough, and the city hears of what the city asked', async () => {
      const given = await give({}, around.cityOperator);
      await tap(given, 'v1', 'acknowledge');
      await tap(given, 'v2', 'decline');
      expect((await read(given.id)).state).toBe('unreachable');
      const told = await saidOf<TaskEscalated>('task.escalated.v1', given.id);
      expect(told.map((event) => [event.tell, event.superior.postId])).toEqual([['city-centre', 'city-shift-chief']]);
    });

    it('all: met when the last is done, also when two finish at once', async () => {
      for (let round = 0; round < 8; round += 1) {
        const given = await give();
        await Promise.all([tap(given, 'v1', 'acknowledge'), tap(given, 'v2', 'acknowledge')]);
        await Promise.all([tap(given, 'v1', 'finish'), tap(given, 'v2', 'finish')]);
        expect((await read(given.id)).state).toBe('met');
      }
    });
  });

  describe('wait for others', () => {
    it('and start with fresh clocks when the last of these is met', async () => {
      const [first, second] = [await give({ recipients: [villages[0]!] }), await give({ recipients: [villages[1]!] })];
      const waiting = await give({ after: [first.id, second.id] });
      expect(waiting).toMatchObject({ state: 'waiting', after: [first.id, second.id].sort() });
      expect(waiting.tasks.map((task) => [task.startedAt, task.acknowledgeDueAt])).toEqual([
        [null, null],
        [null, null],
      ]);
      await tap(first, 'v1', 'acknowledge');
      await tap(first, 'v1', 'finish');
      expect((await read(waiting.id)).state).toBe('waiting');
      town.clock.advance('7m');
      await tap(second, 'v2', 'acknowledge');
      await tap(second, 'v2', 'finish');
      const awake = await read(waiting.id);
      expect(awake).toMatchObject({ state: 'running' });
      expect(awake.tasks.map((task) => task.acknowledgeDueAt)).toEqual([
        minutesAfter(town.clock.now(), 10),
        minutesAfter(town.clock.now(), 10),
      ]);
      expect((await saidOf<TaskStarted>('task.started.v1', waiting.id)).flatMap((event) => event.tasks)).toHaveLength(2);
    });

    it('but not for one that is met already', async () => {
      const first = await give({ recipients: [villages[0]!] });
      await tap(first, 'v1', 'acknowledge');
      await tap(first, 'v1', 'finish');
      expect((await give({ after: [first.id] })).state).toBe('running');
    });

    it('and never sleep on, however the last prerequisite and the order race', async () => {
      for (let round = 0; round < 12; round += 1) {
        const first = await give({ recipients: [villages[0]!] });
        await tap(first, 'v1', 'acknowledge');
        const [, waiting] = await Promise.all([tap(first, 'v1', 'finish'), give({ after: [first.id] })]);
        expect((await read(waiting.id)).state).toBe('running');
      }
    });

    it('and are started once when two prerequisites are met at once', async () => {
      for (let round = 0; round < 8; round += 1) {
        const [first, second] = [await give({ recipients: [villages[0]!] }), await give({ recipients: [villages[1]!] })];
        const waiting = await give({ after: [first.id, second.id] });
        await Promise.all([tap(first, 'v1', 'acknowledge'), tap(second, 'v2', 'acknowledge')]);
        await Promise.all([tap(first, 'v1', 'finish'), tap(second, 'v2', 'finish')]);
        expect((await read(waiting.id)).state).toBe('running');
        expect(await saidOf('task.started.v1', waiting.id)).toHaveLength(1);
      }
    });

    it('and who asked hears when these will never be met', async () => {
      const first = await give();
      const waiting = await give({ after: [first.id] });
      const behind = await give({ after: [waiting.id] });
      await town.assignments.withdraw(around.townOperator, first.id, { ...request(), reason: '误派' });
      for (const lost of [waiting, behind]) {
        expect((await read(lost.id)).state).toBe('unreachable');
        expect(await saidOf('task.escalated.v1', lost.id)).toHaveLength(1);
      }
      expect(await refusal(give({ after: [first.id] }))).toEqual(['assignment-ended', 'after.0']);
    });
  });

  describe('are withdrawn', () => {
    it('by who gave them: what is open is taken back, what is done stays done, once', async () => {
      const given = await give();
      await tap(given, 'v1', 'acknowledge');
      await tap(given, 'v1', 'finish');
      const withdrawn = await town.assignments.withdraw(around.townOperator, given.id, { ...request(), reason: '风雨减弱' });
      expect(withdrawn.state).toBe('withdrawn');
      expect(withdrawn.tasks.map((task) => [task.orgId, task.state, task.cancelReason]).sort()).toEqual([
        ['v1', 'done', null],
        ['v2', 'cancelled', 'withdrawn'],
      ]);
      expect(await refusal(tap(given, 'v2', 'acknowledge'))).toEqual(['task-not-open', undefined]);
      const again = town.assignments.withdraw(around.townOperator, given.id, { ...request(), reason: '再撤' });
      expect(await refusal(again)).toEqual(['assignment-ended', undefined]);
    });

    it('not by a town where the city gave them, not at all by a neighbour', async () => {
      const given = await give({}, around.cityOperator);
      const withdraw = (caller: SessionClaims) => town.assignments.withdraw(caller, given.id, { ...request(), reason: '不做' });
      expect(await refusal(withdraw(around.townOperator))).toEqual(['not-the-starting-authority', undefined]);
      expect(await refusal(withdraw(around.neighbourOperator))).toEqual(['not-found', undefined]);
      expect((await withdraw(around.cityOperator)).state).toBe('withdrawn');
    });

    it('or the last acknowledgement comes first: never both', async () => {
      for (let round = 0; round < 8; round += 1) {
        const given = await give({ need: 1 });
        const outcomes = await Promise.allSettled([
          town.assignments.withdraw(around.townOperator, given.id, { ...request(), reason: '不做' }),
          tap(given, 'v1', 'acknowledge'),
        ]);
        expect(outcomes[0]).toMatchObject({ status: 'fulfilled' });
        expect((await read(given.id)).tasks.map((task) => task.state)).toEqual(['cancelled', 'cancelled']);
      }
    });
  });

  it('are seen by the town and the city, and a neighbour finds nothing', async () => {
    const given = await give();
    expect(await refusal(read(given.id, around.neighbourOperator))).toEqual(['not-found', undefined]);
    expect(await refusal(read(given.id, around.departmentCommander))).toEqual(['not-found', undefined]);
    expect((await read(given.id, around.cityOperator)).id).toBe(given.id);
    const listed = async (caller: SessionClaims) =>
      (await listAssignments(town.source.manager, caller, { state: 'running' })).assignments.map((each) => each.id);
    expect((await listed(around.townOperator))[0]).toBe(given.id);
    expect(await listed(around.neighbourOperator)).toEqual([]);
  });
});

function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}
