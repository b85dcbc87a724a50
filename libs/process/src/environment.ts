import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SpokenProblem } from '#service-kit/spoken-problem.js';

/** A setting that is missing or does not fit. */
export class InvalidSetting extends SpokenProblem {
  constructor(reason: string) {
    super({ zh: `设置有误：${reason}`, en: `A setting is not valid: ${reason}` });
  }
}

/** `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Values with commas between them. */
export const list = z
  .string()
  .min(1)
  .transform((value) => value.split(',').map((item) => item.trim()));

/**
 * What the environment says, by this schema. Any of its variables may be given as a file instead, `NAME_FILE`, as secrets are mounted.
 * Throws InvalidSetting, which names the variable and the reason.
 */
export function parseEnvironment<Schema extends z.ZodObject>(schema: Schema, variables: NodeJS.ProcessEnv): z.infer<Schema> {
  const parsed = schema.safeParse(withFiles(variables, Object.keys(schema.shape)));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new InvalidSetting(`${issue.path.join('.')}: ${issue.message}`);
}

function withFiles(variables: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  const read: NodeJS.ProcessEnv = {};
  for (const name of names) {
    const file = variables[`${name}_FILE`];
    if (file === undefined) continue;
    try {
      read[name] = readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new InvalidSetting(`${name}_FILE: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { ...variables, ...read };
}
