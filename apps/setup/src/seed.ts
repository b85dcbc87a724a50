import { randomInt } from 'node:crypto';
import type { SeededAccount } from '#directory/seed/seed.service.js';
import { seedDirectory } from '#directory/seed/seed.service.js';
import { publishLibrary } from '#plan/library/publish.service.js';
import { openDatabase } from '#service-kit/database.module.js';
import type { LoginRole } from '#service-kit/migrate.js';

/** Letters and digits that nobody confuses when reading them aloud at night. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A random password in three groups, about 59 bits. */
export function randomPassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group()].join('-');
}

export type CitySeed = {
  demo: boolean;
  points: number | null;
  /** Stores new passwords before their accounts are committed. */
  keepPasswords?: (made: readonly SeededAccount[]) => void;
  passwordCost?: number;
};

/** Seeds the city and publishes the plan library; answers the accounts that were made now. Safe to repeat. */
export async function seedCity(urlOf: (role: LoginRole) => string, options: CitySeed): Promise<SeededAccount[]> {
  const directory = await openDatabase(urlOf('directory'), 'muster-seed', [], 2);
  const plan = await openDatabase(urlOf('plan'), 'muster-seed', [], 2);
  try {
    const [{ now }] = (await directory.query('SELECT clock_timestamp() AS now')) as [{ now: Date }];
    const seeded = await seedDirectory(directory, { now, randomPassword, ...options });
    const units = (await directory.query(`SELECT id FROM directory_read.org WHERE kind = 'area-unit' ORDER BY sort`)) as { id: string }[];
    await publishLibrary(plan, { now, unitIds: units.map((unit) => unit.id) });
    return seeded.accounts;
  } finally {
    await directory.destroy();
    await plan.destroy();
  }
}
