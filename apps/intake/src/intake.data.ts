import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folders that hold `apps/intake/data`, seen from the sources and from the build. */
const folders = [join(import.meta.dirname, '../data'), join(import.meta.dirname, '../../../../apps/intake/data')];

/** Reads one of intake's data files (JSON). It is read once, when the service is composed; a missing file stops the start. */
export function readIntakeData<Content>(file: string): Content {
  const folder = folders.find((candidate) => existsSync(join(candidate, file)));
  if (!folder) throw new Error(`data file missing: apps/intake/data/${file}`);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Content;
}
