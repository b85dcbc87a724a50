import { parseRecord, typeOf } from './incoming.js';
import type { BusRecord } from './ports.js';

const eventId = '01932a4e-0000-7000-8000-000000000001';
const good = {
  specversion: '1.0',
  id: eventId,
  source: '/muster/plan',
  type: 'activation.ended.v1',
  subject: 'a',
  time: '2024-09-15T08:00:00Z',
  datacontenttype: 'application/json',
  exercise: false,
  correlationid: 'click',
  sequence: '1',
  partindex: 1,
  parttotal: 1,
  data: { activationId: eventId, unitId: 'leyu', endedAt: '2024-09-15T09:00:00+08:00', reason: 'over' },
};
const record = (envelope: unknown, outboxId = '7'): BusRecord =>
  ({ source: 'plan', topic: 'muster.activation', key: 'a', shard: 3, outboxId, envelope }) as BusRecord;

describe('parseRecord', () => {
  it('gives the event as its contract has it', () => {
    expect(parseRecord(record(good))).toEqual({ eventId, type: 'activation.ended.v1', key: 'a', envelope: good, record: record(good) });
  });

  it('lets a new optional field pass', () => {
    expect(parseRecord(record({ ...good, data: { ...good.data, added: 'later' } }))).not.toHaveProperty('reason');
  });

  const { exercise: _, ...withoutExercise } = good;
  it.each<[string, unknown, RegExp]>([
    ['an envelope without the mark of a drill', withoutExercise, /^envelope:.*exercise/s],
    ['an unknown event', { ...good, type: 'activation.ended.v2' }, /^no contract for activation.ended.v2/],
    ['data that lacks a field', { ...good, data: {} }, /^data:.*activationId/s],
    ['no object', 'text', /^envelope:/],
    ['nothing', null, /^envelope:/],
  ])('says why %s does not fit', (_, envelope, reason) => {
    expect(parseRecord(record(envelope))).toMatchObject({ reason: expect.stringMatching(reason) as string, key: 'a' });
  });

  it('knows an event without a proper id again by where it stands', () => {
    const idOf = (outboxId: string) => parseRecord(record({ ...good, id: 'none' }, outboxId)).eventId;
    expect(idOf('7')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf('7')).toBe(idOf('7'));
    expect(idOf('7')).not.toBe(idOf('8'));
  });

  it.each([
    ['its type', good, 'activation.ended.v1'],
    ['unknown', {}, 'unknown'],
    ['unknown', null, 'unknown'],
  ])('names a record by %s', (_, envelope, type) => {
    expect(typeOf(record(envelope))).toBe(type);
  });
});
