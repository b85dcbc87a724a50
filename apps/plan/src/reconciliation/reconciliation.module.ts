import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { AuditDatabase } from './audit.database.js';
import { ReconciliationController } from './reconciliation.controller.js';
import { ReconciliationService } from './reconciliation.service.js';
import { WhistleReconciliationController } from './whistle-reconciliation.controller.js';
import { WhistleReconciliationService } from './whistle-reconciliation.service.js';

/** The reconciliation, with a connection of its own as the auditor. */
@Module({})
export class ReconciliationModule {
  static register(config: ServiceConfig): DynamicModule {
    return {
      module: ReconciliationModule,
      controllers: [ReconciliationController, WhistleReconciliationController],
      providers: [
        { provide: AuditDatabase, useFactory: () => AuditDatabase.open(config.auditDatabaseUrl) },
        ReconciliationService,
        WhistleReconciliationService,
      ],
    };
  }
}
