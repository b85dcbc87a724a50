import { mkdirSync, statSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { correlationId } from '#service-kit/correlation.js';

/** A log file is set aside at the next start when it has grown past this. */
const rotateBytes = 64 * 1_048_576;

/** Structured logs into the data folder; warnings and errors also on the screen, because someone may have to wake up. */
export function openLog(dataFolder: string): { logger: LoggerService; close(): Promise<void> } {
  const folder = join(dataFolder, 'logs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'muster.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateBytes) renameSync(file, `${file}.1`);
  const destination = pino.destination({ dest: file, sync: false, minLength: 4096 });
  // Flushed every second, so that a full buffer is not needed for the last lines to be on the disk.
  const flushing = setInterval(() => destination.flush(), 1_000);
  flushing.unref();
  const lines = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, mixin: () => ({ correlationId: correlationId() }) },
    destination,
  );
  return {
    logger: new NestLog(lines),
    close: () =>
      new Promise((resolve) => {
        clearInterval(flushing);
        destination.once('close', resolve);
        destination.end();
      }),
  };
}

/** Nest's logger over pino: the last argument is the context. */
class NestLog implements LoggerService {
  constructor(private readonly lines: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.lines.info({ context: contextOf(rest) }, textOf(message));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.lines.debug({ context: contextOf(rest) }, textOf(message));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.lines.trace({ context: contextOf(rest) }, textOf(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.lines.warn({ context: contextOf(rest) }, textOf(message));
    process.stderr.write(`WARN  ${contextOf(rest) ?? ''} ${textOf(message)}\n`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 ? rest[0] : undefined;
    this.lines.error({ context: contextOf(rest), stack }, textOf(message));
    process.stderr.write(`ERROR ${contextOf(rest) ?? ''} ${textOf(message)}\n`);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }
}

function contextOf(rest: unknown[]): string | undefined {
  const last = rest[rest.length - 1];
  return typeof last === 'string' ? last : undefined;
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.stack ?? message.message;
  return typeof message === 'string' ? message : JSON.stringify(message);
}
