import type { OrgKind } from '#contracts/org.js';
import type { BuiltInData } from './built-in-data.js';

/** The model city's code; the root of every scope, in a synthetic county too. */
export const cityId = '320582';

/** One row of `directory.org` as the seed makes it. */
export type OrgRow = {
  id: string;
  kind: OrgKind;
  name: string;
  nameEn: string | null;
  shortName: string | null;
  parentId: string | null;
  unitId: string | null;
  path: string;
  templateId: string | null;
  unitKind: string | null;
  lonLat: readonly [number, number] | null;
  commandPointId: string;
};

/** An area unit before its orgs are made: its names, its villages and the kinds of production unit in it. */
export type UnitPlan = {
  id: string;
  name: string;
  nameEn: string;
  shortName: string;
  lonLat: readonly [number, number] | null;
  villages: { id: string; name: string; nameEn: string | null; shortName: string }[];
  productionUnitKinds: string[];
};

/** The whole tree in the order in which it is shown: the city, its centre, the departments, then each area unit with what is inside. */
export function composeOrgs(data: BuiltInData, units: readonly UnitPlan[]): OrgRow[] {
  return [...cityOrgs(data), ...units.flatMap((unit) => unitOrgs(data, unit))];
}

function cityOrgs(data: BuiltInData): OrgRow[] {
  const { city } = data.areaUnits;
  const atCity = { parentId: cityId, unitId: null, templateId: null, unitKind: null, lonLat: null };
  return [
    {
      ...atCity,
      id: cityId,
      kind: 'city',
      name: city.name,
      nameEn: city.nameEn,
      shortName: null,
      parentId: null,
      path: cityId,
      lonLat: city.centre.lonLat,
      commandPointId: 'city-centre',
    },
    {
      ...atCity,
      id: 'city-centre',
      kind: 'city-centre',
      name: `${city.name}集成指挥中心`,
      nameEn: `${city.nameEn} Command Centre`,
      shortName: '市指挥中心',
      path: `${cityId}/city-centre`,
      commandPointId: 'city-centre',
    },
    ...data.departments.map<OrgRow>((department) => ({
      ...atCity,
      id: department.id,
      kind: 'department',
      name: department.name,
      nameEn: department.nameEn,
      shortName: department.shortName,
      path: `${cityId}/${department.id}`,
      commandPointId: department.id,
    })),
  ];
}

function unitOrgs(data: BuiltInData, unit: UnitPlan): OrgRow[] {
  const path = `${cityId}/${unit.id}`;
  const centreId = `${unit.id}:town-centre`;
  const inside = (kind: OrgKind, key: string, name: string, nameEn: string, more: Partial<OrgRow> = {}): OrgRow => ({
    id: `${unit.id}:${key}`,
    kind,
    name: `${unit.shortName}${name}`,
    nameEn: `${unit.nameEn} ${nameEn}`,
    shortName: name,
    parentId: unit.id,
    unitId: unit.id,
    path: `${path}/${unit.id}:${key}`,
    templateId: null,
    unitKind: null,
    lonLat: null,
    commandPointId: centreId,
    ...more,
  });
  const kindNames = new Map(data.posts.unitKinds.map((kind) => [kind.id, kind]));
  return [
    {
      ...inside('area-unit', '', '', ''),
      id: unit.id,
      name: unit.name,
      nameEn: unit.nameEn,
      shortName: unit.shortName,
      parentId: cityId,
      path,
      lonLat: unit.lonLat,
    },
    inside('town-leadership', 'leadership', '领导班子', 'Leadership'),
    inside('town-centre', 'town-centre', '集成指挥中心', 'Command Centre'),
    ...data.bureaus.map((bureau) =>
      inside(bureau.kind, bureau.id, bureau.name, bureau.nameEn, { templateId: bureau.id, shortName: bureau.shortName }),
    ),
    ...data.workingGroups.map((group) => inside('working-group', group.id, group.name, `${group.nameEn} Group`, { templateId: group.id })),
    ...unit.productionUnitKinds.map((unitKind) => {
      const kind = kindNames.get(unitKind);
      if (!kind) throw new Error(`unknown kind of production unit: ${unitKind}`);
      return inside('production-unit', `pu-${unitKind}-1`, `示例${kind.name}（虚构）`, `Example ${kind.nameEn} (fictional)`, { unitKind });
    }),
    ...unit.villages.map<OrgRow>((village) => ({
      id: village.id,
      kind: 'village',
      name: village.name,
      nameEn: village.nameEn,
      shortName: village.shortName,
      parentId: unit.id,
      unitId: unit.id,
      path: `${path}/${village.id}`,
      templateId: null,
      unitKind: null,
      lonLat: null,
      commandPointId: village.id,
    })),
  ];
}
