import type { PlanDocument } from '#contracts/plan-library.js';

/** What decides which plans an area unit holds. */
export type Holder = { unitId: string; hasVillages: boolean; unitKinds: ReadonlySet<string> };

/**
 * Whether an area unit holds a plan of the city's library: the overall and common plans always, individual plans where their `areaUnits`
 * name it, site plans where the unit has such villages or production units. The city holds all of them, as templates.
 */
export function holdsPlan(document: PlanDocument, holder: Holder): boolean {
  if (document.areaUnits !== null && !document.areaUnits.includes(holder.unitId)) return false;
  if (document.holder === 'village') return holder.hasVillages;
  if (document.holder === 'production-unit')
    return document.unitKind === null || document.unitKind === 'any' || holder.unitKinds.has(document.unitKind);
  return true;
}
