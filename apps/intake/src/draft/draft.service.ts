import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { IncidentDraft } from '#contracts/incident.js';
import { areaUnitsOf, scopeOrgOf } from '../area-unit/area-unit.queries.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { readIntakeData } from '../intake.data.js';
import type { DrillScript } from './draft.rules.js';
import { draftFromScript } from './draft.rules.js';

/** Drafts that the operator can open with one click: the incidents with which the drill scripts begin. */
@Injectable()
export class DraftService {
  private readonly scripts = [readIntakeData<DrillScript>('drill-bebinca-2024.json')];

  constructor(
    private readonly database: DataSource,
    private readonly catalog: CategoryCatalog,
  ) {}

  /** The drafts for the caller's own units: the whole city for its centre, one town for that town, none for a department. */
  async listDrafts(caller: SessionClaims): Promise<IncidentDraft[]> {
    const units = await areaUnitsOf(this.database.manager, caller);
    const org = await scopeOrgOf(this.database.manager, caller);
    if (!org) return [];
    const place = { ...org, unitIds: units.map((unit) => unit.id) };
    return this.scripts.flatMap((script) => {
      const category = this.catalog.byCode.get(script.metadata.eventCode);
      const draft = category ? draftFromScript(script, place, category) : null;
      return draft ? [draft] : [];
    });
  }
}
