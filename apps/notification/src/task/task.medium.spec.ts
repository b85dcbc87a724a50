import type { Envelope } from '#contracts/envelope.js';
import type { Desks } from '../testing/desks.js';
import { deskOf, openDesks, until } from '../testing/desks.js';
import { ToldResponse, toldAgain } from '../testing/events.js';

describe('what dispatch announces', () => {
  let desks: Desks;
  beforeAll(async () => {
    desks = await openDesks();
  });
  afterAll(() => desks.close());

  const aResponse = (): ToldResponse => new ToldResponse(() => desks.clock.now());
  /** All that is kept of a response, to compare before and after. */
  const kept = (response: ToldResponse): Promise<Record<string, unknown>[]> =>
    desks.owner.query('SELECT * FROM notification.mailbox_row WHERE activation_id = $1 ORDER BY mailbox_id, seq', [response.activationId]);
  const twice = async (response: ToldResponse, ...events: Envelope[]): Promise<Record<string, unknown>[]> => {
    await desks.hear(...events);
    const once = await kept(response);
    await desks.hear(...events);
    await desks.hear(...events.map(toldAgain));
    expect(await kept(response)).toEqual(once);
    return once;
  };

  it('does each thing once, however often it is told', async () => {
    const response = aResponse();
    const [task, waiting] = [response.task('v1'), response.waitingTask('v2')];
    await desks.hear(response.started(2));
    expect(await twice(response, response.issued([task, waiting]))).toHaveLength(2);
    const started = await twice(response, response.clocksStarted([waiting.taskId]));
    expect(started.map((row) => [row.kind, row.task_id])).toEqual([
      ['task', task.taskId],
      ['task', waiting.taskId],
      ['start', waiting.taskId],
    ]);
    expect(started[1]).toMatchObject({ calls: 1, state: 'issued' });
    await twice(response, response.tapped(task.taskId, 'acknowledged'));
    await twice(response, response.tapped(task.taskId, 'done'));
    await twice(response, response.cancelled([waiting.taskId]));
    const ended = await twice(response, response.ended());
    expect(ended.filter((row) => row.kind === 'end')).toHaveLength(2);
    expect(ended.filter((row) => row.kind === 'task').map((row) => [row.state, row.next_call_at])).toEqual([
      ['done', null],
      ['cancelled', null],
    ]);
  });

  it('tells a mailbox that gets its task after the end that the response has ended', async () => {
    const response = aResponse();
    await desks.hear(response.started(1), response.ended(), response.issued([response.task('v3')]));
    expect((await kept(response)).map((row) => row.kind)).toEqual(['task', 'end']);
  });

  it('never goes back: a later fact stands when an earlier one overtakes it', async () => {
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(
      response.started(1),
      response.issued([task]),
      response.tapped(task.taskId, 'done'),
      response.tapped(task.taskId, 'acknowledged'),
    );
    expect(await kept(response)).toMatchObject([{ state: 'done', acknowledged_at: desks.clock.now() }]);
  });

  it('parks what comes before its parent and goes on by itself', async () => {
    const response = aResponse();
    const task = response.task('v1');
    await desks.hear(response.issued([task]), response.tapped(task.taskId, 'acknowledged'));
    expect(await kept(response)).toEqual([]);
    await desks.hear(response.started(1));
    await until('the parked ones', async () => (await kept(response))[0]?.state === 'acknowledged');
  });

  it('refuses a real task under an exercise, and a tap that differs from its task', async () => {
    const response = aResponse();
    const task = response.task('v1');
    const refused = desks.counts().refused;
    await desks.hear(response.started(1), { ...response.issued([task]), exercise: false });
    expect(await kept(response)).toEqual([]);
    await desks.hear(
      response.issued([task]),
      { ...response.tapped(task.taskId, 'done'), exercise: false },
      { ...response.ended(), exercise: false },
    );
    expect(await kept(response)).toMatchObject([{ kind: 'task', state: 'issued', exercise: true }]);
    expect(desks.counts().refused - refused).toBe(3);
  });

  it('gathers what is escalated into one current digest per superior and activation', async () => {
    const response = aResponse();
    const tasks = [response.task('v1'), response.task('v2'), response.task('v3')] as const;
    const leader = await desks.connect({ ...deskOf(desks.people.townDevice, 'leyu:town-centre'), orgPath: '320582/leyu' });
    await until('let in', () => leader.mailboxes.length === 1);
    await desks.hear(response.started(3), response.issued([...tasks]), response.escalated([tasks[0], tasks[1]]));
    await desks.hear(response.tapped(tasks[0].taskId, 'acknowledged'), response.escalated([tasks[2]]));
    await until('both digests', () => leader.rows.filter((row) => row.kind === 'digest').length === 2);
    expect(leader.rows.at(-1)).toMatchObject({
      kind: 'digest',
      taskIds: [tasks[1].taskId, tasks[2].taskId],
      title: '升级催办：2 项没签收',
    });
    const digests = (await kept(response)).filter((row) => row.kind === 'digest');
    expect(digests.map((row) => row.superseded_at === null)).toEqual([false, true]);
    expect((await kept(response)).filter((row) => row.kind === 'task').every((row) => row.escalated_at !== null)).toBe(true);
  });
});
