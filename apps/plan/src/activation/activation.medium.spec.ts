import { uuidv7 } from 'uuidv7';
import { PlanCity } from '../testing/plan-city.js';

describe('a running response', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  const start = async (unitIds: string[], by = city.operator(), level: 'III' | 'IV' = 'III') =>
    city.starts.startActivation(by, city.click(await city.hears({ category: '12G03', unitIds, hasHappened: true }), { unitIds, level }));
  const saidOf = async (type: string, activationId: string) =>
    (await city.said(type)).filter((event) => event.data.activationId === activationId);
  const all = { limit: 50 };

  describe('seen', () => {
    it('by the city whole, by a town with its own part, by another town not at all', async () => {
      const activation = await start(['leyu', 'daxin']);
      expect(await city.activations.findActivation(city.operator(), activation.id)).toEqual(activation);

      const ofLeyu = await city.activations.findActivation(city.operator('leyu'), activation.id);
      expect(ofLeyu.unitIds).toEqual(['leyu']);
      expect(ofLeyu.expectedRows).toBeGreaterThan(0);
      expect(ofLeyu.expectedRows).toBeLessThan(activation.expectedRows);

      await expect(city.activations.findActivation(city.operator('fenghuang'), activation.id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(city.activations.readTimeline(city.operator('fenghuang'), activation.id)).rejects.toMatchObject({ code: 'not-found' });
      const listed = async (unitId: string | null) =>
        (await city.activations.listActivations(city.operator(unitId), all)).activations.some((each) => each.id === activation.id);
      expect([await listed(null), await listed('leyu'), await listed('fenghuang')]).toEqual([true, true, false]);
    });

    it('not by the people of a department', async () => {
      const activation = await start(['leyu', 'daxin']);
      const bureau = { ...city.operator(), orgId: 'emergency-bureau', orgPath: '320582/emergency-bureau' };
      await expect(city.activations.findActivation(bureau, activation.id)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('page by page, newest first, by state and by incident', async () => {
      const ids: string[] = [];
      for (const unitId of ['nanfeng', 'housheng', 'deji']) {
        city.clock.advance('1m');
        ids.unshift((await start([unitId])).id);
      }
      const first = await city.activations.listActivations(city.operator(), { limit: 2 });
      expect(first.activations.map((each) => each.id)).toEqual(ids.slice(0, 2));
      const next = await city.activations.listActivations(city.operator(), { limit: 2, cursor: first.nextCursor! });
      expect(next.activations[0]?.id).toBe(ids[2]);
      const [one] = first.activations;
      expect((await city.activations.listActivations(city.operator(), { ...all, incidentId: one!.incidentId })).activations).toHaveLength(
        1,
      );
      expect(
        (await city.activations.listActivations(city.operator(), { ...all, incidentId: one!.incidentId, state: 'ended' })).activations,
      ).toEqual([]);
    });
  });

  describe('reported to', () => {
    it('says it once per unit, and to the city with the first', async () => {
      const activation = await start(['leyu', 'daxin']);
      const report = (unitIds: string[]) =>
        city.activations.reportTrigger(city.operator(), activation.id, { requestId: uuidv7(), trigger: 'spread', unitIds });
      expect((await report(['leyu'])).unitIds).toEqual(['leyu']);
      expect((await report(['leyu', 'daxin'])).unitIds).toEqual(['daxin']);
      const events = await saidOf('activation.reported.v1', activation.id);
      expect(events.map((event) => [event.subject.split(':')[1], event.data.trigger, event.exercise])).toEqual([
        ['320582', 'spread', true],
        ['leyu', 'spread', true],
        ['daxin', 'spread', true],
      ]);
    });

    it('does not say again what held at the click', async () => {
      const activation = await start(['leyu']);
      const command = { requestId: uuidv7(), trigger: 'hazard-reported', unitIds: ['leyu'] };
      expect((await city.activations.reportTrigger(city.operator(), activation.id, command)).unitIds).toEqual([]);
      expect(await saidOf('activation.reported.v1', activation.id)).toEqual([]);
    });

    it('by a town for itself alone', async () => {
      const activation = await start(['leyu', 'daxin']);
      const report = (unitIds: string[], trigger = 'spread') =>
        city.activations.reportTrigger(city.operator('leyu'), activation.id, { requestId: uuidv7(), trigger, unitIds });
      await expect(report(['daxin'])).rejects.toMatchObject({ code: 'unknown-org' });
      await expect(report(['leyu'], 'moon-rises')).rejects.toMatchObject({ code: 'unknown-trigger' });
      expect((await report(['leyu'])).unitIds).toEqual(['leyu']);
      const seen = async (unitId: string) =>
        (await city.activations.readTimeline(city.operator(unitId), activation.id)).entries.filter(
          (entry) => entry.what === 'activation.reported',
        ).length;
      expect([await seen('leyu'), await seen('daxin')]).toEqual([1, 0]);
    });
  });

  describe('ended', () => {
    it('tells every unit and the city, once, in parts; a repeat tells nobody again', async () => {
      const activation = await start(['leyu', 'daxin']);
      city.clock.advance('2h');
      const command = { requestId: uuidv7(), reason: '火已扑灭，险情消除' };
      const ended = await city.activations.endActivation(city.operator(), activation.id, command);
      expect(ended).toMatchObject({ state: 'ended', endReason: command.reason, endedAt: city.clock.now().toISOString() });
      expect(await city.activations.endActivation(city.operator(), activation.id, command)).toEqual(ended);
      const events = await saidOf('activation.ended.v1', activation.id);
      expect(events.map((event) => [event.subject.split(':')[1], event.partindex, event.parttotal, event.data.reason])).toEqual([
        ['320582', 1, 3, command.reason],
        ['daxin', 2, 3, command.reason],
        ['leyu', 3, 3, command.reason],
      ]);
      expect(events.map((event) => event.sequence)).toEqual(['2', '2', '2']);
      const timeline = await city.activations.readTimeline(city.operator(), activation.id);
      expect(timeline.entries.map((entry) => entry.what)).toEqual(['activation.started', 'activation.ended']);
      expect(timeline.entries[0]?.by).toMatchObject({ kind: 'person', name: '某人 city-centre city-operator' });
    });

    it('refuses everything afterwards, and another response may start', async () => {
      const activation = await start(['changyinsha']);
      const end = () => city.activations.endActivation(city.operator(), activation.id, { requestId: uuidv7(), reason: '结束' });
      await end();
      await expect(end()).rejects.toMatchObject({ code: 'activation-ended' });
      await expect(
        city.activations.reportTrigger(city.operator(), activation.id, {
          requestId: uuidv7(),
          trigger: 'spread',
          unitIds: ['changyinsha'],
        }),
      ).rejects.toMatchObject({ code: 'activation-ended' });
      const again = await city.starts.startActivation(city.operator(), city.click(activation.incidentId, { unitIds: ['changyinsha'] }));
      expect(again.state).toBe('running');
    });

    it('by nobody but the starting authority', async () => {
      const end = (by: string | null, id: string) =>
        city.activations.endActivation(city.operator(by), id, { requestId: uuidv7(), reason: '结束' });
      const ofCity = await start(['jingang']);
      await expect(end('jingang', ofCity.id)).rejects.toMatchObject({ code: 'not-the-starting-authority' });
      const ofTown = await start(['fenghuang'], city.operator('fenghuang'), 'IV');
      await expect(end(null, ofTown.id)).rejects.toMatchObject({ code: 'not-the-starting-authority' });
      await expect(end('leyu', ofTown.id)).rejects.toMatchObject({ code: 'not-found' });
      expect((await end('fenghuang', ofTown.id)).state).toBe('ended');
      expect((await end(null, ofCity.id)).state).toBe('ended');
    });
  });

  it('keeps its snapshot when the plan changes', async () => {
    const activation = await start(['high-tech-zone']);
    const snapshot = () =>
      city.owner.query('SELECT unit_id, tasks FROM plan.activation_unit WHERE activation_id = $1 ORDER BY unit_id', [
        activation.id,
      ]) as Promise<unknown[]>;
    const before = await snapshot();
    await city.owner.query(`UPDATE plan.plan_version SET withdrawn_at = now() WHERE plan_no = 'P06' AND holder_org_id = 'high-tech-zone'`);
    expect(await snapshot()).toEqual(before);
  });
});
