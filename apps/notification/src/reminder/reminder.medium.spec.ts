import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, operatorOf, until } from '../testing/desks.js';
import { ToldResponse } from '../testing/events.js';

describe('clocks that run out', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const anAssignment = (): ToldResponse => new ToldResponse(() => desks.clock.now(), 'leyu', true, 'assignment');
  const digests = async (told: ToldResponse): Promise<{ title: string; taskIds: string[]; current: boolean }[]> =>
    (await desks.owner.query(
      `SELECT said->>'title' AS title, said->'taskIds' AS "taskIds", superseded_at IS NULL AS current FROM notification.mailbox_row
       WHERE activation_id = $1 AND kind = 'digest' ORDER BY seq`,
      [told.activationId],
    )) as { title: string; taskIds: string[]; current: boolean }[];

  it('a reminder is one row for all tasks of a mailbox, and rings where the task is now', async () => {
    const told = anAssignment();
    const desk = await desks.connect(deskOf(desks.people.devices[0]!, 'v1'));
    await until('let in', () => desk.mailboxes.length === 2);
    const [one, two] = [told.task('v1'), told.task('v1')];
    const reminder = told.reminded([one, two], 'arrive');
    await desks.hear(told.issued([one, two]), reminder);
    await desks.hear(reminder);
    await until('the reminder', () => desk.rows.length === 3);
    expect(desk.rows.at(-1)).toMatchObject({
      kind: 'remind',
      cause: 'assignment',
      taskId: one.taskId,
      taskIds: [one.taskId, two.taskId],
      title: '催办，该到场了：转移危房人员 等 2 项',
      exercise: true,
    });
    desks.clock.advance('1s');
    await desks.hear(told.handedOver(one, { orgId: 'v2', postId: 'village-secretary' }), told.reminded([one, two], 'finish'));
    await until('the next', () => desk.rows.filter((row) => row.kind === 'remind').length === 2);
    expect(desk.rows.at(-1)).toMatchObject({ kind: 'remind', taskIds: [two.taskId] });
    const others = (await desks.owner.query(
      `SELECT r.said FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id WHERE r.kind = 'remind' AND m.org_id = 'v2'`,
    )) as { said: { taskIds: string[] } }[];
    expect(others.map(({ said }) => said.taskIds)).toEqual([[one.taskId]]);
  });

  it('a digest says what of each leg is missing, and drops what was done since', async () => {
    const told = anAssignment();
    const [one, two, three] = [told.task('v1'), told.task('v2'), told.task('v3')];
    await desks.hear(told.issued([one, two, three]), told.escalated([one, two]));
    desks.clock.advance('1s');
    await desks.hear(told.tapped(one.taskId, 'acknowledged'), told.escalated([one, three], 'arrive'));
    desks.clock.advance('1s');
    await desks.hear(told.tapped(one.taskId, 'arrived'), told.escalated([three], 'feedback'));
    desks.clock.advance('1s');
    await desks.hear(told.noted(three.taskId), told.escalated([two], 'check-in'));
    desks.clock.advance('1s');
    await desks.hear(told.checkedIn(two.taskId), told.tapped(two.taskId, 'acknowledged'), told.escalated([one], 'finish'));
    expect(await digests(told)).toEqual([
      { title: '升级催办：2 项没签收', taskIds: [one.taskId, two.taskId], current: false },
      { title: '升级催办：1 项没签收、2 项没到场', taskIds: [two.taskId, one.taskId, three.taskId], current: false },
      { title: '升级催办：1 项没签收、1 项没到场、1 项没反馈', taskIds: [two.taskId, three.taskId], current: false },
      { title: '升级催办：1 项没签收、1 项没到场、1 项没报平安', taskIds: [two.taskId, three.taskId], current: false },
      { title: '升级催办：1 项没到场、1 项没办结', taskIds: [three.taskId, one.taskId], current: true },
    ]);
  });

  it('a person who is not heard of is an alarm on the consoles of the unit and of the city, once', async () => {
    const told = anAssignment();
    const { townOperator, cityOperator, otherOperator } = desks.people;
    const [town, city, other] = await Promise.all([
      desks.connect(operatorOf(townOperator, '320582/leyu')),
      desks.connect(operatorOf(cityOperator, '320582')),
      desks.connect(operatorOf(otherOperator, '320582/jinfeng')),
    ]);
    await until('let in', () => [town, city, other].every(({ said }) => said.some(({ name }) => name === 'session.ready')));
    const [one, two] = [told.task('v1'), told.task('v2')];
    await desks.hear(told.issued([one, two]), told.escalated([one], 'acknowledge'));
    await desks.hear(told.escalated([one], 'check-in'), told.escalated([one, two], 'check-in'));
    const alarms = (client: typeof town) => client.said.filter(({ name }) => name === 'alarm.raised').map(({ body }) => body);
    await until('the alarms', () => alarms(town).length === 1 && alarms(city).length === 1);
    expect(alarms(town)[0]).toMatchObject({
      code: 'check-in-missed',
      activationId: told.activationId,
      unitId: 'leyu',
      facts: { tasks: 2 },
    });
    expect(alarms(other)).toEqual([]);
  });
});
