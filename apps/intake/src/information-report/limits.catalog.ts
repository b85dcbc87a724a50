import { z } from 'zod';
import type { ReportLimits } from '#contracts/information-report.js';
import { reportLimits } from '#contracts/information-report.js';
import { CategoryCatalog } from '../category/category.catalog.js';
import { readIntakeData } from '../intake.data.js';
import { limitsOf } from './limits.rules.js';
import { Injectable } from '@nestjs/common';

/** The limits of this installation, read when the service is composed; a file that does not fit stops the start. */
@Injectable()
export class LimitsCatalog {
  private readonly entries = z.object({ limits: z.array(reportLimits) }).parse(readIntakeData('report-limits.json')).limits;

  constructor(private readonly tree: CategoryCatalog) {
    const unknown = this.entries.find(({ category }) => !tree.byCode.has(category));
    if (unknown) throw new Error(`report limits: there is no category ${unknown.category}`);
    limitsOf(this.entries, tree, '');
  }

  /** The limits of a category. */
  of(category: string): ReportLimits {
    return limitsOf(this.entries, this.tree, category);
  }
}
