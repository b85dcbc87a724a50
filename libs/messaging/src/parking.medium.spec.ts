import { uuidv7 } from 'uuidv7';
import type { Envelope } from '#contracts/envelope.js';
import type { EventType } from '#contracts/events.js';
import { events } from '#contracts/events.js';
import { openDatabase } from '#service-kit/database.module.js';
import { freshDatabase } from '#testing/database.js';
import type { FreshDatabase } from '#testing/database.js';
import type { DataSource } from 'typeorm';
import { Consumer } from './consumer.js';
import type { EventHandler } from './delivery.js';
import type { BusRecord, EventBus } from './ports.js';
import { NotYet } from './ports.js';

const activationId = uuidv7();
const key = `${activationId}:leyu`;
const at = '2024-09-15T06:15:00.000Z';
const alive = { heartbeat: () => Promise.resolve(), isStale: () => false };

function record(type: EventType, data: unknown, sequence: number): BusRecord {
  const { owner, topic } = events[type];
  const envelope: Envelope = {
    specversion: '1.0',
    id: uuidv7(),
    source: `/muster/${owner}`,
    type,
    subject: key,
    time: at,
    datacontenttype: 'application/json',
    exercise: true,
    correlationid: 'a click',
    sequence: String(sequence),
    partindex: 1,
    parttotal: 1,
    data,
  };
  return { source: owner, topic, key, shard: 0, outboxId: String(sequence), envelope } as BusRecord;
}

describe('parking', () => {
  let city: FreshDatabase;
  let database: DataSource;
  beforeAll(async () => {
    city = await freshDatabase();
    database = await openDatabase(city.urlOf('notification'), 'test');
  });
  afterAll(async () => {
    await database.destroy();
    await city.close();
  });

  it('keeps a line per topic: a task that came before its response does not hold the response back', async () => {
    const seen: string[] = [];
    let known = false;
    const heard = (type: string, work: () => void): [string, EventHandler[]] => [
      type,
      [
        {
          mixedClicks: false,
          handle: () => {
            work();
            seen.push(type);
            return Promise.resolve();
          },
        },
      ],
    ];
    const handlers = new Map([
      heard('activation.ended.v1', () => (known = true)),
      heard('task.cancelled.v1', () => {
        if (!known) throw new NotYet('the response');
      }),
    ]);
    const silentBus = { subscribe: () => Promise.resolve({ close: () => Promise.resolve() }) } as unknown as EventBus;
    const consumer = new Consumer('notification', database, silentBus, handlers);
    await consumer.start();
    await consumer.takeBatch([record('task.cancelled.v1', { activationId, unitId: 'leyu', at, taskIds: [uuidv7()] }, 1)], alive);
    expect(seen).toEqual([]);
    await consumer.takeBatch([record('activation.ended.v1', { activationId, unitId: 'leyu', endedAt: at, reason: '解除' }, 1)], alive);
    for (let tries = 0; tries < 100 && seen.length < 2; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    await consumer.stop();
    expect(seen).toEqual(['activation.ended.v1', 'task.cancelled.v1']);
  });
});
