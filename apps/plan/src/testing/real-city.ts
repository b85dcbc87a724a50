import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OrgKind } from '#contracts/org.js';
import type { PlanVersion } from '#contracts/plan-library.js';
import type { OrgFact } from '../activation/address.rules.js';
import { holdsPlan } from '../library/holding.rules.js';
import { readLibrary } from '../library/plan-library.files.js';

type CityFile = {
  units: Record<string, { name: string; villages: string[]; productionUnitKinds: string[] }>;
  departments: string[];
  bureaus: string[];
  stations: string[];
  groups: string[];
  posts: Record<string, OrgKind>;
};

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../test-data');
const file = JSON.parse(readFileSync(join(folder, 'real-city.json'), 'utf8')) as CityFile;

export const cityId = '320582';
export const unitIds = Object.keys(file.units);
export const orgKindOfPost = new Map(Object.entries(file.posts));
export const productionUnitKindsOf = (unitId: string): string[] => file.units[unitId]?.productionUnitKinds ?? [];
export const villagesOf = (unitId: string): string[] => file.units[unitId]?.villages ?? [];

/** The orgs of the real city: its centre, its departments, and the town inside each of its 13 area units. */
export function realOrgs(): OrgFact[] {
  const atCity = (id: string, kind: OrgKind): OrgFact => ({ id, kind, unitId: null, templateId: null, unitKind: null });
  return [
    atCity(cityId, 'city'),
    atCity('city-centre', 'city-centre'),
    ...file.departments.map((id) => atCity(id, 'department')),
    ...unitIds.flatMap((unitId) => townOf(unitId, villagesOf(unitId), productionUnitKindsOf(unitId))),
  ];
}

/** The orgs of one town with these villages and production units. */
export function townOf(unitId: string, villages: readonly string[], productionUnitKinds: readonly string[] = []): OrgFact[] {
  const inside = (id: string, kind: OrgKind, templateId: string | null = null, unitKind: string | null = null): OrgFact => ({
    id,
    kind,
    unitId,
    templateId,
    unitKind,
  });
  return [
    inside(unitId, 'area-unit'),
    inside(`${unitId}:leadership`, 'town-leadership'),
    inside(`${unitId}:town-centre`, 'town-centre'),
    ...file.bureaus.map((bureau) => inside(`${unitId}:${bureau}`, 'bureau', bureau)),
    ...file.stations.map((station) => inside(`${unitId}:${station}`, 'station', station)),
    ...file.groups.map((group) => inside(`${unitId}:${group}`, 'working-group', group)),
    ...productionUnitKinds.map((kind) => inside(`${unitId}:pu-${kind}-1`, 'production-unit', null, kind)),
    ...villages.map((village) => inside(village, 'village')),
  ];
}

/** The library as published: every plan of the city, and of each unit what it holds. Version ids say holder and plan. */
export function publishedVersions(holders: readonly string[] = unitIds): PlanVersion[] {
  const { plans } = readLibrary();
  const version = (holderOrgId: string, document: PlanVersion['document']): PlanVersion => ({
    planVersionId: `${holderOrgId}/${document.no}`,
    holderOrgId,
    version: 1,
    document,
  });
  return [
    ...plans.map((plan) => version(cityId, plan)),
    ...holders.flatMap((unitId) =>
      plans
        .filter((plan) =>
          holdsPlan(plan, { unitId, hasVillages: villagesOf(unitId).length > 0, unitKinds: new Set(productionUnitKindsOf(unitId)) }),
        )
        .map((plan) => version(unitId, plan)),
    ),
  ];
}
