import { urlAs } from '#service-kit/migrate.js';
import type { LoginRole } from '#service-kit/migrate.js';
import { keepAccounts } from './accounts.js';
import { migrateAll } from './migrations.js';
import type { Secrets } from './secrets.js';
import { secretsOf } from './secrets.js';
import { seedCity } from './seed.js';

/** What is prepared: a database (by the URL of its owner) for the secrets of a data folder. */
export type Preparation = {
  adminUrl: string;
  dataFolder: string;
  demo: boolean;
  points: number | null;
  /** Told what is begun. */
  step(zh: string, en: string): void;
};

/** A database that is ready for the services, and what they are told. */
export type Prepared = { secrets: Secrets; urlOf(role: LoginRole): string };

/** Makes secrets, roles, tables and first data, or brings them up to date. Safe to repeat, and to break off anywhere. */
export async function prepareCity({ adminUrl, dataFolder, demo, points, step }: Preparation): Promise<Prepared> {
  const secrets = secretsOf(dataFolder);
  const passwordOf = (role: LoginRole): string => secrets.rolePasswords[role]!;
  const urlOf = (role: LoginRole): string => urlAs(adminUrl, role, passwordOf(role));
  step('更新库表', 'Migrating');
  await migrateAll(adminUrl, { passwordOf });
  step('准备全市单位、岗位和预案', 'Seeding orgs, posts and plans');
  await seedCity(urlOf, { points, demo, keepPasswords: (made) => keepAccounts(dataFolder, made) });
  return { secrets, urlOf };
}
