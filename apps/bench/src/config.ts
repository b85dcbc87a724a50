import { resolve } from 'node:path';
import { z } from 'zod';
import { InvalidSetting } from '#process/environment.js';
import type { BenchOptions } from './options.js';
import { readOptions } from './options.js';

/** What `npm run bench` works with. */
export type BenchConfig = BenchOptions & {
  /** Each subject has a folder of its own in it. */
  dataFolder: string;
  /** Handed on to the product. */
  inherited: NodeJS.ProcessEnv;
};

/** Reads the command line and MUSTER_DATA, once. Throws InvalidSetting for what does not fit. */
export function readConfig(argv: readonly string[] = process.argv, variables: NodeJS.ProcessEnv = process.env): BenchConfig {
  try {
    return { ...readOptions(wordsAfterName(argv)), dataFolder: resolve(variables.MUSTER_DATA || 'data-bench'), inherited: variables };
  } catch (error) {
    if (error instanceof z.ZodError) throw new InvalidSetting(`--${error.issues[0]!.path.join('.')}: ${error.issues[0]!.message}`);
    throw new InvalidSetting(error instanceof Error ? error.message : String(error));
  }
}

/** `npm run bench -- …` comes by way of the starter, whose own word stands first. */
function wordsAfterName(argv: readonly string[]): string[] {
  return argv.slice(argv[2] === 'bench' ? 3 : 2);
}
