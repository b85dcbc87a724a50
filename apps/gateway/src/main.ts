import 'reflect-metadata';
import { openServiceLog } from '#process/logging.js';
import { readConfig } from './config.js';
import { openGateway } from './gateway.js';
import type { Gateway } from './gateway.js';

// Opens the one origin, and closes it in order at SIGTERM or SIGINT, or when the supervisor that started it is gone.
const log = openServiceLog('gateway');
let leaving = false;

async function leave(gateway?: Gateway, failed?: unknown): Promise<void> {
  if (leaving) return;
  leaving = true;
  let cause = failed;
  if (gateway) await gateway.close().catch((error: unknown) => (cause ??= error));
  if (cause) log.logger.error(cause, 'process');
  await log.close();
  process.exit(cause ? 1 : 0);
}

try {
  const { demo, limitFactor, ...config } = readConfig();
  const gateway = await openGateway({ ...config, limits: { factor: limitFactor, spareLoopback: demo }, logger: log.logger });
  log.logger.log(`gateway ready at ${gateway.url}`, 'process');
  for (const end of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(end, () => void leave(gateway));
} catch (error) {
  await leave(undefined, error);
}
