import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { TimelineEntry } from '#contracts/task.js';
import type { Whistle, WhistleAct } from '#contracts/whistle.js';
import type { Refused } from '#service-kit/refused.js';
import { openWhistleGround } from '../testing/whistle-ground.js';
import type { WhistleGround } from '../testing/whistle-ground.js';
import { toldOfAct } from './whistle-acts.rules.js';
import { readWhistleTimeline } from './whistle-timeline.queries.js';

describe('what a town owes in a whistle', () => {
  let ground: WhistleGround;
  beforeAll(async () => {
    ground = await openWhistleGround();
  });
  afterAll(() => ground.close());

  const act = (whistle: Whistle, name: WhistleAct, body: object): Promise<Whistle> =>
    ground.acts.act(ground.town, whistle.id, name, { requestId: uuidv7(), ...body } as never);
  const tap = (whistle: Whistle, name: 'acknowledge' | 'arrive' | 'finish'): Promise<unknown> =>
    ground.tasks.tap(ground.desk('water'), whistle.calls[0]!.taskId, name, { requestId: uuidv7() });
  const finished = async (): Promise<Whistle> => {
    const whistle = await ground.blow();
    for (const name of ['acknowledge', 'arrive', 'finish'] as const) await tap(whistle, name);
    return whistle;
  };
  const offered = (): Promise<Whistle> =>
    ground.whistles.offer(ground.desk('water'), {
      ...{ requestId: uuidv7(), exercise: false, unitId: 'leyu', kind: 'enforcement', matterId: 'waterlogging', title: '泵房进水' },
      ...{ words: '巡查发现，已带泵过去', place: { description: '人民路', position: null } },
    });
  type TownTask = { id: string; no: string; orgId: string; postId: string; state: string; minutes: number };
  const ofTown = (whistle: Whistle): Promise<TownTask[]> =>
    ground.owner.query(
      `SELECT id, task_no AS no, org_id AS "orgId", post_id AS "postId", state, extract(epoch FROM done_due_at - started_at)::int / 60 AS minutes
       FROM dispatch.task WHERE activation_id = $1 AND org_id = 'leyu:town-centre' ORDER BY task_no`,
      [whistle.id],
    );
  const states = async (whistle: Whistle): Promise<string[]> => (await ofTown(whistle)).map(({ no, state }) => `${no} ${state}`);
  const legs = async (whistle: Whistle): Promise<string[]> => {
    await ground.escalations.escalateDue();
    const rows = (await ground.owner.query(
      `SELECT DISTINCT t.task_no || ' ' || e.leg AS leg FROM dispatch.escalation e JOIN dispatch.task t ON t.id = e.task_id
       WHERE t.activation_id = $1 AND t.org_id = 'leyu:town-centre' ORDER BY leg`,
      [whistle.id],
    )) as { leg: string }[];
    return rows.map(({ leg }) => leg);
  };
  const refusalOf = (taskId: string, name: 'arrive' | 'finish'): Promise<string> =>
    ground.tasks.tap(ground.desk('leyu:town-centre'), taskId, name, { requestId: uuidv7() }).then(
      () => 'passed',
      (error: Refused) => error.code,
    );
  const story = async (who: SessionClaims, { id }: Whistle): Promise<TimelineEntry[]> =>
    (await ground.source.transaction((tx) => readWhistleTimeline(tx, who, id, ground.clock.now()))).entries;
  const officer = { orgId: 'leyu:town-centre', postId: 'town-whistle-officer' };

  describe('once the lead says that it is done', () => {
    it('is a check with a clock that nobody forgets; sent back it is owed again, closed it is done', async () => {
      const whistle = await ground.blow();
      await tap(whistle, 'acknowledge');
      await tap(whistle, 'arrive');
      expect(await states(whistle)).toEqual([]);
      await tap(whistle, 'finish');
      await tap(whistle, 'finish');
      expect(await ofTown(whistle)).toMatchObject([{ ...officer, no: 'W02-01', state: 'acknowledged', minutes: 1_440 }]);

      await act(whistle, 'send-back', { words: '泵还没到' });
      await tap(whistle, 'finish');
      expect(await states(whistle)).toEqual(['W02-01 cancelled', 'W02-02 acknowledged']);

      expect(await legs(whistle)).toEqual([]);
      ground.clock.advance('48h');
      expect(await legs(whistle)).toEqual(['W02-02 finish']);

      await act(whistle, 'close', { satisfaction: 'satisfied', check: '积水退了', words: '' });
      expect(await states(whistle)).toEqual(['W02-01 cancelled', 'W02-02 done']);
      expect(await ground.said('task.done.v1', whistle)).toBe(3);
      const said = await ground.said('task.escalated.v1', whistle);
      ground.clock.advance('200h');
      await legs(whistle);
      expect(await ground.said('task.escalated.v1', whistle)).toBe(said);
    });

    it('is not ended by a tap', async () => {
      const [check] = await ofTown(await finished());
      expect(await refusalOf(check!.id, 'finish')).toBe('close-the-whistle');
    });
  });

  describe('once a department offers itself', () => {
    it('is an answer, with the time that a department would have to acknowledge and to arrive; nobody answers: it climbs', async () => {
      const whistle = await offered();
      expect(await ofTown(whistle)).toMatchObject([{ ...officer, no: 'W03-01', state: 'issued', minutes: 240 }]);
      expect(await legs(whistle)).toEqual([]);
      ground.clock.advance('40m');
      expect(await legs(whistle)).toEqual(['W03-01 acknowledge']);
      ground.clock.advance('48h');
      expect(await legs(whistle)).toEqual(['W03-01 acknowledge', 'W03-01 finish']);
      const climbed = (await story(ground.town, whistle)).slice(1);
      expect(new Set(climbed.map(({ what }) => what))).toEqual(new Set(['task.reminded', 'task.escalated']));
      expect(climbed[0]!.facts).toMatchObject({ orgId: 'leyu:town-centre', orgName: '镇集成指挥中心', leg: 'acknowledge' });
      // Who offered itself hears nothing of what goes on in the town.
      expect((await story(ground.desk('water'), whistle)).map(({ what }) => what)).toEqual(['whistle.offered']);
    });

    it('is not ended by a tap: an acknowledged answer is still owed', async () => {
      const whistle = await offered();
      const [answer] = await ofTown(whistle);
      await ground.tasks.tap(ground.desk('leyu:town-centre'), answer!.id, 'acknowledge', { requestId: uuidv7() });
      expect(await refusalOf(answer!.id, 'arrive')).toBe('answer-the-offer');
      ground.clock.advance('48h');
      expect(await legs(whistle)).toEqual(['W03-01 finish']);
    });

    it.each([
      ['taken up', 'accept-offer', { assistOrgIds: ['fire'] }, 'acknowledged'],
      ['refused', 'refuse-offer', { reason: '镇里已派人' }, 'refused'],
    ] as const)('is given when it is %s', async (_how, name, body, state) => {
      const whistle = await offered();
      expect(await act(whistle, name, body)).toMatchObject({ state });
      expect(await states(whistle)).toEqual(['W03-01 done']);
      const told = (await story(ground.town, whistle)).map(({ what }) => what);
      expect(told).not.toContain('task.done');
      expect(told).toEqual(expect.arrayContaining(['whistle.offered', toldOfAct[name]]));
      ground.clock.advance('200h');
      expect(await legs(whistle)).toEqual([]);
    });
  });
});
