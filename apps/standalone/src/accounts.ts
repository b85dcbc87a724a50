import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededAccount } from '#directory/seed/seed.service.js';

/** The demo accounts of a data folder with their passwords, kept for its owner alone, so that every start can print them. */
export function keepAccounts(dataFolder: string, made: readonly SeededAccount[]): SeededAccount[] {
  const file = join(dataFolder, 'demo-accounts.json');
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeededAccount[]) : [];
  if (made.length === 0) return kept;
  const fresh = new Set(made.map((account) => account.login));
  const all = [...kept.filter((account) => !fresh.has(account.login)), ...made];
  writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return all;
}
