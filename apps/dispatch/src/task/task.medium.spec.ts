import { uuidv7 } from 'uuidv7';
import type { ActivationStarted } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import type { TaskIssued, TaskStarted, TaskEscalated, TaskTapped } from '#contracts/task.js';
import { NotYet } from '#messaging/ports.js';
import { aStartedPart, aTask, openTown, sessionOf } from '../testing/town.js';
import type { Town } from '../testing/town.js';
import { listTasks, readTaskTimeline } from './task.queries.js';

describe('tasks of a response', () => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown();
  });
  afterAll(() => town.close());

  const issue = (part: Envelope<ActivationStarted>) => town.source.transaction((tx) => town.issues.issueTasks(tx, [part]));
  const rowsOf = async (part: Envelope<ActivationStarted>) =>
    (await town.owner.query('SELECT * FROM dispatch.task WHERE activation_id = $1 ORDER BY task_no, org_id', [
      part.data.activationId,
    ])) as Record<string, unknown>[];
  const desk = () => sessionOf(town.people.desk, 'v1', '320582/leyu/v1', 'command-point');
  const neighbour = () => sessionOf(town.people.neighbourDesk, 'v2', '320582/leyu/v2', 'command-point');
  const request = () => ({ requestId: uuidv7() });

  it('issues one task per expected row, under the row id, with clocks only where it has started', async () => {
    const part = aStartedPart(
      town.clock,
      [
        aTask('P01-01', { acknowledgeMinutes: 10, doneMinutes: 30 }),
        aTask('P01-02', { starts: 'byTheClick' }),
        aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported' }),
        aTask('P01-17', { starts: 'atEnd', doneMinutes: 0 }),
      ],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-01', 'v2', 'village-secretary'],
        ['P01-02', 'leyu:leadership', 'town-mayor'],
        ['P01-15', 'v1', 'village-secretary'],
        ['P01-17', 'v2', 'grid-worker'],
      ],
    );
    await issue(part);
    const rows = await rowsOf(part);
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set(part.data.rows.map((row) => row.id)));
    const started = new Date(part.data.startedAt);
    expect(rows.map((row) => [row.task_no, row.state, row.unfilled, row.started_at, row.acknowledge_due_at, row.done_due_at])).toEqual([
      ['P01-01', 'issued', false, started, minutesAfter(started, 10), minutesAfter(started, 30)],
      ['P01-01', 'issued', false, started, minutesAfter(started, 10), minutesAfter(started, 30)],
      ['P01-02', 'done', false, started, null, null],
      ['P01-15', 'issued', false, null, null, null],
      ['P01-17', 'issued', true, null, null, null],
    ]);
    expect(rows.every((row) => row.exercise === true)).toBe(true);
    const issued = (await town.said('task.issued.v1')).filter(
      (event) => (event.data as TaskIssued).activationId === part.data.activationId,
    );
    expect(issued.flatMap((event) => (event.data as TaskIssued).tasks)).toHaveLength(5);
    expect(issued[0]).toMatchObject({ exercise: true, subject: part.subject });
  });

  it('issues nothing twice when a part is delivered twice', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    await issue(part);
    const before = await town.said('task.issued.v1');
    await issue(part);
    expect(await rowsOf(part)).toHaveLength(1);
    expect(await town.said('task.issued.v1')).toHaveLength(before.length);
  });

  it('issues nothing for a part that comes after the end, and knows no end before the start', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    const { activationId, unitId } = part.data;
    const ended = { activationId, unitId, endedAt: town.clock.now().toISOString(), reason: '风雨减弱' };
    await expect(town.source.transaction((tx) => town.responses.endResponse(tx, ended))).rejects.toBeInstanceOf(NotYet);
    await issue(aStartedPart(town.clock, [], [], { activationId }));
    await town.source.transaction((tx) => town.responses.endResponse(tx, ended));
    await expect(issue(part)).rejects.toMatchObject({ code: 'activation-ended' });
    expect(await rowsOf(part)).toHaveLength(0);
  });

  it('takes one tap, answers the second with who and when, and refuses the neighbour as if nothing were there', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    await issue(part);
    const taskId = part.data.rows[0]!.id;
    await expect(town.tasks.tap(neighbour(), taskId, 'acknowledge', request())).rejects.toMatchObject({ code: 'not-found' });
    await expect(town.tasks.tap(desk(), uuidv7(), 'acknowledge', request())).rejects.toMatchObject({ code: 'not-found' });
    const first = await town.tasks.tap(desk(), taskId, 'acknowledge', request());
    expect(first).toMatchObject({ state: 'acknowledged', orgName: '登瀛村', personName: '赵甲' });
    town.clock.advance('3m');
    const second = await town.tasks.tap(sessionOf(town.people.secretary, 'v1', '320582/leyu/v1'), taskId, 'acknowledge', request());
    expect(second.acknowledgedAt).toEqual(first.acknowledgedAt);
    const taps = (await town.said('task.acknowledged.v1')).filter((event) => (event.data as TaskTapped).taskId === taskId);
    expect(taps.map((event) => (event.data as TaskTapped).by)).toEqual([{ kind: 'command-point', id: town.people.desk }]);
    const story = await readTaskTimeline(town.source.manager, taskId);
    expect(story.map((entry) => [entry.what, entry.by.name])).toEqual([
      ['task.issued', ''],
      ['task.acknowledged', '登瀛村'],
    ]);
  });

  it('gives a repeated request the first answer, and another body 409', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    await issue(part);
    const taskId = part.data.rows[0]!.id;
    await town.tasks.tap(desk(), taskId, 'acknowledge', request());
    const body = { ...request(), note: '巡查 3 处' };
    const first = await town.tasks.tap(desk(), taskId, 'finish', body);
    expect(JSON.parse(JSON.stringify(await town.tasks.tap(desk(), taskId, 'finish', body)))).toEqual(JSON.parse(JSON.stringify(first)));
    await expect(town.tasks.tap(desk(), taskId, 'finish', { ...body, note: '别的' })).rejects.toMatchObject({ code: 'request-id-reused' });
  });

  it('lets exactly one of many racing taps count', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    await issue(part);
    const taskId = part.data.rows[0]!.id;
    await Promise.all(Array.from({ length: 12 }, () => town.tasks.tap(desk(), taskId, 'acknowledge', request())));
    const taps = (await town.said('task.acknowledged.v1')).filter((event) => (event.data as TaskTapped).taskId === taskId);
    expect(taps).toHaveLength(1);
  });

  it('starts a waiting task when the last of its predecessors is done, also when two finish at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const part = aStartedPart(
        town.clock,
        [aTask('P01-10'), aTask('P01-09', { starts: 'afterTask', dependsOn: ['P01-10'], acknowledgeMinutes: 5, doneMinutes: 180 })],
        [
          ['P01-10', 'v1', 'village-secretary'],
          ['P01-10', 'v1', 'grid-worker'],
          ['P01-09', 'v2', 'village-secretary'],
        ],
      );
      await issue(part);
      const [one, other, waiting] = part.data.rows.map((row) => row.id);
      for (const taskId of [one!, other!]) await town.tasks.tap(desk(), taskId, 'acknowledge', request());
      await Promise.all([one!, other!].map((taskId) => town.tasks.tap(desk(), taskId, 'finish', request())));
      const started = (await town.said('task.started.v1'))
        .map((event) => event.data as TaskStarted)
        .filter((each) => each.activationId === part.data.activationId);
      expect(started.flatMap((each) => each.tasks)).toEqual([
        {
          taskId: waiting,
          acknowledgeDueAt: minutesAfter(town.clock.now(), 5).toISOString(),
          doneDueAt: minutesAfter(town.clock.now(), 180).toISOString(),
        },
      ]);
    }
  });

  it('starts a task on its report, and holds it while a predecessor is open', async () => {
    const part = aStartedPart(
      town.clock,
      [
        aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported' }),
        aTask('P01-09', { starts: 'onReport', onReport: 'hazard-reported', dependsOn: ['P01-10'] }),
        aTask('P01-10'),
      ],
      [
        ['P01-15', 'v1', 'village-secretary'],
        ['P01-09', 'v1', 'grid-worker'],
        ['P01-10', 'v1', 'village-secretary'],
      ],
    );
    await issue(part);
    const { activationId, unitId } = part.data;
    const report = { activationId, unitId, trigger: 'hazard-reported', reportedAt: town.clock.now().toISOString() };
    await town.source.transaction((tx) => town.responses.reportTrigger(tx, report));
    const startedNow = async () => (await rowsOf(part)).filter((row) => row.started_at !== null).map((row) => row.task_no);
    expect(await startedNow()).toEqual(['P01-10', 'P01-15']);
    const predecessor = part.data.rows[2]!.id;
    await town.tasks.tap(desk(), predecessor, 'acknowledge', request());
    await town.tasks.tap(desk(), predecessor, 'finish', request());
    expect(await startedNow()).toEqual(['P01-09', 'P01-10', 'P01-15']);
  });

  it('ends: open tasks are taken back, tasks of the end start, a tap on a taken-back one is refused', async () => {
    const part = aStartedPart(
      town.clock,
      [
        aTask('P01-01'),
        aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported' }),
        aTask('O01-17', { starts: 'atEnd', doneMinutes: 1440 }),
      ],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-01', 'v2', 'village-secretary'],
        ['P01-15', 'v1', 'village-secretary'],
        ['O01-17', 'v1', 'grid-worker'],
      ],
    );
    await issue(part);
    const doneId = part.data.rows[0]!.id;
    await town.tasks.tap(desk(), doneId, 'acknowledge', request());
    await town.tasks.tap(desk(), doneId, 'finish', request());
    town.clock.advance('2h');
    const { activationId, unitId } = part.data;
    await town.source.transaction((tx) =>
      town.responses.endResponse(tx, { activationId, unitId, endedAt: town.clock.now().toISOString(), reason: '解除' }),
    );
    expect((await rowsOf(part)).map((row) => [row.task_no, row.org_id, row.state, row.started_at !== null])).toEqual([
      ['O01-17', 'v1', 'issued', true],
      ['P01-01', 'v1', 'done', true],
      ['P01-01', 'v2', 'cancelled', true],
      ['P01-15', 'v1', 'cancelled', false],
    ]);
    await expect(town.tasks.tap(neighbour(), part.data.rows[1]!.id, 'acknowledge', request())).rejects.toMatchObject({
      code: 'task-not-open',
    });
  });

  it('climbs one rung when nobody acknowledges, in one digest per superior, once', async () => {
    await town.owner.query(`UPDATE dispatch.task SET state = 'cancelled', closed_at = now(), next_rung_at = NULL`);
    const part = aStartedPart(
      town.clock,
      [aTask('P01-01', { acknowledgeMinutes: 10 }), aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported' })],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-01', 'v2', 'village-secretary'],
        ['P01-01', 'v2', 'grid-worker'],
        ['P01-15', 'v1', 'village-secretary'],
      ],
    );
    await issue(part);
    await town.tasks.tap(desk(), part.data.rows[0]!.id, 'acknowledge', request());
    town.clock.advance('9m 59s');
    expect(await town.escalations.escalateDue()).toBe(0);
    town.clock.advance('1s');
    const claimed = await Promise.all([town.escalations.escalateDue(), town.escalations.escalateDue()]);
    // Whoever acknowledged is looked at too, and not told of.
    expect(claimed[0]! + claimed[1]!).toBeGreaterThanOrEqual(2);
    expect(await town.escalations.escalateDue()).toBe(0);
    const digests = (await town.said('task.escalated.v1'))
      .map((event) => event.data as TaskEscalated)
      .filter((each) => each.activationId === part.data.activationId);
    expect(digests.map((each) => [each.superior.postId, each.superior.orgId, each.tasks.map((task) => task.orgId)]).sort()).toEqual([
      ['town-duty-leader', 'leyu:leadership', ['v2']],
      ['village-secretary', 'v2', ['v2']],
    ]);
    const townDesk = sessionOf(town.people.townDesk, 'leyu:town-centre', '320582/elsewhere', 'command-point');
    const { tasks } = await listTasks(
      town.source.manager,
      townDesk,
      { mine: 'false', activationId: part.data.activationId },
      town.clock.now(),
    );
    expect(tasks.map((task) => task.orgId)).toEqual(['v2']);
  });

  it('sets one bell per acknowledge limit however many tasks share it, also for clocks that start later', async () => {
    town.clock.advance('1d');
    const part = aStartedPart(
      town.clock,
      [
        aTask('P01-01', { acknowledgeMinutes: 10 }),
        aTask('P01-02', { acknowledgeMinutes: 5 }),
        aTask('P01-15', { starts: 'onReport', onReport: 'hazard-reported', acknowledgeMinutes: 10 }),
      ],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-01', 'v2', 'village-secretary'],
        ['P01-02', 'v1', 'village-secretary'],
        ['P01-15', 'v1', 'village-secretary'],
        ['P01-15', 'v2', 'village-secretary'],
      ],
    );
    await issue(part);
    const started = new Date(part.data.startedAt);
    const bell = (from: Date, minutes: number) => ({ name: 'dispatch.ladder', at: minutesAfter(from, minutes) });
    expect(town.alarmClock.bellsAhead()).toEqual([bell(started, 5), bell(started, 10)]);
    town.clock.advance('1m');
    const { activationId, unitId } = part.data;
    const reportedAt = town.clock.now().toISOString();
    await town.source.transaction((tx) =>
      town.responses.reportTrigger(tx, { activationId, unitId, trigger: 'hazard-reported', reportedAt }),
    );
    expect(town.alarmClock.bellsAhead()).toEqual([bell(started, 5), bell(started, 10), bell(new Date(reportedAt), 10)]);
  });

  it('tells the superior at once when a task is declined', async () => {
    const part = aStartedPart(town.clock, [aTask('P01-01')], [['P01-01', 'v1', 'village-secretary']]);
    await issue(part);
    const declined = await town.tasks.tap(desk(), part.data.rows[0]!.id, 'decline', { ...request(), reason: '人在外地' });
    expect(declined).toMatchObject({ state: 'declined', note: '人在外地' });
    const digests = (await town.said('task.escalated.v1')).map((event) => event.data as TaskEscalated);
    expect(digests[digests.length - 1]).toMatchObject({ activationId: part.data.activationId, superior: { postId: 'town-duty-leader' } });
  });

  it('shows a village its own tasks only', async () => {
    const part = aStartedPart(
      town.clock,
      [aTask('P01-01')],
      [
        ['P01-01', 'v1', 'village-secretary'],
        ['P01-01', 'v2', 'village-secretary'],
      ],
    );
    await issue(part);
    const query = { mine: 'false' as const, activationId: part.data.activationId };
    expect((await listTasks(town.source.manager, desk(), query, town.clock.now())).tasks.map((task) => task.orgId)).toEqual(['v1']);
    expect((await listTasks(town.source.manager, neighbour(), query, town.clock.now())).tasks.map((task) => task.orgId)).toEqual(['v2']);
    const townOperator = { ...sessionOf(uuidv7(), 'leyu:town-centre', '320582/leyu'), roles: ['operator' as const] };
    expect((await listTasks(town.source.manager, townOperator, query, town.clock.now())).tasks).toHaveLength(2);
    const otherTown = { ...sessionOf(uuidv7(), 'nanfeng:town-centre', '320582/nanfeng'), roles: ['operator' as const] };
    expect((await listTasks(town.source.manager, otherTown, query, town.clock.now())).tasks).toHaveLength(0);
  });
});

function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}
