import { Controller, Get, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { PlanProposal, PlanProposalQuery } from '#contracts/plan-proposal.js';
import { planProposalQuery } from '#contracts/plan-proposal.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { ProposalService } from './proposal.service.js';

/** What the plans propose, over HTTP. */
@Controller('api/plan-proposals')
export class ProposalController {
  constructor(private readonly proposals: ProposalService) {}

  @Get()
  @Allow('plan.read')
  propose(@Caller() caller: SessionClaims, @Query({ schema: planProposalQuery }) asked: PlanProposalQuery): Promise<PlanProposal> {
    return this.proposals.proposePlans(caller, asked);
  }
}
