import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Whistle, WhistleAct, WhistlePage, WhistleQuery } from '#contracts/whistle.js';
import { openWhistleGround } from '../testing/whistle-ground.js';
import type { WhistleGround } from '../testing/whistle-ground.js';
import { listWhistles, readWhistle } from './whistle-view.queries.js';

describe('whistles on a database', () => {
  let ground: WhistleGround;
  beforeAll(async () => {
    ground = await openWhistleGround();
  });
  afterAll(() => ground.close());

  const requestId = uuidv7;
  const act = (caller: SessionClaims, whistle: Whistle, name: WhistleAct, body: object = {}): Promise<Whistle> =>
    ground.acts.act(caller, whistle.id, name, { requestId: requestId(), ...body } as never);
  const tap = (
    orgId: 'water' | 'fire' | 'urban',
    whistle: Whistle,
    name: 'acknowledge' | 'arrive' | 'finish' | 'take-back',
    body: object = {},
  ) => ground.tasks.tap(ground.desk(orgId), callOf(whistle, orgId).taskId, name, { requestId: requestId(), ...body });
  const callOf = (whistle: Whistle, orgId: string) => whistle.calls.find((call) => call.orgId === orgId && call.replacedAt === null)!;
  const read = (whistle: Whistle): Promise<Whistle> =>
    ground.source.transaction((tx) => readWhistle(tx, ground.town, whistle.id, ground.clock.now()));
  /** The codes with which racing commands ended; `done` where one went through. */
  const outcomes = async (racing: Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(racing))
      .map((one) => (one.status === 'fulfilled' ? 'done' : String((one.reason as { code?: string }).code)))
      .sort();
  const responsible = (whistle: Whistle): string[] => whistle.calls.filter((call) => call.responsible).map(({ orgId }) => orgId);

  it('writes a whistle, its calls and its events in one transaction', async () => {
    const whistle = await ground.blow({ assistOrgIds: ['urban', 'fire'] });
    expect(whistle.calls.map(({ orgId, role, reason }) => [orgId, role, reason.code])).toEqual([
      ['water', 'lead', 'leads-matter'],
      ['urban', 'assist', 'assists-matter'],
      ['fire', 'assist', 'chosen-by-town'],
    ]);
    expect(await ground.said('whistle.blown.v1', whistle)).toBe(1);
    // All are told together, by one event.
    expect(await ground.said('task.issued.v1', whistle)).toBe(1);
  });

  it('leaves nothing behind when it dies at any statement', async () => {
    const tables = ['whistle', 'whistle_call', 'task', 'brief', 'response', 'outbox', 'timeline', 'whistle_number', 'request'];
    const counts = async () => {
      const sql = tables.map((table) => `(SELECT count(*)::int FROM dispatch.${table}) AS ${table}`).join(', ');
      return (await ground.owner.query(`SELECT ${sql}, (SELECT max(last) FROM dispatch.whistle_number) AS last`)) as unknown;
    };
    const before = await counts();
    for (const table of ['whistle_call', 'task', 'outbox', 'request']) {
      await ground.owner.query(`
        CREATE FUNCTION dispatch.cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut'; END $$;
        CREATE TRIGGER cut BEFORE INSERT OR UPDATE ON dispatch.${table} FOR EACH ROW EXECUTE FUNCTION dispatch.cut()`);
      await expect(ground.blow({ assistOrgIds: ['urban'] })).rejects.toThrow('cut');
      await ground.owner.query('DROP FUNCTION dispatch.cut() CASCADE');
      expect([table, await counts()]).toEqual([table, before]);
    }
  });

  it('numbers whistles of a day without gap or double, however many are blown at once', async () => {
    const before = Number((await ground.blow()).number.slice(-4));
    const blown = await Promise.all(Array.from({ length: 8 }, () => ground.blow()));
    expect(blown.map(({ number }) => Number(number.slice(-4))).sort((a, b) => a - b)).toEqual(blown.map((_, index) => before + 1 + index));
  });

  it('lists the most urgent first, a page at a time, with the counts of all', async () => {
    const everyday = await ground.blow({ kind: 'everyday' });
    const emergency = await ground.blow({ kind: 'emergency' });
    const list = (query: Partial<WhistleQuery>) =>
      listWhistles(ground.source.manager, ground.town, { state: 'open', after: 0, limit: 50, ...query }, ground.clock.now());
    const all = await list({});
    const ids = all.whistles.map(({ id }) => id);
    expect(ids.indexOf(emergency.id)).toBeLessThan(ids.indexOf(everyday.id));
    expect(all.counts).toMatchObject({ open: ids.length, overdue: 0, ruling: 0 });
    const pages: string[] = [];
    for (let after: number | null = 0; after !== null;) {
      const page: WhistlePage = await list({ after, limit: 3 });
      pages.push(...page.whistles.map(({ id }) => id));
      after = page.next;
    }
    expect(pages).toEqual(ids);
    expect((await list({ kind: 'everyday' })).whistles.map(({ id }) => id)).toEqual([everyday.id]);
    expect((await list({ state: 'closed' })).whistles).toEqual([]);
  });

  it('keeps one department responsible, whatever races: two reassigns at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const whistle = await ground.blow();
      const racing = [
        act(ground.town, whistle, 'reassign', { leadOrgId: 'fire' }),
        act(ground.centre, whistle, 'reassign', { leadOrgId: 'urban' }),
      ];
      expect(await outcomes(racing)).toEqual(['done', 'done']);
      const after = await read(whistle);
      expect(responsible(after)).toEqual(['water']);
      expect(after.calls.filter((call) => call.replacing)).toHaveLength(1);
      expect(await ground.said('task.cancelled.v1', whistle)).toBe(1);
    }
  });

  it('two departments that are both to take over never both do', async () => {
    for (let round = 0; round < 10; round += 1) {
      const whistle = await ground.blow();
      const first = await act(ground.town, whistle, 'reassign', { leadOrgId: 'fire' });
      const racing = [tap('fire', first, 'acknowledge'), act(ground.town, whistle, 'reassign', { leadOrgId: 'urban' })];
      const ended = await outcomes(racing);
      const after = await read(whistle);
      expect(responsible(after)).toHaveLength(1);
      // Whoever came first: fire took over and urban is to follow, or fire was taken back and may not acknowledge any more.
      expect(ended).toEqual(responsible(after)[0] === 'fire' ? ['done', 'done'] : ['call-over', 'done']);
      expect(after.calls.filter((call) => call.replacing).map(({ orgId }) => orgId)).toEqual(['urban']);
    }
  });

  it('a return against its own acknowledgement: both count, in either order', async () => {
    for (let round = 0; round < 10; round += 1) {
      const whistle = await ground.blow();
      const back = { code: 'not-our-duty', words: '不归我们' };
      expect(await outcomes([tap('water', whistle, 'acknowledge'), act(ground.desk('water'), whistle, 'return', back)])).toEqual([
        'done',
        'done',
      ]);
      expect(await read(whistle)).toMatchObject({ state: 'acknowledged', question: 'returned', returns: 1 });
      expect(responsible(await read(whistle))).toEqual(['water']);
    }
  });

  it('is closed once: a second operator hears that it is over', async () => {
    for (let round = 0; round < 10; round += 1) {
      const whistle = await ground.blow({ assistOrgIds: ['urban'] });
      await tap('water', whistle, 'acknowledge');
      await tap('water', whistle, 'arrive');
      await tap('water', whistle, 'finish');
      const close = { satisfaction: 'satisfied', check: '看过', words: '' };
      const racing = [
        act(ground.town, whistle, 'close', close),
        act(ground.town, whistle, 'close', close),
        act(ground.town, whistle, 'send-back', { words: '没好' }),
      ];
      const ended = await outcomes(racing);
      const sentBackFirst = (await read(whistle)).state === 'on-scene';
      expect(ended).toEqual(
        sentBackFirst ? ['done', 'whistle-not-finished', 'whistle-not-finished'] : ['done', 'whistle-not-open', 'whistle-not-open'],
      );
      expect(await ground.said('whistle.ended.v1', whistle)).toBe(sentBackFirst ? 0 : 1);
    }
  });

  it('refuses in the database itself a second responsible call, and a second call of one department', async () => {
    const whistle = await ground.blow({ assistOrgIds: ['urban'] });
    const makeResponsible = ground.owner.query('UPDATE dispatch.whistle_call SET responsible = true WHERE whistle_id = $1', [whistle.id]);
    await expect(makeResponsible).rejects.toThrow('whistle_responsible');
    const callAgain = ground.owner.query(`UPDATE dispatch.whistle_call SET org_id = 'water' WHERE whistle_id = $1`, [whistle.id]);
    await expect(callAgain).rejects.toThrow('whistle_called_once');
  });

  it('asks for a ruling once, though two sweeps look at the same moment', async () => {
    const whistle = await ground.blow();
    await act(ground.desk('water'), whistle, 'return', { code: 'duplicate', words: '已在办' });
    ground.clock.advance('31m');
    await Promise.all([ground.rulings.askDue(), ground.rulings.askDue()]);
    expect(await ground.rulings.askDue()).toBe(0);
    expect(await ground.said('whistle.ruling-asked.v1', whistle)).toBe(1);
    expect(await read(whistle)).toMatchObject({ question: 'ruling', rulingDueAt: null });
    ground.clock.advance('5h');
    await ground.escalations.escalateDue();
    expect(responsible(await read(whistle))).toEqual(['water']);
  });

  it('tells who takes the acknowledgement back that it is to be acknowledged again, and the whistle with it', async () => {
    const whistle = await ground.blow();
    await tap('water', whistle, 'acknowledge');
    await tap('water', whistle, 'take-back');
    expect(await read(whistle)).toMatchObject({ state: 'blown' });
    await tap('water', whistle, 'acknowledge');
    expect(await read(whistle)).toMatchObject({ state: 'acknowledged' });
  });

  it('climbs the ladder while acts change the same calls: nothing waits for ever', async () => {
    const whistles = await Promise.all(Array.from({ length: 6 }, () => ground.blow({ kind: 'emergency', assistOrgIds: ['urban'] })));
    ground.clock.advance('40m');
    const racing = whistles.flatMap((whistle) => [
      act(ground.town, whistle, 'reassign', { leadOrgId: 'urban' }),
      tap('urban', whistle, 'acknowledge'),
      act(ground.town, whistle, 'add-assist', { orgIds: ['fire'] }),
      ground.escalations.escalateDue(),
    ]);
    expect(new Set(await outcomes(racing))).toEqual(new Set(['done']));
    for (const whistle of whistles) expect(responsible(await read(whistle))).toHaveLength(1);
  });
});
