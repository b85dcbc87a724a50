import type { OrgKind } from '#contracts/org.js';
import type { PlanDocument, PlanVersion } from '#contracts/plan-library.js';
import type { OrgFact } from '../activation/address.rules.js';
import { holdsPlan } from '../library/holding.rules.js';

/** What every town of the county has besides villages, and the departments of its city. */
export type TownPattern = {
  departments: readonly string[];
  bureaus: readonly string[];
  stations: readonly string[];
  groups: readonly string[];
};

/** A county as a composition sees it. */
export type County = { cityId: string; unitIds: string[]; orgs: OrgFact[]; versions: PlanVersion[] };

const villagesPerTown = 100;
const cityId = 'city';

/** A county of exactly `count` orgs: towns as the pattern has them, with at most 100 villages each, which all hold the plans of the library. */
export function countyOf(count: number, pattern: TownPattern, plans: readonly PlanDocument[]): County {
  const atCity = 2 + pattern.departments.length;
  const inTown = 3 + pattern.bureaus.length + pattern.stations.length + pattern.groups.length;
  const towns = Math.max(1, Math.ceil((count - atCity) / (inTown + villagesPerTown)));
  const villages = count - atCity - towns * inTown;
  if (villages < towns) throw new Error(`a county of ${count} orgs has no villages`);
  const unitIds = Array.from({ length: towns }, (_, index) => `town-${index + 1}`);
  const org = (id: string, kind: OrgKind, unitId: string | null, templateId: string | null = null): OrgFact => ({
    id,
    kind,
    unitId,
    templateId,
    unitKind: null,
  });
  const orgs = [
    org(cityId, 'city', null),
    org('city-centre', 'city-centre', null),
    ...pattern.departments.map((id) => org(id, 'department', null)),
    ...unitIds.flatMap((unitId, index) => [
      org(unitId, 'area-unit', unitId),
      org(`${unitId}:leadership`, 'town-leadership', unitId),
      org(`${unitId}:town-centre`, 'town-centre', unitId),
      ...pattern.bureaus.map((id) => org(`${unitId}:${id}`, 'bureau', unitId, id)),
      ...pattern.stations.map((id) => org(`${unitId}:${id}`, 'station', unitId, id)),
      ...pattern.groups.map((id) => org(`${unitId}:${id}`, 'working-group', unitId, id)),
      ...villagesOf(unitId, Math.floor((villages * (index + 1)) / towns) - Math.floor((villages * index) / towns)).map((id) =>
        org(id, 'village', unitId),
      ),
    ]),
  ];
  return { cityId, unitIds, orgs, versions: publishedVersions(unitIds, plans) };
}

function villagesOf(unitId: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${unitId}-village-${index + 1}`);
}

function publishedVersions(unitIds: readonly string[], plans: readonly PlanDocument[]): PlanVersion[] {
  const version = (holderOrgId: string, document: PlanDocument): PlanVersion => ({
    planVersionId: `${holderOrgId}/${document.no}`,
    holderOrgId,
    version: 1,
    document,
  });
  return [
    ...plans.map((plan) => version(cityId, plan)),
    ...unitIds.flatMap((unitId) =>
      plans.filter((plan) => holdsPlan(plan, { unitId, hasVillages: true, unitKinds: new Set() })).map((plan) => version(unitId, plan)),
    ),
  ];
}
