import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { openServiceLog } from '#process/logging.js';
import { readConfig } from './config.js';
import { openGateway } from './gateway.js';

// Opens the one origin, and closes it in order at SIGTERM or SIGINT. What cannot be opened ends with code 1.
const log = openServiceLog('gateway');

async function leave(code: number): Promise<never> {
  await log.close();
  process.exit(code);
}

async function fail(error: unknown): Promise<never> {
  log.logger.error(error, 'process');
  return leave(1);
}

try {
  const { host, port, urls, trustProxy, demo, limitFactor } = readConfig();
  const gateway = await openGateway({
    urls,
    host,
    port,
    webFolder: fileURLToPath(new URL('../../../web', import.meta.url)),
    trustProxy,
    limits: { factor: limitFactor, spareLoopback: demo },
    logger: log.logger,
  });
  log.logger.log(`gateway ready at ${gateway.url}`, 'process');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void gateway.close().then(() => leave(0), fail));
  }
} catch (error) {
  await fail(error);
}
