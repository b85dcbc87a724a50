import { mkdirSync, statSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { correlationId } from '#service-kit/correlation.js';

/** A log of a process: close it last. */
export type Log = { logger: LoggerService; close(): Promise<void> };

/** A log file is set aside at the next start when it has grown past this. */
const rotateBytes = 64 * 1_048_576;

/** Structured logs into `file`; warnings and errors also on the screen, because someone may have to wake up. */
export function openLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > rotateBytes) renameSync(file, `${file}.1`);
  return logTo(pino.destination({ dest: file, sync: false, minLength: 4096 }), {}, (line) => process.stderr.write(line));
}

/** Structured logs on the standard output, for whoever collects them; each line says which service it is of. */
export function openServiceLog(service: string): Log {
  return logTo(pino.destination({ dest: 1, sync: false, minLength: 4096 }), { service }, () => undefined);
}

function logTo(destination: ReturnType<typeof pino.destination>, base: Record<string, string>, show: (line: string) => void): Log {
  // Flushed every second, so that a full buffer is not needed for the last lines to be written.
  const flushing = setInterval(() => destination.flush(), 1_000);
  flushing.unref();
  const lines = pino({ base, timestamp: pino.stdTimeFunctions.isoTime, mixin: () => ({ correlationId: correlationId() }) }, destination);
  return {
    logger: new NestLog(lines, show),
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
  constructor(
    private readonly lines: Logger,
    private readonly show: (line: string) => void,
  ) {}

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
    this.show(`WARN  ${contextOf(rest) ?? ''} ${textOf(message)}\n`);
  }

  error(message: unknown, ...rest: unknown[]): void {
    const stack = rest.length > 1 ? rest[0] : undefined;
    this.lines.error({ context: contextOf(rest), stack }, textOf(message));
    this.show(`ERROR ${contextOf(rest) ?? ''} ${textOf(message)}\n`);
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
