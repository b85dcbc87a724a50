import { Logger } from '@nestjs/common';
import { SpokenProblem } from '#service-kit/spoken-problem.js';
import { saying, step } from './screen.js';

/** Notes how something that was opened is closed again. */
export type CloseLater = (close: () => Promise<void>) => void;

/**
 * Runs the main function of a program that people start by hand. What it opened is closed in the opposite order at Ctrl-C or SIGTERM, or when it
 * throws. A SpokenProblem is shown as its sentence, any other error with its stack.
 */
export function runMain(main: (closeLater: CloseLater) => Promise<void>): void {
  Logger.overrideLogger(['warn', 'error', 'fatal']);
  const toClose: (() => Promise<void>)[] = [];
  let stopping = false;
  // A second signal is ignored while the first one's work runs.
  const stop = async (code: number): Promise<void> => {
    if (stopping) return;
    stopping = true;
    for (let close = toClose.pop(); close; close = toClose.pop()) await close().catch(explain);
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      step('正在停止', 'Stopping');
      void stop(0);
    });
  }
  main((close) => toClose.push(close)).catch((error: unknown) => {
    // What it was doing when it was told to stop lost what it stood on.
    if (stopping) return;
    explain(error);
    void stop(1);
  });
}

function explain(error: unknown): void {
  if (error instanceof SpokenProblem) saying(error.text);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
