import pg from 'pg';
import { services } from '#contracts/events.js';
import { freshDatabase } from './database.js';
import type { FreshDatabase } from './database.js';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('freshDatabase', () => {
  let one: FreshDatabase;
  let other: FreshDatabase;

  beforeAll(async () => {
    [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
  });

  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
  });

  it.each(services)('lets %s write into its own schema, and into this database alone', async (service) => {
    await query(one.urlOf(service), `INSERT INTO ${service}.inbox (handler, event_id) VALUES ('test', gen_random_uuid())`);
    expect(await query(one.urlOf(service), `SELECT handler FROM ${service}.inbox`)).toHaveLength(1);
    expect(await query(other.urlOf(service), `SELECT handler FROM ${service}.inbox`)).toHaveLength(0);
  });

  it.each(services.flatMap((reader) => services.filter((owner) => owner !== reader).map((owner) => [reader, owner] as const)))(
    'lets %s read nothing of %s',
    async (reader, owner) => {
      await expect(query(one.urlOf(reader), `SELECT 1 FROM ${owner}.outbox`)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('is gone after close, even while somebody is connected', async () => {
    const third = await freshDatabase();
    const client = new pg.Client({ connectionString: third.ownerUrl });
    client.on('error', () => undefined); // the connection is broken on purpose
    await client.connect();
    await third.close();
    await expect(query(third.ownerUrl, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});
