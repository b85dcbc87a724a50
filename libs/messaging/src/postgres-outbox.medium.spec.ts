import type { DataSource } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';
import { askPrepared } from '#service-kit/prepared.js';
import { FakeClock } from '#testing/fake-clock.js';
import { ended, Site } from './contract/site.js';
import { PostgresOutbox } from './postgres-outbox.js';

/** Words that look like the place where the sequence goes. */
const trap = `"sequence":"${'9'.repeat(19)}" 结束`;

describe('the outbox in PostgreSQL', () => {
  let site: Site;
  let plan: DataSource;
  const outbox = new PostgresOutbox('plan', new FakeClock());

  beforeAll(async () => {
    site = await Site.open();
    plan = await openDatabase(site.city.urlOf('plan'), 'test-outbox');
  });
  afterAll(async () => {
    await plan.destroy();
    await site.close();
  });

  it('numbers the events of each key in their order, in the row and in the envelope alike', async () => {
    await plan.transaction((tx) =>
      outbox.append(
        tx,
        ['leyu', 'daxin', 'leyu'].map((key) => ended(key, trap)),
      ),
    );
    await plan.transaction((tx) =>
      outbox.append(
        tx,
        ['daxin', 'leyu'].map((key) => ended(key, trap)),
      ),
    );
    const rows = (await plan.query(
      `SELECT key, sequence, envelope->>'sequence' AS said, envelope->'data'->>'reason' AS reason, bytes = octet_length(envelope::text) AS counted
       FROM plan.outbox ORDER BY id`,
    )) as { key: string; sequence: string; said: string; reason: string; counted: boolean }[];
    expect(rows.map((row) => `${row.key} ${row.sequence}`)).toEqual(['leyu 1', 'daxin 1', 'leyu 2', 'daxin 2', 'leyu 3']);
    expect(rows.map((row) => row.said)).toEqual(rows.map((row) => row.sequence));
    expect(new Set(rows.map((row) => row.reason))).toEqual(new Set([trap]));
    expect(rows.every((row) => row.counted)).toBe(true);
  });

  it('leaves nothing of a transaction that was undone, not even a gap', async () => {
    const undone = plan.transaction(async (tx) => {
      await outbox.append(tx, [ended('jingang')]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await plan.transaction((tx) => outbox.append(tx, [ended('jingang')]));
    expect(await plan.query(`SELECT sequence FROM plan.outbox WHERE key = $1`, ['jingang'])).toEqual([{ sequence: '1' }]);
  });

  it('neither writes nor asks outside of a transaction', async () => {
    await expect(outbox.append(plan.manager, [ended('leyu')])).rejects.toThrow('there is none');
    await expect(askPrepared(plan.manager, 'SELECT 1', [])).rejects.toThrow('there is none');
  });
});
