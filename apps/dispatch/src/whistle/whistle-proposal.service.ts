import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { WhistleProposal, WhistleProposalQuery } from '#contracts/whistle.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { isCityScope } from '#service-kit/scope.js';
import { readDispatchData } from '../dispatch.data.js';
import { WhistleRulesService } from '../whistle-rules/whistle-rules.service.js';
import { limitsOf, whistlePost } from './whistle-call.rules.js';
import type { CallingMatter } from './whistle-call.rules.js';
import { findMatter, findMattersOfPlan, findStationings, readOrgKinds } from './whistle-matter.queries.js';
import type { Origin } from './whistle-origin.queries.js';
import { findGridReportOrigin, findIncidentOrigin, findTaskOrigin } from './whistle-origin.queries.js';
import { categoryMatters, matterOfCategory, proposeDepartments } from './whistle-proposal.rules.js';
import { isTownOf } from './whistle-side.rules.js';

/** All that the form of a whistle can know before anybody types. */
@Injectable()
export class WhistleProposalService {
  private readonly categories = categoryMatters.parse(readDispatchData('category-matters.json')).categories;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly rules: WhistleRulesService,
  ) {}

  /** Proposes matter, kind, words, place and departments for a whistle of this town. Refuses a foreign town as if there were none. */
  async propose(caller: SessionClaims, query: WhistleProposalQuery): Promise<WhistleProposal> {
    const tx = this.database.manager;
    const unit = (await readOrgKinds(tx, [query.unitId])).get(query.unitId);
    if (unit?.kind !== 'area-unit' || !(isTownOf(caller, query.unitId) || isCityScope(caller))) throw new Refused('unknown-org');
    const origin = await readOrigin(tx, query);
    const matter = await this.matterOf(tx, query, origin);
    const { rules } = await this.rules.current(tx);
    return {
      unitId: query.unitId,
      unitName: unit.name,
      exercise: origin?.exercise ?? null,
      matterId: matter?.id ?? null,
      matterName: matter?.name ?? null,
      kind: matter?.whistleKind ?? null,
      limits: matter ? limitsOf(rules, matter.whistleKind, matter.handlingLimit) : null,
      title: origin?.title ?? '',
      needed: origin?.needed ?? '',
      place: origin?.place ?? { description: '', position: null },
      departments: matter ? await this.departmentsOf(tx, query.unitId, matter) : [],
    };
  }

  private async matterOf(tx: EntityManager, query: WhistleProposalQuery, origin: Origin | null): Promise<CallingMatter | null> {
    const matterId = query.matterId ?? origin?.matterId;
    if (matterId) {
      const matter = await findMatter(tx, matterId);
      if (!matter) throw new Refused('unknown-matter');
      return matter;
    }
    const ofCategory = origin?.category ? matterOfCategory(this.categories, origin.category) : null;
    if (ofCategory) return findMatter(tx, ofCategory);
    // Rather none than a wrong one: a plan that several matters may have grown into says nothing of which.
    const fitting = origin?.planNo ? await findMattersOfPlan(tx, origin.planNo) : [];
    return fitting.length === 1 ? fitting[0]! : null;
  }

  private async departmentsOf(tx: EntityManager, unitId: string, matter: CallingMatter): Promise<WhistleProposal['departments']> {
    const proposed = proposeDepartments(matter, await findStationings(tx, unitId, matter));
    const rows = (await tx.query(
      `SELECT o.id, o.name, p.name AS person FROM directory_read.org o
       LEFT JOIN directory_read.on_duty($2) d ON d.org_id = o.id AND d.post_id = $3
       LEFT JOIN directory_read.person p ON p.id = d.person_id
       WHERE o.id = ANY($1::text[]) AND o.kind = 'department'`,
      [proposed.map(({ orgId }) => orgId), this.clock.now(), whistlePost],
    )) as { id: string; name: string; person: string | null }[];
    const known = new Map(rows.map((row) => [row.id, row]));
    return proposed.flatMap((one) => {
      const org = known.get(one.orgId);
      return org ? [{ ...one, orgName: org.name, onDutyName: org.person }] : [];
    });
  }
}

async function readOrigin(tx: EntityManager, query: WhistleProposalQuery): Promise<Origin | null> {
  const { unitId, incidentId, taskId, gridReportId } = query;
  const asked = incidentId
    ? findIncidentOrigin(tx, incidentId, unitId)
    : taskId
      ? findTaskOrigin(tx, taskId, unitId)
      : gridReportId
        ? findGridReportOrigin(tx, gridReportId, unitId)
        : null;
  if (!asked) return null;
  const origin = await asked;
  if (!origin) throw new Refused('unknown-origin');
  return origin;
}
