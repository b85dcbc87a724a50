import 'reflect-metadata';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '#embedded-postgres/embedded-postgres.js';
import { refuseTakenPort } from '#process/free-port.js';
import { openLog } from '#process/logging.js';
import { runMain } from '#process/run-main.js';
import { databaseNews, greeting, step } from '#process/screen.js';
import { readAccounts } from '#setup/accounts.js';
import { prepareCity } from '#setup/prepare.js';
import { readConfig } from './config.js';
import { openStandalone } from './standalone.js';

// Starts the city: PostgreSQL, migrations, seed, services; and stops it in the opposite order.
runMain(async (closeLater) => {
  const config = readConfig();
  const { dataFolder, demo, points, host, port, warnings, evidence } = config;
  await refuseTakenPort(config);

  step('启动数据库', 'Starting PostgreSQL');
  const postgres = await startPostgres({ dataFolder, onDeath: databaseNews });
  closeLater(() => postgres.stop());
  const log = openLog(join(dataFolder, 'logs', 'muster.log'));
  closeLater(() => log.close());
  const { secrets, urlOf } = await prepareCity({ adminUrl: postgres.adminUrl, dataFolder, demo, points, step });

  step('启动服务', 'Starting services');
  const { publicKey, privateKey } = secrets;
  const webFolder = fileURLToPath(new URL('../../../web', import.meta.url));
  const city = await openStandalone({ urlOf, publicKey, privateKey, demo, host, port, warnings, evidence, webFolder, logger: log.logger });
  closeLater(() => city.close());
  greeting({ url: city.url, accounts: readAccounts(dataFolder), dataFolder, demo });
});
