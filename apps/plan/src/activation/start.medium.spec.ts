import { uuidv7 } from 'uuidv7';
import type { ActivationStarted } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import { PlanCity } from '../testing/plan-city.js';
import { unitIds } from '../testing/real-city.js';

describe('a click for the whole city', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  const countOf = async (sql: string, ...parameters: unknown[]): Promise<number> =>
    Number(((await city.owner.query(`SELECT count(*) AS count FROM ${sql}`, parameters)) as [{ count: string }])[0].count);
  const startedFor = async (activationId: string) =>
    ((await city.said('activation.started.v1')) as unknown as Envelope<ActivationStarted>[]).filter(
      (event) => event.data.activationId === activationId,
    );

  it('writes the activation, its snapshot, its expected rows, its timeline and its parts at once', async () => {
    const incidentId = await city.hears();
    const activation = await city.starts.startActivation(city.operator(), city.click(incidentId));

    expect(activation).toMatchObject({
      incidentId,
      incidentTitle: '台风贝碧嘉',
      state: 'running',
      level: 'III',
      exercise: true,
      unitIds,
      planNos: ['O01', 'P01'],
      expectedRows: 2705,
      authority: { orgId: 'city-centre', postId: 'city-deputy-commander' },
      startedAt: '2024-09-15T01:00:00.000Z',
      expectedUntil: '2024-09-16T01:00:00.000Z',
      startedBy: { name: '某人 city-centre city-operator' },
    });
    expect(await countOf('plan.expected_row WHERE activation_id = $1 AND exercise', activation.id)).toBe(2705);
    expect(await countOf('plan.activation_unit WHERE activation_id = $1', activation.id)).toBe(14);
    expect(await countOf(`plan.timeline WHERE activation_id = $1 AND what = 'activation.started'`, activation.id)).toBe(1);

    const parts = await startedFor(activation.id);
    expect(parts.map((event) => [event.partindex, event.parttotal])).toEqual(parts.map((_, index) => [index + 1, parts.length]));
    expect(new Set(parts.map((event) => event.subject))).toEqual(
      new Set([...unitIds, '320582'].map((unitId) => `${activation.id}:${unitId}`)),
    );
    expect(parts.every((event) => event.exercise && event.data.rows.length <= 500 && JSON.stringify(event).length < 200_000)).toBe(true);
    const rowIds = parts.flatMap((event) => event.data.rows.map((row) => row.id));
    expect(new Set(rowIds).size).toBe(2705);
    expect(await countOf('plan.expected_row WHERE activation_id = $1 AND id = ANY($2::uuid[])', activation.id, rowIds)).toBe(2705);
    for (const { data } of parts) {
      const taskNos = new Set(data.tasks.map((task) => task.taskNo));
      expect(data.rows.every((row) => taskNos.has(row.taskNo))).toBe(true);
    }
  });

  it('answers a repeat with the first answer, and does nothing more', async () => {
    const command = city.click(await city.hears(), { unitIds: ['leyu'] });
    const first = await city.starts.startActivation(city.operator(), command);
    const repeat = await city.starts.startActivation(city.operator(), command);
    expect(repeat).toEqual(first);
    expect((await startedFor(first.id)).length).toBe(2);
    await expect(city.starts.startActivation(city.operator(), { ...command, unitIds: ['daxin'] })).rejects.toMatchObject({
      code: 'request-id-reused',
    });
  });

  it('keeps no name of a person in the stored answer', async () => {
    const stored = (await city.owner.query('SELECT answer::text FROM plan.request')) as { answer: string }[];
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.some((row) => row.answer.includes('某人'))).toBe(false);
  });

  it('lets one of two simultaneous clicks win', async () => {
    const incidentId = await city.hears();
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => city.starts.startActivation(city.operator(), city.click(incidentId, { unitIds: ['leyu', 'daxin'] }))),
    );
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')).toMatchObject({ reason: { code: 'already-active' } });
    expect(await countOf('plan.activation WHERE incident_id = $1', incidentId)).toBe(1);
  });

  it('gives both of two simultaneous repeats the one answer', async () => {
    const command = city.click(await city.hears(), { unitIds: ['fenghuang'] });
    const [one, other] = await Promise.all([1, 2].map(() => city.starts.startActivation(city.operator(), command)));
    expect(one).toEqual(other);
  });

  it.each([
    ['a unit that does not exist', { unitIds: ['atlantis'] }, 'unknown-org'],
    ['an org that is no area unit', { unitIds: ['leyu:town-centre'] }, 'unknown-org'],
    ['a unit outside the incident', { unitIds: ['leyu', 'daxin'] }, 'units-outside-incident'],
    ['another exercise mark', { unitIds: ['leyu'], exercise: false }, 'exercise-differs'],
    ['a trigger that does not exist', { unitIds: ['leyu'], reports: ['moon-rises'] }, 'unknown-trigger'],
  ])('refuses %s, and nothing is half done', async (_, more, code) => {
    const incidentId = await city.hears({ unitIds: ['leyu'] });
    await expect(city.starts.startActivation(city.operator(), city.click(incidentId, more))).rejects.toMatchObject({ code });
    expect(await countOf('plan.activation WHERE incident_id = $1', incidentId)).toBe(0);
  });

  it('starts for an incident that the bus has not carried yet, and answers not-found for one that never was', async () => {
    const incidentId = await city.opensUnheard();
    const started = await city.starts.startActivation(city.operator(), city.click(incidentId, { unitIds: ['leyu'] }));
    expect(started.incidentId).toBe(incidentId);
    await expect(city.starts.startActivation(city.operator(), city.click(uuidv7()))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('lets a town start for itself alone, at no lower level than the city runs for the same hazard', async () => {
    const incidentId = await city.hears({ unitIds: ['nanfeng'], category: '11A01' });
    await expect(
      city.starts.startActivation(city.operator('daxin'), city.click(incidentId, { unitIds: ['nanfeng'] })),
    ).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      city.starts.startActivation(city.operator('nanfeng'), city.click(incidentId, { unitIds: ['nanfeng'], level: 'IV' })),
    ).rejects.toMatchObject({ code: 'level-below-floor' });
    const started = await city.starts.startActivation(city.operator('nanfeng'), city.click(incidentId, { unitIds: ['nanfeng'] }));
    expect(started.authority).toMatchObject({ orgId: 'nanfeng:leadership', postId: 'town-mayor' });
    const fire = await city.hears({ unitIds: ['nanfeng'], category: '12G03', hasHappened: true });
    const other = await city.starts.startActivation(city.operator('nanfeng'), city.click(fire, { unitIds: ['nanfeng'], level: 'IV' }));
    expect(other.planNos).toEqual(['O01', 'P06']);
  });

  it('starts what waits for a report with the click when the incident has happened', async () => {
    const incidentId = await city.hears({ unitIds: ['leyu'], hasHappened: true });
    const activation = await city.starts.startActivation(city.operator(), city.click(incidentId, { unitIds: ['leyu'] }));
    for (const event of await startedFor(activation.id)) expect(event.data.reports).toEqual(['hazard-reported']);
  });
});
