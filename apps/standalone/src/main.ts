import 'reflect-metadata';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '#embedded-postgres/embedded-postgres.js';
import { PostgresProblem } from '#embedded-postgres/postgres-problem.js';
import { openLog } from '#process/logging.js';
import { greeting, PortTaken, saying, step } from '#process/screen.js';
import { urlAs } from '#service-kit/migrate.js';
import type { LoginRole } from '#service-kit/migrate.js';
import { keepAccounts, readAccounts } from '#setup/accounts.js';
import { migrateAll } from '#setup/migrations.js';
import { secretsOf } from '#setup/secrets.js';
import { seedCity } from '#setup/seed.js';
import { InvalidSetting, readConfig } from './config.js';
import type { StandaloneConfig } from './config.js';
import { openStandalone } from './standalone.js';

/** Starts the city: PostgreSQL, migrations, seed, services; and stops it in the opposite order. */
async function main(): Promise<void> {
  const config = readConfig();
  await refuseTakenPort(config);

  step('启动数据库', 'Starting PostgreSQL');
  const postgres = await startPostgres({
    dataFolder: config.dataFolder,
    onDeath: (restarted) => saying(restarted === true ? databaseBack : databaseGone(restarted)),
  });
  toClose.push(() => postgres.stop());
  const log = openLog(config.dataFolder);
  toClose.push(() => log.close());
  const secrets = secretsOf(config.dataFolder);
  const passwordOf = (role: LoginRole): string => secrets.rolePasswords[role]!;
  const urlOf = (role: LoginRole): string => urlAs(postgres.adminUrl, role, passwordOf(role));

  step('更新库表', 'Migrating');
  await migrateAll(postgres.adminUrl, { passwordOf });
  step('准备全市单位、岗位和预案', 'Seeding orgs, posts and plans');
  const { points, demo } = config;
  await seedCity(urlOf, { points, demo, keepPasswords: (made) => keepAccounts(config.dataFolder, made) });
  step('启动服务', 'Starting services');
  const { publicKey, privateKey } = secrets;
  const { host, port } = config;
  const webFolder = fileURLToPath(new URL('../../../web', import.meta.url));
  const city = await openStandalone({ urlOf, publicKey, privateKey, demo, host, port, webFolder, logger: log.logger });
  toClose.push(() => city.close());
  greeting(city.url, readAccounts(config.dataFolder), config.dataFolder);
}

const databaseBack = { zh: '数据库中断后已自动恢复，没有丢失', en: 'PostgreSQL died and was started again; nothing was lost' };
const databaseGone = (error: Error) => ({
  zh: `数据库没能恢复：${error.message}`,
  en: `PostgreSQL could not be started again: ${error.message}`,
});

/** What is open, in the order in which it was opened. */
const toClose: (() => Promise<void>)[] = [];
let stopping = false;

/** Stops everything, last opened first, then leaves with this code; a second signal is ignored while that runs. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (let close = toClose.pop(); close; close = toClose.pop()) await close().catch(explain);
  process.exit(code);
}

async function refuseTakenPort({ port, host }: StandaloneConfig): Promise<void> {
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw new PortTaken(port, error);
  }
  probe.close();
  await once(probe, 'close');
}

function explain(error: unknown): void {
  if (error instanceof PostgresProblem || error instanceof PortTaken) saying(error.text);
  else if (error instanceof InvalidSetting) saying({ zh: `设置有误：${error.message}`, en: `A setting is not valid: ${error.message}` });
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    step('正在停止', 'Stopping');
    void stop(0);
  });
}

main().catch((error: unknown) => {
  explain(error);
  void stop(1);
});
