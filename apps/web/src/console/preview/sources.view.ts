import type { TaskSource } from '#contracts/activation.js';

/** A plan's task as a source, with everybody who holds that very version of the plan. */
export type FoldedSource = Pick<TaskSource, 'taskNo' | 'planName' | 'planNameEn' | 'version' | 'as'> & { holderOrgIds: string[] };

/** Folds sources that differ only in who holds the plan: the same plan of the city and of 13 units is said once. */
export function foldSources(sources: readonly TaskSource[]): FoldedSource[] {
  const folded = new Map<string, FoldedSource>();
  for (const { taskNo, planName, planNameEn, version, as, holderOrgId } of sources) {
    const key = `${taskNo} ${version} ${as}`;
    const one = folded.get(key) ?? { taskNo, planName, planNameEn, version, as, holderOrgIds: [] };
    if (!one.holderOrgIds.includes(holderOrgId)) one.holderOrgIds.push(holderOrgId);
    folded.set(key, one);
  }
  return [...folded.values()];
}
