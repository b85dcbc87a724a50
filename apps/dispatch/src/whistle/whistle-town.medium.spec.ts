import { uuidv7 } from 'uuidv7';
import type { Whistle, WhistleAct } from '#contracts/whistle.js';
import { openWhistleGround } from '../testing/whistle-ground.js';
import type { WhistleGround } from '../testing/whistle-ground.js';

describe('what a lead says is done', () => {
  let ground: WhistleGround;
  beforeAll(async () => {
    ground = await openWhistleGround();
  });
  afterAll(() => ground.close());

  const act = (whistle: Whistle, name: WhistleAct, body: object): Promise<Whistle> =>
    ground.acts.act(ground.town, whistle.id, name, { requestId: uuidv7(), ...body } as never);
  const tap = (whistle: Whistle, name: 'acknowledge' | 'arrive' | 'finish'): Promise<unknown> =>
    ground.tasks.tap(ground.desk('water'), whistle.calls[0]!.taskId, name, { requestId: uuidv7() });
  const checks = (whistle: Whistle): Promise<{ task_no: string; org_id: string; post_id: string; state: string; left: number }[]> =>
    ground.owner.query(
      `SELECT task_no, org_id, post_id, state, extract(epoch FROM done_due_at - started_at)::int / 3600 AS left
       FROM dispatch.task WHERE activation_id = $1 AND task_no LIKE 'W02-%' ORDER BY task_no`,
      [whistle.id],
    );
  const owed = { org_id: 'leyu:town-centre', post_id: 'town-whistle-officer', left: 24 };

  it('is owed a look by the town, with a clock that nobody forgets; sent back it is owed again, closed it is done', async () => {
    const whistle = await ground.blow();
    await tap(whistle, 'acknowledge');
    await tap(whistle, 'arrive');
    expect(await checks(whistle)).toEqual([]);
    await tap(whistle, 'finish');
    await tap(whistle, 'finish');
    expect(await checks(whistle)).toEqual([{ ...owed, task_no: 'W02-01', state: 'acknowledged' }]);

    await act(whistle, 'send-back', { words: '泵还没到' });
    await tap(whistle, 'finish');
    expect(await checks(whistle)).toEqual([
      { ...owed, task_no: 'W02-01', state: 'cancelled' },
      { ...owed, task_no: 'W02-02', state: 'acknowledged' },
    ]);

    const climbed = async (): Promise<number> => {
      await ground.escalations.escalateDue();
      const [row] = (await ground.owner.query(
        `SELECT count(*)::int AS rungs FROM dispatch.escalation e JOIN dispatch.task t ON t.id = e.task_id
         WHERE t.activation_id = $1 AND t.task_no = 'W02-02' AND e.leg = 'finish'`,
        [whistle.id],
      )) as [{ rungs: number }];
      return row.rungs;
    };
    expect(await climbed()).toBe(0);
    ground.clock.advance('48h');
    const rungs = await climbed();
    expect(rungs).toBeGreaterThan(0);

    await act(whistle, 'close', { satisfaction: 'satisfied', check: '积水退了', words: '' });
    expect((await checks(whistle)).map(({ state }) => state)).toEqual(['cancelled', 'done']);
    expect(await ground.said('task.done.v1', whistle)).toBe(3);
    ground.clock.advance('200h');
    expect(await climbed()).toBe(rungs);
  });

  it('is not ended by a tap on the check', async () => {
    const whistle = await ground.blow();
    for (const name of ['acknowledge', 'arrive', 'finish'] as const) await tap(whistle, name);
    const officer = uuidv7();
    await ground.owner.query(`
      INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id)
        VALUES ('leyu:town-centre', 'town-centre', '镇集成指挥中心', 'leyu', 'leyu', '320582/leyu/leyu:town-centre', 'leyu:town-centre');
      INSERT INTO directory.post (id, name, name_en, org_kind, on_duty_roster) VALUES ('town-whistle-officer', '吹哨专员', 'Whistle officer', 'town-centre', true);
      INSERT INTO directory.org_post (org_id, post_id) VALUES ('leyu:town-centre', 'town-whistle-officer')`);
    await ground.owner.query(
      `INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES ($1, 'leyu:town-centre', 'k', now())`,
      [officer],
    );
    const [{ id }] = (await ground.owner.query(`SELECT id FROM dispatch.task WHERE activation_id = $1 AND task_no = 'W02-01'`, [
      whistle.id,
    ])) as [{ id: string }];
    const desk = { ...ground.town, sub: officer, kind: 'command-point' as const };
    await expect(ground.tasks.tap(desk, id, 'finish', { requestId: uuidv7() })).rejects.toMatchObject({ code: 'close-the-whistle' });
  });
});
