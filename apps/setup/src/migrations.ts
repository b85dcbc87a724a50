import type { LoginRole, SchemaMigrations } from '#service-kit/migrate.js';
import { migrateSchemas, prepareRoles } from '#service-kit/migrate.js';
import { Bus1763856000000 } from '#messaging/bus.migration.js';
import { DeadLetterCopies1764028800000 } from '#messaging/dead-letter-copies.migration.js';
import { PublishMany1764460800000 } from '#messaging/publish-many.migration.js';
import { Directory1763856000000 } from '#directory/migrations/1763856000000-directory.js';
import { Matters1764547200000 } from '#directory/migrations/1764547200000-matters.js';
import { Leaves1764550800000 } from '#directory/migrations/1764550800000-leaves.js';
import { Dispatch1763856000000 } from '#dispatch/migrations/1763856000000-dispatch.js';
import { Obligations1764547200000 } from '#dispatch/migrations/1764547200000-obligations.js';
import { Whistles1764550800000 } from '#dispatch/migrations/1764550800000-whistles.js';
import { StationedReviews1764554400000 } from '#dispatch/migrations/1764554400000-stationed-reviews.js';
import { Intake1763856000000 } from '#intake/migrations/1763856000000-intake.js';
import { OpenedIncidents1764115200000 } from '#intake/migrations/1764115200000-opened-incidents.js';
import { KnownAt1764201600000 } from '#intake/migrations/1764201600000-known-at.js';
import { InformationReports1764288000000 } from '#intake/migrations/1764288000000-information-reports.js';
import { Warnings1764374400000 } from '#intake/migrations/1764374400000-warnings.js';
import { WarningSources1764460800000 } from '#intake/migrations/1764460800000-warning-sources.js';
import { GridReports1764547200000 } from '#intake/migrations/1764547200000-grid-reports.js';
import { Notification1763856000000 } from '#notification/migrations/1763856000000-notification.js';
import { Causes1764547200000 } from '#notification/migrations/1764547200000-causes.js';
import { Plan1763856000000 } from '#plan/migrations/1763856000000-plan.js';

/** Every schema with its migrations, in the order in which they depend on each other. */
export const schemas: readonly SchemaMigrations[] = [
  { schema: 'directory', migrations: [Directory1763856000000, Matters1764547200000, Leaves1764550800000] },
  {
    schema: 'intake',
    migrations: [
      Intake1763856000000,
      OpenedIncidents1764115200000,
      KnownAt1764201600000,
      InformationReports1764288000000,
      Warnings1764374400000,
      WarningSources1764460800000,
      GridReports1764547200000,
    ],
    addOnly: ['information_report'],
  },
  { schema: 'plan', migrations: [Plan1763856000000] },
  {
    schema: 'dispatch',
    migrations: [Dispatch1763856000000, Obligations1764547200000, Whistles1764550800000, StationedReviews1764554400000],
    addOnly: ['whistle_rules'],
  },
  { schema: 'notification', migrations: [Notification1763856000000, Causes1764547200000] },
  { schema: 'bus', migrations: [Bus1763856000000, DeadLetterCopies1764028800000, PublishMany1764460800000] },
];

/** Makes the login roles and brings every schema of the database up to date. Safe to repeat. */
export async function migrateAll(adminUrl: string, options: { passwordOf: (role: LoginRole) => string }): Promise<void> {
  await prepareRoles(adminUrl, options.passwordOf);
  await migrateSchemas(adminUrl, schemas);
}
