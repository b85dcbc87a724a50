import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { PlanProposal, PlanProposalQuery } from '#contracts/plan-proposal.js';
import { Refused } from '#service-kit/refused.js';
import { areaUnitsOf, unitsInScope } from '../activation/directory.queries.js';
import { PlanService } from '../library/plan.service.js';
import { cityOf } from '../library/publish.service.js';
import { proposePlans } from './proposal.rules.js';

/** Says what the published plans propose for a warning or an incident. Nothing is kept and nothing is started. */
@Injectable()
export class ProposalService {
  constructor(
    private readonly database: DataSource,
    private readonly plans: PlanService,
  ) {}

  /** The proposal for the asked units, or for every unit in the caller's scope; a unit outside it is refused like an unknown one. */
  async proposePlans(caller: SessionClaims, asked: PlanProposalQuery): Promise<PlanProposal> {
    const tx = this.database.manager;
    const wanted = asked.unitIds && [...new Set(asked.unitIds)];
    const unitIds = wanted ? await unitsInScope(tx, caller, wanted) : await areaUnitsOf(tx, caller);
    if (wanted && unitIds.length < wanted.length) throw new Refused('unknown-org');
    const cityId = await cityOf(tx);
    const versions = await this.plans.publishedVersions(tx, [cityId, ...unitIds]);
    return proposePlans({ cityId, unitIds, versions, category: asked.category, colour: asked.colour ?? null });
  }
}
