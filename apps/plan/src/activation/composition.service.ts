import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { ResponseLevel } from '#contracts/scales.js';
import { Refused } from '#service-kit/refused.js';
import type { KnownIncident } from '../incident/known-incident.service.js';
import { PlanService } from '../library/plan.service.js';
import { composeActivation } from './compose.rules.js';
import { readOrgs, readPosts } from './directory.queries.js';
import type { Composed } from './duty.rules.js';

/** Reads what a composition is made of in four queries, whatever the number of units, and composes. */
@Injectable()
export class CompositionService {
  constructor(private readonly plans: PlanService) {}

  /** Composes the response to an incident in these units at this level; refused with `no-plan-matches` if no published plan covers it. */
  async compose(
    tx: EntityManager,
    incident: KnownIncident,
    asked: { level: ResponseLevel; unitIds: readonly string[]; reports: readonly string[] },
  ): Promise<Composed> {
    const orgs = await readOrgs(tx, asked.unitIds);
    const posts = await readPosts(tx);
    const cityId = orgs.find((org) => org.kind === 'city')?.id;
    if (cityId === undefined) throw new Error('the directory has no city');
    const versions = await this.plans.publishedVersions(tx, [cityId, ...asked.unitIds]);
    const started = performance.now();
    const decision = composeActivation(
      {
        incident,
        ...asked,
        cityId,
        versions,
        orgs,
        orgKindOfPost: new Map([...posts.values()].map((post) => [post.id, post.orgKind])),
      },
      uuidv7,
    );
    const composeMs = performance.now() - started;
    if (!decision.ok) throw new Refused(decision.refusal);
    return { composition: decision.composition, cityId, orgs: new Map(orgs.map((org) => [org.id, org])), posts, composeMs };
  }
}
