import { Logger } from '@nestjs/common';
import { InvalidSetting } from './environment.js';
import { saying, step } from './screen.js';

/** Notes how something that was opened is closed again. */
export type CloseLater = (close: () => Promise<void>) => void;

/**
 * Runs the main function of a program that people start by hand. What it opened is closed in the opposite order at Ctrl-C or SIGTERM, or when it
 * throws. An error with a `text` is for the person at the screen and is shown as one sentence; any other with its stack.
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
    explain(error);
    void stop(1);
  });
}

function explain(error: unknown): void {
  if (isSpoken(error)) saying(error.text);
  else if (error instanceof InvalidSetting) saying({ zh: `设置有误：${error.message}`, en: `A setting is not valid: ${error.message}` });
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}

function isSpoken(error: unknown): error is Error & { text: { zh: string; en: string } } {
  return error instanceof Error && 'text' in error && typeof error.text === 'object';
}
