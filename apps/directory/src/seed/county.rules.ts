import type { BuiltInData } from './built-in-data.js';
import type { UnitPlan } from './org-tree.rules.js';

const villagesPerUnit = 100;

/** The 13 area units of the model city with their 271 villages and communities. `demo` adds the fictional production units. */
export function modelCity(data: BuiltInData, demo: boolean): UnitPlan[] {
  const dropped = new Set(data.areaUnits.dropped.map((village) => village.code));
  const villages = data.divisions.streets.flatMap((street) => street.villages).filter((village) => !dropped.has(village.code));
  return data.areaUnits.units.map((unit) => ({
    id: unit.id,
    name: unit.name,
    nameEn: unit.nameEn,
    shortName: unit.shortName,
    lonLat: unit.centre.lonLat,
    villages: villages
      .filter((village) => unit.nbsCodes.includes(village.code.slice(0, 9)))
      .map((village) => ({ id: village.code, name: village.name, nameEn: null, shortName: shortVillageName(village.name) })),
    productionUnitKinds: demo ? [...data.productionUnits.everywhere, ...(data.productionUnits.kinds[unit.id] ?? [])] : [],
  }));
}

function shortVillageName(name: string): string {
  return name.replace(/居委会$|居民委员会$|(?<=村)委会$|(?<=村)村民委员会$/, '');
}

/**
 * A synthetic county with exactly `points` command points: the city centre, the departments, and area units of at most 100 villages,
 * each with its centre. Codes begin with 99, which no province has. Throws below the smallest county that has a village.
 */
export function syntheticCounty(data: BuiltInData, points: number, demo: boolean): UnitPlan[] {
  const atCity = 1 + data.departments.length;
  const inUnits = points - atCity;
  if (inUnits < 2) throw new Error(`a synthetic county has at least ${atCity + 2} command points, not ${points}`);
  const unitCount = Math.ceil(inUnits / (villagesPerUnit + 1));
  const villageCount = inUnits - unitCount;
  return Array.from({ length: unitCount }, (_, index) => {
    const number = index + 1;
    const first = Math.floor((villageCount * index) / unitCount);
    const next = Math.floor((villageCount * number) / unitCount);
    const shortName = `虚拟${number}`;
    return {
      id: `synthetic-${number}`,
      name: `${shortName}镇`,
      nameEn: `Synthetic Town ${number}`,
      shortName,
      lonLat: null,
      villages: Array.from({ length: next - first }, (_unused, offset) => ({
        id: `99${String(number).padStart(5, '0')}${String(offset + 1).padStart(5, '0')}`,
        name: `${shortName}-${offset + 1}村`,
        nameEn: `Synthetic Village ${number}-${offset + 1}`,
        shortName: `${shortName}-${offset + 1}村`,
      })),
      productionUnitKinds: demo ? [...data.productionUnits.everywhere, 'school'] : [],
    };
  });
}
