import type { Category } from '#contracts/incident.js';

/** The category code tree, in the order of its file (parents first), with an index by code. */
export type CategoryTree = { note: string; all: readonly Category[]; byCode: ReadonlyMap<string, Category> };

/** The file `event-codes.json`. `status` says how the code was read from its source. */
export type CategoryFile = { note: string; codes: readonly (Category & { status: string })[] };

/** Builds the tree; throws if a code occurs twice or its parent is not above it, because every plan hangs on these codes. */
export function categoryTree(file: CategoryFile): CategoryTree {
  const byCode = new Map<string, Category>();
  for (const { code, name, nameEn, level, parent } of file.codes) {
    if (byCode.has(code)) throw new Error(`category ${code} occurs twice`);
    if (parent !== null && byCode.get(parent)?.level !== level - 1) throw new Error(`category ${code} has no parent one level up`);
    byCode.set(code, { code, name, nameEn, level, parent });
  }
  return { note: file.note, all: [...byCode.values()], byCode };
}

/** The chain of a category from its class down to itself; empty for an unknown code. The root is left out. */
export function chainOf(tree: CategoryTree, code: string): Category[] {
  const chain: Category[] = [];
  for (let node = tree.byCode.get(code); node && node.parent !== null; node = tree.byCode.get(node.parent)) chain.unshift(node);
  return chain;
}

/** Whether an incident can have this category: a group or a kind. The root and the four classes are too general for any plan. */
export function canCategorise(tree: CategoryTree, code: string): boolean {
  return (tree.byCode.get(code)?.level ?? 0) >= 2;
}

/** Whether it belongs to class 14, social safety: such incidents may have no event level (突发事件应对法 2024, Art. 3). */
export function isSocialSafety(code: string): boolean {
  return code.startsWith('14');
}

/** What a category's hazard is called on a warning: 台风事件 → 台风. */
export function hazardOf(category: Category): string {
  return category.name.replace(/事件$/, '');
}
