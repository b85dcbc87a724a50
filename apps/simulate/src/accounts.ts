import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const account = z.object({ login: z.string(), password: z.string(), orgId: z.string(), roles: z.array(z.string()) });
/** An account of a demo, with its password. */
export type Account = z.infer<typeof account>;

/** The demo accounts of a data folder; none where there are none. */
export function accountsOf(dataFolder: string): Account[] {
  const file = join(dataFolder, 'demo-accounts.json');
  return existsSync(file) ? z.array(account).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Who sits in the city's centre and may click; undefined where nobody does. */
export function operatorAmong(accounts: readonly Account[]): Account | undefined {
  return accounts.find(({ orgId, roles }) => orgId === 'city-centre' && roles.includes('operator'));
}
