import 'reflect-metadata';
import { runDaemon } from '#process/run-daemon.js';
import { readConfig } from './config.js';
import { openGateway } from './gateway.js';

await runDaemon('gateway', (logger) => {
  const { demo, limitFactor, ...config } = readConfig();
  return openGateway({ ...config, limits: { factor: limitFactor, spareLoopback: demo }, logger });
});
