import type { ReportLimits } from '#contracts/information-report.js';
import type { CategoryTree } from '../category/category.rules.js';
import { chainOf } from '../category/category.rules.js';

/** The root of the category tree: its entry is the default of all categories. */
const everyCategory = '10000';

/** The limits of a category: those of the nearest entry at or above it in the tree, at last the default. Throws without a default. */
export function limitsOf(entries: readonly ReportLimits[], tree: CategoryTree, category: string): ReportLimits {
  const nearestFirst = [
    ...chainOf(tree, category)
      .map(({ code }) => code)
      .reverse(),
    everyCategory,
  ];
  for (const code of nearestFirst) {
    const entry = entries.find((each) => each.category === code);
    if (entry) return entry;
  }
  throw new Error(`report limits: no entry for ${everyCategory}`);
}
