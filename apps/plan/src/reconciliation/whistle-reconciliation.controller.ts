import { Controller, Get } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleReconciliation } from '#contracts/whistle.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WhistleReconciliationService } from './whistle-reconciliation.service.js';

/** The proof that no whistle was lost, at any time. */
@Controller('api/whistle-reconciliation')
export class WhistleReconciliationController {
  constructor(private readonly reconciliations: WhistleReconciliationService) {}

  @Get()
  @Allow('reconciliation.read')
  reconcile(@Caller() caller: SessionClaims): Promise<WhistleReconciliation> {
    return this.reconciliations.reconcile(caller);
  }
}
