import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { PlanDocument, PlanSummary, PlanVersion, PublishedPlan } from '#contracts/plan-library.js';
import { Refused } from '#service-kit/refused.js';
import { isCityScope } from '#service-kit/scope.js';
import { cityOf } from './publish.service.js';

type VersionRow = { id: string; holder_org_id: string; plan_no: string; version: number; digest: string; published_at: Date };

/** Published plans. A document never changes under its digest, so that each is read from the database once per process. */
@Injectable()
export class PlanService {
  private readonly documents = new Map<string, PlanDocument>();

  constructor(private readonly database: DataSource) {}

  /** The published versions that these orgs hold, in the order holder, plan. */
  async publishedVersions(tx: EntityManager, holderOrgIds: readonly string[]): Promise<PlanVersion[]> {
    const rows = await this.readVersions(tx, holderOrgIds, null);
    return rows.map(({ row, document }) => ({ planVersionId: row.id, holderOrgId: row.holder_org_id, version: row.version, document }));
  }

  /** The plans of the caller: the city's for those at city level, the town's own for its people. */
  async listPlans(caller: SessionClaims): Promise<PlanSummary[]> {
    const rows = await this.readVersions(this.database.manager, [await this.holderOf(caller)], null);
    return rows.map(({ row, document }) => ({
      planVersionId: row.id,
      no: document.no,
      kind: document.kind,
      name: document.name,
      nameEn: document.nameEn,
      holderOrgId: row.holder_org_id,
      version: row.version,
      publishedAt: row.published_at.toISOString(),
      categories: document.categories,
      tasks: document.tasks.length,
    }));
  }

  /** One published plan of the caller in full; one that the caller's org does not hold answers like a missing one. */
  async findPlan(caller: SessionClaims, no: string): Promise<PublishedPlan> {
    const [found] = await this.readVersions(this.database.manager, [await this.holderOf(caller)], no);
    if (!found) throw new Refused('not-found');
    const { row, document } = found;
    return {
      planVersionId: row.id,
      no: document.no,
      kind: document.kind,
      holderOrgId: row.holder_org_id,
      version: row.version,
      publishedAt: row.published_at.toISOString(),
      document,
    };
  }

  private async holderOf(caller: SessionClaims): Promise<string> {
    if (caller.unitId !== null && !isCityScope(caller)) return caller.unitId;
    return cityOf(this.database.manager);
  }

  private async readVersions(
    tx: EntityManager,
    holderOrgIds: readonly string[],
    planNo: string | null,
  ): Promise<{ row: VersionRow; document: PlanDocument }[]> {
    const rows = (await tx.query(
      `SELECT id, holder_org_id, plan_no, version, digest, published_at FROM plan.plan_version
       WHERE holder_org_id = ANY($1) AND withdrawn_at IS NULL AND ($2::text IS NULL OR plan_no = $2)
       ORDER BY holder_org_id, plan_no`,
      [holderOrgIds, planNo],
    )) as VersionRow[];
    await this.readDocuments(tx, rows);
    return rows.map((row) => ({ row, document: this.documents.get(row.digest) as PlanDocument }));
  }

  private async readDocuments(tx: EntityManager, rows: readonly VersionRow[]): Promise<void> {
    const missing = [...new Set(rows.map((row) => row.digest))].filter((digest) => !this.documents.has(digest));
    if (missing.length === 0) return;
    const found = (await tx.query('SELECT digest, document FROM plan.document WHERE digest = ANY($1)', [missing])) as {
      digest: string;
      document: PlanDocument;
    }[];
    for (const { digest, document } of found) this.documents.set(digest, document);
  }
}
