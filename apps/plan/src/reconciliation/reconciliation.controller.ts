import { Controller, Get, Param } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { id as idSchema } from '#contracts/ids.js';
import type { Reconciliation } from '#contracts/reconciliation.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { ReconciliationService } from './reconciliation.service.js';

/** The proof that nothing was lost, at any time. */
@Controller('api/activations')
export class ReconciliationController {
  constructor(private readonly reconciliations: ReconciliationService) {}

  @Get(':id/reconciliation')
  @Allow('reconciliation.read')
  reconcile(@Caller() caller: SessionClaims, @Param('id', { schema: idSchema }) id: string): Promise<Reconciliation> {
    return this.reconciliations.reconcileActivation(caller, id);
  }
}
