import type { LoggerService } from '@nestjs/common';
import { openServiceLog } from './logging.js';

/** A process of the cluster that is open. */
export type Daemon = { url: string; close(): Promise<void> };

/**
 * The main function of a process that others start: opens it, and closes it in order at SIGTERM or SIGINT, or when the one who watched over it
 * dies. It ends with code 1 if it could not be opened or closed.
 */
export async function runDaemon(name: string, open: (logger: LoggerService) => Promise<Daemon>): Promise<void> {
  const log = openServiceLog(name);
  const told = new Promise<string>((resolve) => {
    for (const end of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(end, () => resolve(end));
  });
  let code = 0;
  try {
    const daemon = await open(log.logger);
    log.logger.log(`ready at ${daemon.url}`, 'process');
    const end = await told;
    log.logger.log(`ends: ${end}`, 'process');
    await daemon.close();
  } catch (error) {
    log.logger.error(error, 'process');
    code = 1;
  }
  await log.close();
  process.exit(code);
}
