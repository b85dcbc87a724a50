// Files that are generated, committed, and must be what the code says. `npm run generate` writes them; `npm run check` proves them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './preflight.mjs';
import { run } from './run.mjs';

/** Each generator (run from its source) and the files that it writes. */
const generators = [
  { source: 'apps/standalone/src/openapi.ts', files: ['docs/openapi.json'] },
  { source: 'libs/messaging/src/asyncapi.ts', files: ['docs/asyncapi.json'] },
  { source: 'apps/plan/src/library/plan-schema.generate.ts', files: ['apps/plan/library/plan.schema.json'] },
];

/** Runs every generator. Throws with its output if one fails. */
export async function generateAll() {
  for (const { source, files } of generators) {
    for (const file of files) mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    const { code, output } = await run(process.execPath, ['--import', './libs/testing/loader/register.mjs', '--no-warnings', source]);
    if (code !== 0) throw new Error(`${source} failed:\n${output}`);
  }
}

/** Generates again and answers the files that differ from what lay there, which is put back. */
export async function staleFiles() {
  const files = generators.flatMap((generator) => generator.files).map((file) => path.join(root, file));
  const before = new Map(files.map((file) => [file, textOf(file)]));
  await generateAll();
  const stale = files.filter((file) => textOf(file) !== before.get(file));
  for (const file of stale) {
    const text = before.get(file);
    if (text !== undefined) writeFileSync(file, text);
  }
  return stale.map((file) => path.relative(root, file));
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateAll();
