import type { PlanDocument, PlanVersion } from '#contracts/plan-library.js';
import { coveringCode } from '../library/category.rules.js';
import type { OrgFact } from './address.rules.js';

/** A plan that applies in one unit, with the versions that the city and the unit hold of it, the unit's own last. */
export type MatchedPlan = { no: string; document: PlanDocument; versions: PlanVersion[]; matchedCode: string };

/** Versions by holder and plan number, so that matching a unit costs its own plans only. */
export type VersionIndex = Map<string, Map<string, PlanVersion>>;

/** Groups published versions by who holds them. */
export function indexVersions(versions: readonly PlanVersion[]): VersionIndex {
  const index: VersionIndex = new Map();
  for (const version of versions) {
    const held = index.get(version.holderOrgId) ?? new Map<string, PlanVersion>();
    held.set(version.document.no, version);
    index.set(version.holderOrgId, held);
  }
  return index;
}

/**
 * The plans of one unit for a category, in the order overall, common, individual, site: overall and common plans of the city or the unit;
 * individual plans only where the unit holds them; site plans only for the org at the scene (its own village or production unit).
 */
export function matchPlans(index: VersionIndex, cityId: string, unitId: string, category: string, scene: OrgFact | null): MatchedPlan[] {
  const ofCity = index.get(cityId) ?? new Map<string, PlanVersion>();
  const ofUnit = index.get(unitId) ?? new Map<string, PlanVersion>();
  const matched: MatchedPlan[] = [];
  for (const no of new Set([...ofCity.keys(), ...ofUnit.keys()])) {
    const own = ofUnit.get(no);
    const versions = [ofCity.get(no), own].filter((version) => version !== undefined);
    const document = (own ?? versions[0])?.document;
    if (!document) continue;
    if (!own && (document.kind === 'individual' || document.kind === 'site')) continue;
    if (document.kind === 'site' && !isHeldAtScene(document, unitId, scene)) continue;
    const applying = versions.filter((version) => coveringCode(version.document.categories, category) !== null);
    const first = applying.at(-1);
    if (!first) continue;
    matched.push({
      no,
      document: first.document,
      versions: applying,
      matchedCode: coveringCode(first.document.categories, category) as string,
    });
  }
  return matched.sort((a, b) => (a.no < b.no ? -1 : 1));
}

/** The plan that leads: the first common one, else the first individual one, else the overall plan. It names the approver and the lead department. */
export function mainPlan<Plan extends { document: PlanDocument }>(plans: readonly Plan[]): Plan | undefined {
  return plans.find((plan) => plan.document.kind === 'common') ?? plans.find((plan) => plan.document.kind === 'individual') ?? plans[0];
}

function isHeldAtScene(document: PlanDocument, unitId: string, scene: OrgFact | null): boolean {
  if (!scene || scene.unitId !== unitId || scene.kind !== document.holder) return false;
  return document.holder === 'village' || document.unitKind === null || document.unitKind === 'any' || document.unitKind === scene.unitKind;
}
