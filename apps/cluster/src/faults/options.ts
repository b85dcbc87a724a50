import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { InvalidSetting } from '#process/environment.js';

const options = z.object({
  rounds: z.coerce.number().int().min(1).max(10_000).default(20),
  seed: z.coerce.number().int().min(0).default(1),
  /** The first round, to repeat one of an earlier run. */
  from: z.coerce.number().int().min(1).default(1),
  json: z.string().min(1).optional(),
});

/** What `npm run faults` is told. */
export type FaultOptions = z.infer<typeof options> & {
  dataFolder: string;
  /** Handed on to a cluster of its own. */
  inherited: NodeJS.ProcessEnv;
};

/** Reads the command line and MUSTER_DATA. Throws InvalidSetting for what does not fit. */
export function readOptions(argv: readonly string[], variables: NodeJS.ProcessEnv): FaultOptions {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: wordsAfterName(argv), options: { rounds: text, seed: text, from: text, json: text } });
    return { ...options.parse(values), dataFolder: resolve(variables.MUSTER_DATA || 'data-faults'), inherited: variables };
  } catch (error) {
    if (error instanceof z.ZodError) throw new InvalidSetting(`--${error.issues[0]!.path.join('.')}: ${error.issues[0]!.message}`);
    throw new InvalidSetting(String(error instanceof Error ? error.message : error));
  }
}

/** `npm run faults -- …` comes by way of the starter, whose own word stands first. */
function wordsAfterName(argv: readonly string[]): string[] {
  return argv.slice(argv[2] === 'faults' ? 3 : 2);
}
