/** One category code of the tree (`GET /api/categories`). */
export type CategoryCode = { code: string; name: string; level: number; parent: string | null };

/** A category as the picker lists it: its name, and where it stands in the tree. */
export type CategoryLine = { code: string; name: string; path: string; depth: number; words: string };

/** The tree as lines from the top down, each with the names above it, without the root that says only 突发事件. */
export function categoryLines(codes: readonly CategoryCode[]): CategoryLine[] {
  const byCode = new Map(codes.map((code) => [code.code, code]));
  const namesAbove = (code: CategoryCode): string[] => {
    const parent = code.parent === null ? undefined : byCode.get(code.parent);
    return parent && parent.parent !== null ? [...namesAbove(parent), parent.name] : [];
  };
  return codes
    .filter((code) => code.parent !== null)
    .map((code) => {
      const above = namesAbove(code);
      return { code: code.code, name: code.name, path: above.join(' › '), depth: above.length, words: `${code.name} ${code.code}` };
    });
}

/** Class 14 (social safety) may have no event level (突发事件应对法 2024, Art. 3). */
export function mayBeUndetermined(category: string): boolean {
  return category.startsWith('14');
}
