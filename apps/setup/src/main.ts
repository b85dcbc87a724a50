import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runMain } from '#process/run-main.js';
import { step } from '#process/screen.js';
import { readAccounts } from './accounts.js';
import { readSetupConfig } from './config.js';
import { prepareCity } from './prepare.js';
import { writeSettings } from './settings.js';
import { makeTopics } from './topics.js';

// npm run setup: everything that must be there before the services of a cluster start. Safe to repeat, at every update.
runMain(async () => {
  const { adminUrl, dataFolder, demo, kafka, ...topics } = readSetupConfig();
  mkdirSync(dataFolder, { recursive: true });
  const prepared = await prepareCity({ adminUrl, dataFolder, demo, points: null, step });
  await makeTopics(kafka, topics);
  const settings = join(dataFolder, 'settings');
  writeSettings(settings, prepared);
  step(`各服务的设置在 ${settings}`, `the services' settings are in ${settings}`);
  for (const { login, password, label, labelEn } of readAccounts(dataFolder))
    process.stdout.write(`  ${login}  ${password}  ${label} · ${labelEn}\n`);
});
