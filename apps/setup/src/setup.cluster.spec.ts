import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { services } from '#contracts/events.js';
import type { EmbeddedPostgres } from '#embedded-postgres/embedded-postgres.js';
import { startPostgres } from '#embedded-postgres/embedded-postgres.js';
import { readServiceConfig } from '#process/config.js';
import { testKafka, testRedis } from '#testing/cluster.js';

describe('npm run setup', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-setup-'));
  const data = join(folder, 'data');
  let postgres: EmbeddedPostgres;
  const setUp = (environment: Record<string, string> = {}) =>
    spawnSync(process.execPath, [join(process.cwd(), 'dist/apps/setup/src/main.js')], {
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: postgres.adminUrl,
        KAFKA_BROKERS: testKafka().join(','),
        KAFKA_PREFIX: 'setup.',
        KAFKA_REPLICATION: '1',
        KAFKA_MIN_INSYNC: '1',
        MUSTER_DATA: data,
        ...environment,
      },
    });

  beforeAll(async () => {
    postgres = await startPostgres({ dataFolder: join(folder, 'postgres') });
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes all that the services need, tells the first account, and changes nothing when it runs again', () => {
    const first = setUp();
    expect([first.status, first.stderr]).toEqual([0, '']);
    const [, password] = /guanli {2}(\S+)/.exec(first.stdout) ?? [];
    expect(password).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    const again = setUp();
    expect([again.status, again.stderr]).toEqual([0, '']);
    expect(again.stdout).toContain(`guanli  ${password}`);
    expect(again.stdout).not.toContain('setup.muster.task');
  });

  it.each(services)('leaves for %s a folder of settings that its process reads and the database knows', async (service) => {
    const own = join(data, 'settings', service);
    const files = readdirSync(own);
    expect(files.every((file) => (statSync(join(own, file)).mode & 0o077) === 0)).toBe(true);
    const told = Object.fromEntries(files.map((file) => [`${file}_FILE`, join(own, file)]));
    const ground = {
      KAFKA_BROKERS: testKafka().join(','),
      REDIS_URL: testRedis(),
      PORT: '0',
      MUSTER_EVIDENCE_FOLDER: join(data, 'evidence'),
    };
    const config = readServiceConfig(service, { ...told, ...ground });
    const client = new pg.Client({ connectionString: config.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
    await client.end();
    expect(rows).toEqual([{ role: `muster_${service}` }]);
  });

  it('says in one sentence what is wrong', () => {
    const noKafka = setUp({ KAFKA_BROKERS: '127.0.0.1:1' });
    expect([noKafka.status, noKafka.stderr]).toEqual([
      1,
      expect.stringMatching(/^\nKafka（127\.0\.0\.1:1）的主题没有建好：.*\nThe topics of Kafka .*\n$/),
    ]);
    const noDatabase = setUp({ DATABASE_URL: 'nowhere' });
    expect([noDatabase.status, noDatabase.stderr]).toEqual([1, expect.stringContaining('设置有误：DATABASE_URL')]);
    const demo = setUp({ MUSTER_DEMO: 'true' });
    expect([demo.status, demo.stderr]).toEqual([1, expect.stringContaining('换一个数据目录')]);
  });
});
