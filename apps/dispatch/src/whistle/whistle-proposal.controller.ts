import { Controller, Get, Query } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleProposal, WhistleProposalQuery } from '#contracts/whistle.js';
import { whistleProposalQuery } from '#contracts/whistle.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { WhistleProposalService } from './whistle-proposal.service.js';

/** What a whistle's form knows before anybody types. */
@Controller('api/whistle-proposals')
export class WhistleProposalController {
  constructor(private readonly proposals: WhistleProposalService) {}

  @Get()
  @Allow('whistle.blow')
  async propose(
    @Caller() caller: SessionClaims,
    @Query({ schema: whistleProposalQuery }) query: WhistleProposalQuery,
  ): Promise<WhistleProposal> {
    return this.proposals.propose(caller, query);
  }
}
