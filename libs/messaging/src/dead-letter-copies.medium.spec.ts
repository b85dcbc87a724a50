import type { DataSource } from 'typeorm';
import type { DeadLetterCopy } from '#contracts/dead-letter.js';
import { openDatabase } from '#service-kit/database.module.js';
import { LogLines } from './contract/log-lines.js';
import { eventually, Site } from './contract/site.js';
import { DeadLetterCopies } from './dead-letter-copies.js';

describe('copies of dead letters', () => {
  const lines = new LogLines();
  let site: Site;
  let database: DataSource;
  let copied: DeadLetterCopy[];
  let failures = 0;

  /** A bus that is away a few times, and then takes what it is given. */
  const copies = (): DeadLetterCopies =>
    new DeadLetterCopies('dispatch', database, async (service, letters) => {
      expect(service).toBe('dispatch');
      if (failures-- > 0) throw new Error('away');
      copied.push(...letters);
    });
  const bury = (count: number): Promise<unknown> =>
    site.ask(
      `INSERT INTO dispatch.dead_letter (id, consumer_group, handler, event_id, type, topic, key, record, reason, error, tries)
       SELECT gen_random_uuid(), 'dispatch', 'dispatch/t', gen_random_uuid(), 't', 'muster.task', 'k', '{"envelope":null}', 'contract', 'e', 1
       FROM generate_series(1, $1)`,
      [count],
    );
  const waiting = (): Promise<number> => site.count('dispatch.dead_letter WHERE copied_at IS NULL');

  beforeAll(async () => {
    site = await Site.open();
    database = await openDatabase(site.city.urlOf('dispatch'), 'test-dispatch');
  });
  beforeEach(() => {
    copied = [];
    lines.listen();
  });
  afterAll(async () => {
    await database.destroy();
    await site.close();
  });

  it('are made of all there are, however many, once the bus takes them; none twice, also after a restart', async () => {
    await bury(45);
    failures = 3;
    const first = copies();
    first.start();
    await eventually(async () => expect(await waiting()).toBe(0));
    await first.stop();
    expect(new Set(copied.map((letter) => letter.id)).size).toBe(45);
    expect(copied).toHaveLength(45);
    expect(lines.take('warn')).toEqual([expect.stringContaining('cannot be copied')]);
    const second = copies();
    await bury(1);
    second.start();
    await eventually(async () => expect(await waiting()).toBe(0));
    await second.stop();
    expect(copied).toHaveLength(46);
    expect(copied.at(-1)).toMatchObject({
      handler: 'dispatch/t',
      reason: 'contract',
      record: { envelope: null },
      diedAt: expect.any(String),
    });
  });

  it('are not marked when the process ends before the bus has taken them', async () => {
    await bury(2);
    failures = 1_000;
    const late = copies();
    late.start();
    await eventually(async () => expect(lines.take('warn')).toHaveLength(1));
    await late.stop();
    expect(await waiting()).toBe(2);
  });
});
