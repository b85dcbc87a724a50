import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Activation } from '#contracts/activation.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { startKafka } from '#local-services/local-kafka.js';
import type { ApiClient } from '#testing/api-client.js';
import { CityProcess } from '../../standalone/src/testing/city-process.js';
import { openDraft, reconciled, startResponse } from '../../standalone/src/testing/click.js';
import { readState } from './state-file.js';

describe('a cluster whose database is set back, and whose Kafka is not', () => {
  const city = new CityProcess('cluster');
  const shelf = mkdtempSync(join(tmpdir(), 'muster-shelf-'));
  const backup = join(shelf, 'backup');
  let operator: ApiClient;
  let activation: Activation;

  beforeAll(async () => {
    await city.start();
    operator = await city.signIn('zhiban');
  });
  afterAll(async () => {
    delete process.env.KAFKA_PREFIX;
    await city.remove();
    rmSync(shelf, { recursive: true, force: true });
  });

  const run = (program: string, args: string[], env: Record<string, string> = {}) => {
    const made = spawnSync(process.execPath, [join('dist/apps/setup/src', program), ...args], {
      env: { ...process.env, MUSTER_DATA: city.dataFolder, ...env },
      encoding: 'utf8',
    });
    return { code: made.status, said: made.stdout + made.stderr };
  };
  const dispatchPids = () => readState(city.dataFolder)!.members.flatMap(({ app, pid }) => (app === 'dispatch' && pid ? [pid] : []));
  const reconciliationOf = (id: string) => operator.get<Reconciliation>(`/api/activations/${id}/reconciliation`);

  it('is backed up with a click that Kafka has and dispatch has not read', async () => {
    const stopped = dispatchPids();
    for (const pid of stopped) process.kill(pid, 'SIGSTOP');
    activation = await startResponse(operator, await openDraft(operator));
    await untilSo('every event of the click to be published', async () => (await reconciliationOf(activation.id)).unpublished === 0);
    expect((await reconciliationOf(activation.id)).counts).toMatchObject({ issued: 0, notYetIssued: activation.expectedRows });
    expect(run('backup/main.js', ['--to', backup])).toMatchObject({ code: 0 });
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  });

  it('goes on: Kafka and its groups come to know more than the backup', async () => {
    expect((await reconciled(operator, activation.id)).verdict).toBe('clean');
    await operator.post(`/api/activations/${activation.id}/end`, { requestId: uuidv7(), reason: '要丢掉的一步' });
    const lost = await startResponse(operator, await openDraft(operator), 'II');
    expect((await reconciled(operator, lost.id)).verdict).toBe('clean');
    await city.stop();
  });

  it('goes on from the backup over the old Kafka with another prefix: the click is issued once, nothing of what was lost comes back', async () => {
    renameSync(city.dataFolder, join(shelf, 'old'));
    expect(run('backup/restore.main.js', ['--from', backup])).toMatchObject({ code: 0 });
    renameSync(join(shelf, 'old/kafka'), join(city.dataFolder, 'kafka'));
    process.env.KAFKA_PREFIX = 'r2.';
    const kafka = await startKafka({ folder: join(city.dataFolder, 'kafka') });
    const settings = { KAFKA_BROKERS: kafka.brokers, KAFKA_REPLICATION: '1', KAFKA_MIN_INSYNC: '1' };
    expect(run('topics.main.js', [], settings)).toMatchObject({ code: 0 });
    await kafka.stop();
    await city.start();
    operator = await city.signIn('zhiban');
    const { activations } = await operator.get<{ activations: Activation[] }>('/api/activations');
    expect(activations.map(({ id, state }) => [id, state])).toEqual([[activation.id, 'running']]);
    expect(await reconciled(operator, activation.id, 60_000)).toMatchObject({
      verdict: 'clean',
      findings: [],
      deadLetters: 0,
      parked: 0,
      unpublished: 0,
      counts: { expected: activation.expectedRows, notYetIssued: 0, doubled: 0, unexpected: 0 },
    });
  });

  it('refuses to be set to rights while its services work', () => {
    const { databaseUrl } = readState(city.dataFolder)!;
    expect(run('backup/rejoin.main.js', [], { DATABASE_URL: databaseUrl })).toMatchObject({
      code: 1,
      said: expect.stringContaining('stop them first'),
    });
  });
});

async function untilSo(what: string, isSo: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (const end = performance.now() + withinMs; !(await isSo());) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
