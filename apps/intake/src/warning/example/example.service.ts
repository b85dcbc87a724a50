import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WarningExample } from '#contracts/warning.js';
import { Clock } from '#service-kit/clock.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';
import { CategoryCatalog } from '../../category/category.catalog.js';
import type { DrillScript } from '../../draft/draft.rules.js';
import { readIntakeData } from '../../intake.data.js';
import { placedOrgs } from '../warning.queries.js';
import { exampleOf } from './example.rules.js';

/** Messages that a demo ships, so that a newcomer has a warning to try. All are exercises. */
@Injectable()
export class WarningExampleService {
  private readonly scripts = [readIntakeData<DrillScript>('drill-bebinca-2024.json')];

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly catalog: CategoryCatalog,
  ) {}

  /** The examples of a demo; none anywhere else. */
  async listExamples(): Promise<WarningExample[]> {
    if (!this.config.demo) return [];
    const city = (await placedOrgs(this.database.manager)).find((org) => org.kind === 'city');
    if (!city) return [];
    const now = this.clock.now();
    return this.scripts.flatMap((script) => {
      const category = this.catalog.byCode.get(script.metadata.eventCode);
      return (category && exampleOf(script, { city: { name: city.name, code: city.id }, category, now })) ?? [];
    });
  }
}
