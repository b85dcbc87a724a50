import { uuidv7 } from 'uuidv7';
import { openedEvent, PlanCity } from '../testing/plan-city.js';
import { IncidentConsumer } from './incident.consumer.js';

describe('plan hears of incidents', () => {
  let city: PlanCity;
  beforeAll(async () => {
    city = await PlanCity.open();
  });
  afterAll(async () => {
    await city?.close();
  });

  const deliver = (...events: ReturnType<typeof openedEvent>[]) =>
    city.database.transaction((tx) => new IncidentConsumer(city.incidents).onOpened(events, { tx, group: 'plan', isStale: () => false }));

  it('keeps it once when it is delivered twice, in one batch or in two', async () => {
    const event = openedEvent({ title: '首次' });
    await deliver(event, event);
    await deliver(event);
    const rows = (await city.owner.query('SELECT exercise, facts FROM plan.known_incident WHERE id = $1', [
      event.data.incidentId,
    ])) as unknown[];
    expect(rows).toEqual([{ exercise: true, facts: event.data }]);
  });

  it('never lets a later message change what a response was started from', async () => {
    const event = openedEvent();
    await deliver(event);
    await deliver({ ...event, id: uuidv7(), exercise: false, data: { ...event.data, category: '12G03' } });
    expect(await city.incidents.findIncident(event.data.incidentId)).toMatchObject({ exercise: true, category: '11B01' });
  });

  it('knows one that intake has opened and the bus has not carried yet, and only what intake says of it', async () => {
    const incidentId = await city.opensUnheard({ title: '通道中断时开的' });
    const told = await city.incidents.findIncident(incidentId);
    expect(told).toMatchObject({ title: '通道中断时开的', exercise: true });
    await deliver(openedEvent({ incidentId, title: '后到的' }));
    expect(await city.incidents.findIncident(incidentId)).toEqual(told);
    await expect(city.incidents.findIncident(uuidv7())).rejects.toMatchObject({ code: 'not-found' });
    await expect(city.database.query('SELECT 1 FROM intake.outbox')).rejects.toThrow('permission denied');
    await expect(city.database.query('SELECT 1 FROM intake.incident')).rejects.toThrow('permission denied');
  });
});
