import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';
import { swcOptions } from '../jest/swc-options.mjs';

const { sourceOf } = createRequire(import.meta.url)('../jest/resolver.cjs');

/** Takes a `.js` import to its TypeScript source, by the same rule as the tests. */
export async function resolve(specifier, context, next) {
  const parent = context.parentURL?.startsWith('file:') ? path.dirname(fileURLToPath(context.parentURL)) : process.cwd();
  const source = sourceOf(specifier, parent);
  return source ? next(pathToFileURL(source).href, context) : next(specifier, context);
}

/** Compiles one TypeScript file. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), { ...swcOptions, filename });
  return { format: 'module', source: code, shortCircuit: true };
}
