import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';
import type { ServiceName } from '#contracts/events.js';

/** The login roles: one per service, one for the in-process bus, one that may read everything for the reconciliation. */
export type LoginRole = ServiceName | 'bus' | 'audit';

/** What is migrated: per schema its migrations, in order. A merged migration is never edited. `addOnly`: tables that its service may only add to. */
export type SchemaMigrations = { schema: ServiceName | 'bus'; migrations: (new () => MigrationInterface)[]; addOnly?: readonly string[] };

/** The PostgreSQL name of a login role. */
export function roleName(role: LoginRole): string {
  return `muster_${role}`;
}

/** The URL of the same database as another login role. */
export function urlAs(adminUrl: string, role: LoginRole, password: string): string {
  const url = new URL(adminUrl);
  url.username = roleName(role);
  url.password = password;
  return url.toString();
}

const roles: LoginRole[] = ['directory', 'intake', 'plan', 'dispatch', 'notification', 'bus', 'audit'];

/** Makes the login roles (or sets their passwords). Roles belong to the server, not to a database. */
export async function prepareRoles(adminUrl: string, passwordOf: (role: LoginRole) => string): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    for (const role of roles) {
      const password = passwordOf(role).replaceAll("'", "''");
      const known = (await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [roleName(role)])) as unknown[];
      await admin.query(`${known.length > 0 ? 'ALTER' : 'CREATE'} ROLE ${roleName(role)} LOGIN PASSWORD '${password}'`);
    }
  });
}

/**
 * Runs every schema's migrations as the database's owner, then grants: each service its own schema, everybody the views of
 * `directory_read`, the bus the outboxes, the audit role reading of all. Timelines and `addOnly` tables can be added to, never changed.
 */
export async function migrateSchemas(adminUrl: string, all: readonly SchemaMigrations[]): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    for (const { schema } of all) await admin.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  });
  for (const { schema, migrations } of all) {
    const source = new DataSource({ type: 'postgres', url: adminUrl, schema, migrations, migrationsTableName: 'migration', poolSize: 1 });
    await source.initialize();
    try {
      await source.runMigrations({ transaction: 'each' });
    } finally {
      await source.destroy();
    }
  }
  await asAdmin(adminUrl, async (admin) => {
    const services = all.map(({ schema }) => schema).filter((schema) => schema !== 'bus');
    for (const { schema, addOnly = [] } of all) if (schema !== 'bus') await admin.query(grantsOf(schema, addOnly));
    await admin.query(busGrants(services));
    await admin.query(readsOfIntake);
    await admin.query(auditGrants([...services, 'bus']));
  });
}

function grantsOf(service: ServiceName, addOnly: readonly string[]): string {
  const role = roleName(service);
  const kept = ['timeline', ...addOnly].map((table) => `${service}.${table}`).join(', ');
  return `
    GRANT USAGE ON SCHEMA ${service} TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${service} TO ${role};
    REVOKE UPDATE, DELETE ON ${kept} FROM ${role};
    REVOKE ALL ON ${service}.migration FROM ${role};
    GRANT USAGE ON SCHEMA directory_read TO ${role};
    GRANT SELECT ON ALL TABLES IN SCHEMA directory_read TO ${role};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA directory_read TO ${role};
  `;
}

function busGrants(services: readonly string[]): string {
  const bus = roleName('bus');
  const outboxes = services.map(
    (service) => `
      GRANT USAGE ON SCHEMA ${service} TO ${bus};
      GRANT SELECT, UPDATE (position) ON ${service}.outbox TO ${bus};`,
  );
  return `GRANT USAGE ON SCHEMA bus TO ${bus}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bus TO ${bus}; ${outboxes.join('')}`;
}

/** Plan starts responses to incidents that the bus has not told it of yet; dispatch takes from an incident or a grid report what a whistle says. */
const readsOfIntake = `
  GRANT USAGE ON SCHEMA intake_read TO ${roleName('plan')}, ${roleName('dispatch')};
  GRANT SELECT ON intake_read.opened_incident TO ${roleName('plan')}, ${roleName('dispatch')};
  GRANT SELECT ON intake_read.grid_report TO ${roleName('dispatch')};`;

function auditGrants(schemas: readonly string[]): string {
  const audit = roleName('audit');
  const reads = schemas.map(
    (schema) => `GRANT USAGE ON SCHEMA ${schema} TO ${audit}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${audit};`,
  );
  // Hashes and tokens are nobody's business, not even the auditor's.
  return `${reads.join('')}
    REVOKE SELECT ON directory.account, directory.device, directory.session FROM ${audit};
    GRANT USAGE ON SCHEMA directory_read TO ${audit};
    GRANT SELECT ON ALL TABLES IN SCHEMA directory_read TO ${audit};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA directory_read TO ${audit};`;
}

async function asAdmin(adminUrl: string, work: (admin: DataSource) => Promise<void>): Promise<void> {
  const admin = new DataSource({ type: 'postgres', url: adminUrl, poolSize: 1 });
  await admin.initialize();
  try {
    await work(admin);
  } finally {
    await admin.destroy();
  }
}
