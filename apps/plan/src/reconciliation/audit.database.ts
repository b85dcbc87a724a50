import type { OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { openDatabase } from '#service-kit/database.module.js';

/** The auditor's own connection: the role `muster_audit` may read every schema and write to none. */
export class AuditDatabase implements OnApplicationShutdown {
  private constructor(private readonly source: DataSource) {}

  static async open(url: string): Promise<AuditDatabase> {
    return new AuditDatabase(await openDatabase(url, 'muster-audit', [], 2));
  }

  /** Reads in one snapshot of the whole database, as it was at the first query. */
  async snapshot<Answer>(read: (tx: EntityManager) => Promise<Answer>): Promise<Answer> {
    return this.source.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return read(tx);
    });
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
