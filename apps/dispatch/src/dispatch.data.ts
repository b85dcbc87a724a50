import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders that hold `apps/dispatch/data`, seen from the sources and from the build. */
const folders = [join(import.meta.dirname, '../data'), join(import.meta.dirname, '../../../../apps/dispatch/data')];

/** Reads one of dispatch's data files (JSON). A missing file stops the start. */
export function readDispatchData(file: string): unknown {
  const folder = folders.find((candidate) => existsSync(join(candidate, file)));
  if (!folder) throw new Error(`data file missing: apps/dispatch/data/${file}`);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown;
}
