import type { NotReached, TaskDelivery } from '#contracts/mailbox.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';

describe('calls 叫应', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const city = () => operatorOf(desks.people.cityOperator, '320582');
  const list = async (response: ToldResponse, claims = city()): Promise<NotReached[]> =>
    (await desks.api(claims)).get(`/api/not-reached?activationId=${response.activationId}`);

  it('calls three times within 5 minutes, then hands the duty officer who was not reached; an answer takes it off', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const [silent, other, answered, waiting] = [response.task('v1'), response.task('v1'), response.task('v2'), response.waitingTask('v3')];
    const desk = await desks.connect(deskOf(desks.people.devices[0]!, 'v1'));
    await until('let in', () => desk.mailboxes.length === 2);
    await desks.hear(response.started(4), response.issued([silent, other, answered, waiting]));
    await desks.hear(response.tapped(answered.taskId, 'acknowledged'));
    const bells = (): number => desk.rows.filter((row) => row.kind === 'call').length;
    const dueAt = new Date(desks.clock.now().getTime() + 100_000);
    expect(desks.alarmClock.bellsAhead().filter(({ name }) => name === 'notification.call')).toEqual([
      { name: 'notification.call', at: dueAt },
    ]);
    await desks.alarmClock.fastForward('99s');
    expect(bells()).toBe(0);
    await desks.alarmClock.fastForward('1s');
    await until('call 2 rings once for both tasks', () => bells() === 1);
    expect(desk.rows.find((row) => row.kind === 'call')).toMatchObject({
      taskId: silent.taskId,
      taskIds: [silent.taskId, other.taskId],
      state: null,
    });
    await desks.alarmClock.fastForward('100s');
    await until('call 3', () => bells() === 2);
    expect(await list(response)).toEqual([]);
    await desks.alarmClock.fastForward('100s');
    expect(
      (await list(response)).map(({ taskId, calls, orgName, personName, phone, superiorName }) => [
        taskId,
        calls,
        orgName,
        personName,
        phone,
        superiorName,
      ]),
    ).toEqual([
      [silent.taskId, 3, 'v1 村', '赵甲', '000-1', '孙丙'],
      [other.taskId, 3, 'v1 村', '赵甲', '000-1', '孙丙'],
    ]);
    await desks.alarmClock.fastForward('10m');
    expect(bells()).toBe(2);

    const story = await (await desks.api(city())).get<TaskDelivery>(`/api/deliveries/${silent.taskId}`);
    expect(story.calls.map(({ call }) => call)).toEqual([2, 3]);
    expect(story.notReachedAt).not.toBeNull();
    const timeline = await desks.owner.query('SELECT what FROM notification.timeline WHERE task_id = $1 ORDER BY id', [silent.taskId]);
    expect(timeline).toEqual([{ what: 'task.called' }, { what: 'task.called' }, { what: 'task.not-reached' }]);

    await desks.hear(response.tapped(silent.taskId, 'acknowledged'));
    expect((await list(response)).map(({ taskId }) => taskId)).toEqual([other.taskId]);
  });

  it('shows numbers only to those who may read people, and nothing to another town', async () => {
    const response = new ToldResponse(() => desks.clock.now());
    const task = response.task('v1', { unfilled: true });
    await desks.hear(response.started(1), response.issued([task]));
    for (let call = 0; call < 3; call += 1) await desks.alarmClock.fastForward('100s');
    const town = operatorOf(desks.people.townOperator, '320582/leyu');
    const neighbour = operatorOf(desks.people.otherOperator, '320582/jinfeng');
    expect(await list(response, town)).toMatchObject([{ taskId: task.taskId, phone: '000-1' }]);
    expect(await list(response, { ...town, roles: ['auditor'] })).toMatchObject([{ taskId: task.taskId, phone: null }]);
    expect(await list(response, neighbour)).toEqual([]);
    expect((await (await desks.api(neighbour)).send('GET', `/api/deliveries/${task.taskId}`)).status).toBe(404);
    expect((await (await desks.api(deskOf(desks.people.devices[1]!, 'v2'))).send('GET', `/api/deliveries/${task.taskId}`)).status).toBe(
      404,
    );
    expect((await (await desks.api(deskOf(desks.people.devices[0]!, 'v1'))).send('GET', `/api/deliveries/${task.taskId}`)).status).toBe(
      200,
    );
  });
});
