import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { CallLine, CallList } from '#contracts/call-list.js';
import { callList } from '#contracts/call-list.js';
import { PlanCity } from '../testing/plan-city.js';
import { unitIds, villagesOf } from '../testing/real-city.js';

describe('the call list of a response over the whole city', () => {
  let city: PlanCity;
  let activation: Activation;
  beforeAll(async () => {
    city = await PlanCity.open();
    activation = await city.starts.startActivation(city.operator(), city.click(await city.hears()));
  });
  afterAll(async () => {
    await city?.close();
  });

  const read = (unitId: string | null = null): Promise<CallList> => city.callLists.makeCallList(city.operator(unitId), activation.id);
  const linesOf = (list: CallList): CallLine[] => list.units.flatMap((unit) => unit.lines);
  const lineOf = (list: CallList, orgId: string, postId: string): CallLine | undefined =>
    linesOf(list).find((line) => line.orgId === orgId && line.postId === postId);

  it('names every post that has tasks once, with all that was accepted at the click, and fits its contract', async () => {
    const list = await read();
    expect(callList.parse(list)).toEqual(list);
    expect(list).toMatchObject({ activationId: activation.id, incidentTitle: '台风贝碧嘉', exercise: true, tasks: 2705 });
    expect(list.madeAt).toBe(city.clock.now().toISOString());
    expect(list.units.map((unit) => unit.unitId)).toEqual(['320582', ...unitIds]);
    const posts = (await city.owner.query(
      'SELECT org_id, post_id, count(*)::int AS tasks FROM plan.expected_row WHERE activation_id = $1 GROUP BY org_id, post_id',
      [activation.id],
    )) as { org_id: string; post_id: string; tasks: number }[];
    const key = (orgId: string, postId: string, tasks: number): string => `${orgId} ${postId} ${tasks}`;
    expect(
      linesOf(list)
        .map((line) => key(line.orgId, line.postId, line.tasks))
        .sort(),
    ).toEqual(posts.map((row) => key(row.org_id, row.post_id, row.tasks)).sort());
    expect(linesOf(list).every((line) => line.holding === 'on-duty' && line.phone !== null && line.personName !== null)).toBe(true);
  });

  it('puts on each line the task that runs now and is due first, and the busiest post of an org above the others', async () => {
    const preview = await city.previews.previewActivation(city.operator(), {
      incidentId: activation.incidentId,
      level: 'III',
      unitIds: [...unitIds],
      reports: [],
      linesOfUnit: 'leyu',
    });
    const taskOf = new Map(preview.tasks.map((task) => [task.taskNo, task]));
    const unit = (await read('leyu')).units[0]!;
    const urgencies = unit.lines.map((line) => {
      const own = (preview.lines ?? []).filter((row) => row.orgId === line.orgId && row.postId === line.postId);
      const now = own.filter((row) => row.starts === 'atStart').map((row) => taskOf.get(row.taskNo)!);
      const chosen = taskOf.get(line.mostUrgent.taskNo)!;
      expect([line.startNow, line.mostUrgent.title]).toEqual([now.length, chosen.title]);
      return now.length === 0 || now.every((task) => chosen.acknowledgeMinutes <= task.acknowledgeMinutes);
    });
    expect(urgencies.length).toBeGreaterThan(20);
    expect(urgencies).not.toContain(false);
    for (const [at, line] of unit.lines.entries()) {
      const next = unit.lines[at + 1];
      if (next?.orgId === line.orgId) expect(line.startNow).toBeGreaterThanOrEqual(next.startNow);
    }
  });

  it('gives a town its own unit alone, and nothing to a town that is not touched', async () => {
    const own = await read('leyu');
    expect(own.units.map((unit) => unit.unitId)).toEqual(['leyu']);
    expect(own.tasks).toBe((await city.activations.findActivation(city.operator('leyu'), activation.id)).expectedRows);
    const alone = await city.starts.startActivation(city.operator(), city.click(await city.hears(), { unitIds: ['daxin'] }));
    await expect(city.callLists.makeCallList(city.operator('leyu'), alone.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(city.callLists.makeCallList(city.operator(), uuidv7())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lists posts that nobody holds or nobody is on duty in, the stand-in of a shift, and a person without a number', async () => {
    const village = villagesOf('leyu')[0]!;
    const [vacant] = (await city.owner.query(
      `SELECT r.post_id FROM plan.expected_row r JOIN directory.post p ON p.id = r.post_id
       WHERE r.activation_id = $1 AND r.org_id = $2 AND NOT p.on_duty_roster LIMIT 1`,
      [activation.id, village],
    )) as [{ post_id: string }];
    await city.owner.query('DELETE FROM directory.post_holder WHERE org_id = $1 AND post_id = $2', [village, vacant.post_id]);
    const roster = { posts: 'village-dispatcher', at: villagesOf('leyu')[1]!, resting: villagesOf('leyu')[2]! };
    await city.owner.query(
      `UPDATE directory.duty_pattern SET deputy_person_id = md5($1 || 'village-secretary')::uuid, person_id = NULL WHERE org_id = $1 AND post_id = $2`,
      [roster.at, roster.posts],
    );
    await city.owner.query('UPDATE directory.duty_pattern SET person_id = NULL WHERE org_id = $1 AND post_id = $2', [
      roster.resting,
      roster.posts,
    ]);
    await city.owner.query(`UPDATE directory.person SET phone = '' WHERE id = md5($1 || $2)::uuid`, [villagesOf('leyu')[3]!, roster.posts]);

    const list = await read('leyu');
    expect(lineOf(list, village, vacant.post_id)).toMatchObject({ holding: 'vacant', personName: null, phone: null });
    expect(lineOf(list, roster.at, roster.posts)).toMatchObject({ holding: 'stand-in', personName: `某人 ${roster.at} village-secretary` });
    expect(lineOf(list, roster.resting, roster.posts)).toMatchObject({ holding: 'nobody-on-duty', personName: null, phone: null });
    expect(lineOf(list, villagesOf('leyu')[3]!, roster.posts)).toMatchObject({ holding: 'on-duty', phone: null });
    expect(linesOf(list).filter((line) => line.personName === null)).toHaveLength(2);
  });
});

describe('parts that the bus does not have yet', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  it('are counted from the click until they are published, for a town its own', async () => {
    const { id, partsUnpublished } = await city.starts.startActivation(
      city.operator(),
      city.click(await city.hears(), { unitIds: ['leyu', 'daxin'] }),
    );
    const asked = async (unitId: string | null): Promise<number> =>
      (await city.activations.findActivation(city.operator(unitId), id)).partsUnpublished;
    const partsOf = async (unitId: string): Promise<number> =>
      (await city.said('activation.started.v1')).filter((event) => event.subject === `${id}:${unitId}`).length;
    const parts = { city: await partsOf('320582'), leyu: await partsOf('leyu'), daxin: await partsOf('daxin') };
    expect(parts.leyu).toBeGreaterThan(0);
    const all = parts.city + parts.leyu + parts.daxin;
    expect([partsUnpublished, await asked(null), await asked('leyu'), await asked('daxin')]).toEqual([all, all, parts.leyu, parts.daxin]);
    const { activations } = await city.activations.listActivations(city.operator(), { limit: 50 });
    expect(activations.find((each) => each.id === id)?.partsUnpublished).toBe(all);

    await city.owner.query('UPDATE plan.outbox SET published_at = clock_timestamp() WHERE key = $1', [`${id}:leyu`]);
    expect([await asked(null), await asked('leyu'), await asked('daxin')]).toEqual([all - parts.leyu, 0, parts.daxin]);
    await city.owner.query('UPDATE plan.outbox SET published_at = clock_timestamp() WHERE published_at IS NULL');
    expect([await asked(null), await asked('leyu'), await asked('daxin')]).toEqual([0, 0, 0]);
  });

  it('are started parts alone: what is told of a running response later does not count', async () => {
    const { id } = await city.starts.startActivation(city.operator(), city.click(await city.hears(), { unitIds: ['leyu'] }));
    await city.owner.query('UPDATE plan.outbox SET published_at = clock_timestamp() WHERE published_at IS NULL');
    const ended = await city.activations.endActivation(city.operator(), id, { requestId: uuidv7(), reason: '解除' });
    expect(ended.partsUnpublished).toBe(0);
  });
});
