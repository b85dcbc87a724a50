import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import { openDatabase } from '#service-kit/database.module.js';
import { freshDatabase } from '#testing/database.js';
import type { FreshDatabase } from '#testing/database.js';
import { FakeClock } from '#testing/fake-clock.js';
import { WhistleRulesService } from './whistle-rules.service.js';

describe('versions of the rules', () => {
  let database: FreshDatabase;
  let owner: DataSource;
  let sources: DataSource[];
  let processes: WhistleRulesService[];
  const clock = new FakeClock('2026-11-23T08:00:00+08:00');
  const administrator: SessionClaims = {
    sub: uuidv7(),
    kind: 'person',
    sid: uuidv7(),
    roles: ['administrator'],
    orgId: 'city-centre',
    orgPath: '320582',
    unitId: null,
  };
  const versions = async (): Promise<number[]> =>
    ((await owner.query('SELECT version FROM dispatch.whistle_rules ORDER BY version')) as { version: number }[]).map(
      ({ version }) => version,
    );

  beforeAll(async () => {
    database = await freshDatabase();
    owner = await new DataSource({ type: 'postgres', url: database.ownerUrl, poolSize: 1 }).initialize();
    sources = await Promise.all(Array.from({ length: 4 }, () => openDatabase(database.urlOf('dispatch'), 'dispatch-test')));
    processes = sources.map((source) => new WhistleRulesService(source, clock));
  });
  afterAll(async () => {
    await Promise.all(sources.map((source) => source.destroy()));
    await owner.destroy();
    await database.close();
  });

  it('begin with one, whichever of the processes that start at once makes it, and a restart adds none', async () => {
    await Promise.all(processes.map((process) => process.makeFirst()));
    await processes[0]!.makeFirst();
    expect(await versions()).toEqual([1]);
    const told = await owner.query(`SELECT facts FROM dispatch.timeline WHERE what = 'whistle-rules.set'`);
    expect(told).toEqual([{ facts: { version: 1 } }]);
  });

  it('grow by one for each setting, also of two at the same moment, once per request', async () => {
    const before = await processes[0]!.read();
    const command = { requestId: uuidv7(), rules: { ...before.rules, disputeMinutes: 45 } };
    const [one, again] = await Promise.all([processes[0]!.set(administrator, command), processes[1]!.set(administrator, command)]);
    expect(again).toEqual(one);
    await Promise.all(processes.map((process) => process.set(administrator, { ...command, requestId: uuidv7() })));
    expect(await versions()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await processes[3]!.read()).toMatchObject({ version: 6, rules: { disputeMinutes: 45 } });
    expect((await owner.query('SELECT made_by FROM dispatch.whistle_rules WHERE version = 2')) as unknown[]).toEqual([
      { made_by: administrator.sub },
    ]);
  });

  it('refuse what makes no sense with its field, and change nothing', async () => {
    const { rules } = await processes[0]!.read();
    const spoilt = structuredClone(rules);
    spoilt.kinds.emergency.mayBeReturned = true;
    await expect(processes[0]!.set(administrator, { requestId: uuidv7(), rules: spoilt })).rejects.toMatchObject({
      code: 'invalid-input',
      fields: [{ field: 'rules.kinds.emergency.mayBeReturned' }],
    });
    expect((await versions()).length).toBe(6);
  });

  it('are kept: the service may add one, never change or remove one', async () => {
    await expect(sources[0]!.query('UPDATE dispatch.whistle_rules SET made_at = made_at')).rejects.toThrow(/permission denied/);
    await expect(sources[0]!.query('DELETE FROM dispatch.whistle_rules')).rejects.toThrow(/permission denied/);
  });
});
