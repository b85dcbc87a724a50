import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededAccount } from '#directory/seed/seed.service.js';

/** The demo accounts of a data folder with their passwords, so that every start can print them. Empty where none were made. */
export function readAccounts(dataFolder: string): SeededAccount[] {
  const file = fileIn(dataFolder);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeededAccount[]) : [];
}

/** Adds accounts that are being made, in a file that its owner alone can read; those of the same login are replaced. */
export function keepAccounts(dataFolder: string, made: readonly SeededAccount[]): void {
  const fresh = new Set(made.map((account) => account.login));
  const all = [...readAccounts(dataFolder).filter((account) => !fresh.has(account.login)), ...made];
  // Written whole or not at all.
  writeFileSync(`${fileIn(dataFolder)}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${fileIn(dataFolder)}.new`, fileIn(dataFolder));
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'demo-accounts.json');
}
