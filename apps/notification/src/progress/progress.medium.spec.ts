import type { Progress } from '#contracts/mailbox.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, pause, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';

describe('progress of an activation', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const city = () => operatorOf(desks.people.cityOperator, '320582');
  const town = () => operatorOf(desks.people.townOperator, '320582/leyu');
  const neighbour = () => operatorOf(desks.people.otherOperator, '320582/jinfeng');

  it('counts every fact once, and names what is overdue longest', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const tasks = [response.task('v1'), response.task('v2'), response.task('v3'), response.task('v3', { unfilled: true })] as const;
    const waiting = response.waitingTask('v1');
    await desks.hear(response.started(6), response.issued([...tasks, waiting]));
    await desks.hear(response.tapped(tasks[0].taskId, 'acknowledged'));
    await desks.hear(response.tapped(tasks[1].taskId, 'done'));
    await desks.hear(response.escalated([tasks[2]]));
    const desk = await desks.connect(deskOf(desks.people.devices[0]!, 'v1'));
    await until('delivered', () => desk.rows.length === 2);
    for (let call = 0; call < 7; call += 1) await desks.alarmClock.fastForward('100s');
    const progress = await (await desks.api(city())).get<Progress>(`/api/activations/${response.activationId}/progress`);
    expect(progress).toMatchObject({ expected: 6, issued: 5 });
    expect(progress.units).toEqual([
      {
        unitId: 'leyu',
        tasks: 5,
        waiting: 1,
        unfilled: 1,
        delivered: 2,
        acknowledged: 2,
        arrived: 1,
        done: 1,
        declined: 0,
        cancelled: 0,
        overdue: 2,
        notReached: 2,
        escalated: 1,
        worst: expect.objectContaining({ orgName: 'v3 村', title: '转移危房人员' }) as unknown,
      },
    ]);
  });

  it('shows a town its own unit and another town nothing', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    await desks.hear(response.started(1), response.issued([response.task('v1')]));
    const path = `/api/activations/${response.activationId}/progress`;
    expect(await (await desks.api(town())).get<Progress>(path)).toMatchObject({ issued: 1, units: [{ unitId: 'leyu' }] });
    expect((await (await desks.api(neighbour())).send('GET', path)).status).toBe(404);
    const page = await desks.connect(neighbour());
    expect(await page.say('progress.watch', { activationId: response.activationId })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    });
    await desks.hear(response.issued([response.task('v2')]));
    await pause(700);
    expect(page.said.filter(({ name }) => name === 'progress.changed')).toEqual([]);
  });

  it('tells a watcher at most four times a second, and only what changed', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const tasks = Array.from({ length: 100 }, (_, index) => response.task(`v${(index % 3) + 1}`));
    await desks.hear(response.started(100), response.issued(tasks));
    const page = await desks.connect(town());
    const told = (): Progress[] => page.said.filter(({ name }) => name === 'progress.changed').map(({ body }) => body as Progress);
    expect(await page.say('progress.watch', { activationId: response.activationId })).toEqual({ ok: true });
    await until('the first reading', () => told().length > 0);
    const start = performance.now();
    for (const task of tasks) await desks.hear(response.tapped(task.taskId, 'acknowledged'));
    await until('all counted', () => told().at(-1)?.units[0]?.acknowledged === 100);
    expect(told().length).toBeLessThanOrEqual(3 + Math.ceil((performance.now() - start) / 250));
    await pause(600);
    const quiet = told().length;
    await pause(1_200);
    expect(told()).toHaveLength(quiet);
    await page.say('progress.unwatch', { activationId: response.activationId });
    await desks.hear(response.tapped(tasks[0]!.taskId, 'done'));
    await pause(600);
    expect(told()).toHaveLength(quiet);
  });

  it('raises an alarm once when less was issued after 5 s than accepted, to those whose it is', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const [page, other] = [await desks.connect(city()), await desks.connect(neighbour())];
    const alarms = (client: typeof page): unknown[] => client.said.filter(({ name }) => name === 'alarm.raised').map(({ body }) => body);
    await until('let in', () => page.said.length > 0 && other.said.length > 0);
    await desks.hear(response.started(3), response.issued([response.task('v1')]));
    await desks.alarmClock.fastForward('4s');
    await desks.alarmClock.fastForward('2s');
    await desks.alarmClock.fastForward('10s');
    await until('the alarm', () => alarms(page).length > 0);
    await pause(200);
    expect(alarms(page)).toMatchObject([
      { code: 'issued-behind', activationId: response.activationId, unitId: 'leyu', facts: { expected: 3, issued: 1 } },
    ]);
    expect(alarms(other)).toEqual([]);
  });
});
