import type { Category } from '#contracts/incident.js';

/** A category as the picker lists it: its names, and where it stands in the tree. */
export type CategoryLine = { code: string; name: string; nameEn: string; path: string; pathEn: string; depth: number; words: string };

/** The tree as lines from the top down, each with the names above it, without the root that says only 突发事件. */
export function categoryLines(categories: readonly Category[]): CategoryLine[] {
  const byCode = new Map(categories.map((category) => [category.code, category]));
  const above = (category: Category): Category[] => {
    const parent = category.parent === null ? undefined : byCode.get(category.parent);
    return parent && parent.parent !== null ? [...above(parent), parent] : [];
  };
  return categories
    .filter((category) => category.parent !== null)
    .map((category) => {
      const parents = above(category);
      return {
        code: category.code,
        name: category.name,
        nameEn: category.nameEn,
        path: parents.map((parent) => parent.name).join(' › '),
        pathEn: parents.map((parent) => parent.nameEn).join(' › '),
        depth: parents.length,
        words: `${category.name} ${category.code} ${category.nameEn}`,
      };
    });
}
