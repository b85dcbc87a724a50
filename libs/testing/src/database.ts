import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { urlAs } from '#service-kit/migrate.js';
import type { LoginRole } from '#service-kit/migrate.js';
import type { TestServer } from './test-server.js';

/** A database of a test file's own: migrated, empty, gone after `close`. */
export type FreshDatabase = {
  /** URL as the login role of a service, of the bus or of the audit: with that role's rights and no more. */
  urlOf(role: LoginRole): string;
  /** URL as the owner, who may do everything: for arranging and for breaking things on purpose. */
  ownerUrl: string;
  close(): Promise<void>;
};

/** Clones the migrated template of this run. One per test file: `beforeAll(async () => { city = await freshDatabase(); })`. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const told = process.env.MUSTER_TEST_SERVER;
  if (!told) throw new Error('freshDatabase works in *.medium.spec.ts, *.scenario.spec.ts and *.browser.spec.ts only');
  const server = JSON.parse(told) as TestServer;
  const name = `city_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.adminUrl, `CREATE DATABASE ${name} TEMPLATE ${server.template}`);
  const ownerUrl = server.adminUrl.replace(/[^/]+$/, name);
  return {
    ownerUrl,
    urlOf: (role) => urlAs(ownerUrl, role, server.password),
    close: () => asAdmin(server.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asAdmin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
