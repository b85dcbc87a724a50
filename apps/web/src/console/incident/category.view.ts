import type { Category } from '#contracts/incident.js';
import type { PickerLine } from '../../kit/SearchPicker.vue';

/** The tree as the picker lists it, from the top down: each with the names above it, without the root that says only 突发事件. */
export function categoryLines(categories: readonly Category[], pick: (zh: string, en: string) => string): PickerLine[] {
  const byCode = new Map(categories.map((category) => [category.code, category]));
  const above = (category: Category): Category[] => {
    const parent = category.parent === null ? undefined : byCode.get(category.parent);
    return parent && parent.parent !== null ? [...above(parent), parent] : [];
  };
  return categories
    .filter((category) => category.parent !== null)
    .map((category) => {
      const parents = above(category);
      const name = pick(category.name, category.nameEn);
      return {
        key: category.code,
        name,
        chinese: category.name,
        title: `${name} ${category.code}`,
        note: category.code,
        path: parents.map((parent) => pick(parent.name, parent.nameEn)).join(' › '),
        depth: parents.length,
        words: `${category.name} ${category.code} ${category.nameEn}`,
      };
    });
}
