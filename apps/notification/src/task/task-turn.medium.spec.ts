import type { Envelope } from '#contracts/envelope.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, until } from '../testing/desks.js';
import { ToldResponse, toldAgain } from '../testing/events.js';

describe('a task that is somebody’s turn again', () => {
  let desks: Desks;
  beforeEach(async () => {
    desks = await openDesks();
  });
  afterEach(() => desks.close());

  const anAssignment = (): ToldResponse => new ToldResponse(() => desks.clock.now(), 'leyu', true, 'assignment');
  const kept = (told: ToldResponse): Promise<Record<string, unknown>[]> =>
    desks.owner.query(
      `SELECT r.*, m.org_id, m.post_id FROM notification.mailbox_row r JOIN notification.mailbox m ON m.id = r.mailbox_id
       WHERE activation_id = $1 ORDER BY mailbox_id, seq`,
      [told.activationId],
    );
  const facts = async (told: ToldResponse) =>
    (await kept(told)).map(
      (row) => `${String(row.org_id)} ${String(row.post_id)} ${String(row.kind)} ${String(row.state)} ${String(row.calls)}`,
    );
  /** Desks that are connected mark rows as delivered meanwhile. */
  const withoutDelivery = async (told: ToldResponse) =>
    (await kept(told)).map(({ pushed_at: _pushed, pushed_last_at: _last, pushes: _pushes, delivered_at: _delivered, ...row }) => row);
  const twice = async (told: ToldResponse, ...events: Envelope[]): Promise<void> => {
    await desks.hear(...events);
    const once = await withoutDelivery(told);
    await desks.hear(...events);
    await desks.hear(...events.map(toldAgain));
    expect(await withoutDelivery(told)).toEqual(once);
  };
  const later = (): void => desks.clock.advance('1s');

  it('opens with its first tasks, of which nobody else tells', async () => {
    const told = anAssignment();
    await twice(told, told.issued([told.task('v1'), told.task('v2')]));
    expect(await facts(told)).toEqual(['v1 village-secretary task issued 1', 'v2 village-secretary task issued 1']);
    const [response] = (await desks.owner.query(
      'SELECT cause, exercise, expected, issued FROM notification.response WHERE activation_id = $1',
      [told.activationId],
    )) as object[];
    expect(response).toEqual({ cause: 'assignment', exercise: true, expected: 0, issued: 2 });
  });

  it('stays an exercise: a real task under it is refused', async () => {
    const told = anAssignment();
    await desks.hear(told.issued([told.task('v1')]));
    const refused = desks.counts().refused;
    await desks.hear({ ...told.issued([told.task('v2')]), exercise: false });
    expect(desks.counts().refused).toBe(refused + 1);
    expect(await facts(told)).toHaveLength(1);
  });

  it('taken back: it waits again, calls start anew, and what was true before does not count', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    const acknowledged = told.tapped(task.taskId, 'acknowledged');
    await desks.hear(told.issued([task]), acknowledged);
    later();
    await twice(told, told.reopened([task.taskId], 'taken-back'));
    await desks.hear(toldAgain(acknowledged));
    expect(await kept(told)).toMatchObject([
      { kind: 'task', state: 'issued', acknowledged_at: null, calls: 1, reopened_at: desks.clock.now() },
    ]);
    await desks.alarmClock.fastForward('100s');
    expect(await facts(told)).toEqual(['v1 village-secretary task issued 2', 'v1 village-secretary call null 0']);
    await twice(told, told.tapped(task.taskId, 'acknowledged'));
    await desks.alarmClock.fastForward('10m');
    expect(await facts(told)).toEqual(['v1 village-secretary task acknowledged 2', 'v1 village-secretary call null 0']);
  });

  it('one fewer: whoever was let off is called at once', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    await desks.hear(told.issued([task]), told.cancelled([task.taskId], 'enough'));
    later();
    await twice(told, told.reopened([task.taskId], 'one-fewer'));
    expect(await facts(told)).toEqual(['v1 village-secretary task issued 1', 'v1 village-secretary call null 0']);
  });

  it('sent back: it goes on from where it was, nobody is called for, and it is done again', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    await desks.hear(told.issued([task]), told.tapped(task.taskId, 'acknowledged'), told.tapped(task.taskId, 'arrived'));
    await desks.hear(told.tapped(task.taskId, 'done'));
    later();
    await twice(told, told.sentBack(task.taskId, 'arrived'));
    await desks.alarmClock.fastForward('10m');
    expect(await facts(told)).toEqual(['v1 village-secretary task arrived 1']);
    await twice(told, told.tapped(task.taskId, 'done'));
    expect(await facts(told)).toEqual(['v1 village-secretary task done 1']);
  });

  it('handed over: the former desk hears that it moved, the new one gets it as a new task, and later facts go there', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    const [former, next] = [
      await desks.connect(deskOf(desks.people.devices[0]!, 'v1')),
      await desks.connect(deskOf(desks.people.devices[1]!, 'v2')),
    ];
    await until('let in', () => former.mailboxes.length === 2 && next.mailboxes.length === 2);
    await desks.hear(told.issued([task]), told.tapped(task.taskId, 'acknowledged'));
    later();
    await twice(told, told.handedOver(task, { orgId: 'v2', postId: 'village-secretary' }));
    expect(await facts(told)).toEqual([
      'v1 village-secretary moved acknowledged 1',
      'v1 village-secretary moved null 0',
      'v2 village-secretary task issued 1',
    ]);
    await until('both hear it', () => former.rows.at(-1)?.kind === 'moved' && next.rows.at(-1)?.kind === 'task');
    expect(former.rows.at(-1)).toMatchObject({ taskId: task.taskId, title: '已移交：转移危房人员' });
    for (const desk of [former, next])
      await until('the change', () =>
        desk.said.some(({ name, body }) => name === 'task.changed' && (body as { state: string }).state === 'issued'),
      );
    later();
    await twice(told, told.tapped(task.taskId, 'done'));
    expect((await facts(told)).at(-1)).toBe('v2 village-secretary task done 1');
    await twice(told, told.handedOver(task, { orgId: 'v3', postId: 'village-secretary' }));
    expect(await facts(told)).toHaveLength(3);
  });

  it('handed over and back again has one task row, where it is now', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    await desks.hear(told.issued([task]));
    for (const orgId of ['v2', 'v1', 'v3']) {
      later();
      await desks.hear(told.handedOver(task, { orgId, postId: 'village-secretary' }));
    }
    expect((await kept(told)).filter((row) => row.kind === 'task').map((row) => row.org_id)).toEqual(['v3']);
    expect(await facts(told)).toHaveLength(7);
  });

  it('handed over and back again within one batch is where it came from, to be acknowledged again', async () => {
    const told = anAssignment();
    const task = told.task('v1');
    await desks.hear(told.issued([task]), told.tapped(task.taskId, 'acknowledged'));
    const moves = ['v2', 'v1'].map((orgId) => {
      later();
      return told.handedOver(task, { orgId, postId: 'village-secretary' });
    });
    await desks.hear(...moves);
    expect((await facts(told)).filter((fact) => fact.includes(' task '))).toEqual(['v1 village-secretary task issued 1']);
    expect((await facts(told)).filter((fact) => fact.includes('v2'))).toEqual([
      'v2 village-secretary moved issued 1',
      'v2 village-secretary moved null 0',
    ]);
  });
});
