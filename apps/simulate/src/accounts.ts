import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Credentials } from '#desk-client/person.js';

const accounts = z.array(z.object({ login: z.string(), password: z.string(), orgId: z.string(), roles: z.array(z.string()) }));

/** Who sits in the city's centre and may click, by the demo accounts of a data folder; undefined where there are none. */
export function operatorOf(dataFolder: string): Credentials | undefined {
  const file = join(dataFolder, 'demo-accounts.json');
  if (!existsSync(file)) return undefined;
  const all = accounts.parse(JSON.parse(readFileSync(file, 'utf8')));
  return all.find(({ orgId, roles }) => orgId === 'city-centre' && roles.includes('operator'));
}
