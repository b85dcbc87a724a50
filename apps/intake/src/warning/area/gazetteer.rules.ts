import type { AreaData } from './area-data.js';

/** An org of the directory, as far as a warning's area may name it. */
export type PlacedOrg = {
  id: string;
  kind: string;
  name: string;
  nameEn: string | null;
  shortName: string | null;
  unitId: string | null;
  longitude: number | null;
  latitude: number | null;
};

/** An area unit with the nine-digit divisions that it consists of. */
export type GazetteerUnit = { id: string; name: string; divisions: string[]; position: [longitude: number, latitude: number] | null };

/** Names and codes of the city, what it lies in, its units and its villages. `names` are longest first. */
export type Gazetteer = {
  cityCode: string;
  units: GazetteerUnit[];
  unitOfVillage: ReadonlyMap<string, string>;
  names: { word: string; place: 'above' | 'city' | 'unit' | 'village'; unitId: string | null }[];
  data: AreaData;
};

/** Builds it from the directory's city, area units and villages; null while there is no city. */
export function gazetteer(orgs: readonly PlacedOrg[], data: AreaData): Gazetteer | null {
  const city = orgs.find((org) => org.kind === 'city');
  if (!city) return null;
  const villages = orgs.filter((org) => org.kind === 'village' && org.unitId !== null);
  const divisionsOf = new Map<string, Set<string>>();
  for (const { id, unitId } of villages) {
    if (/^\d{12}$/.test(id)) divisionsOf.set(unitId!, (divisionsOf.get(unitId!) ?? new Set()).add(id.slice(0, 9)));
  }
  const areaUnits = orgs.filter((org) => org.kind === 'area-unit');
  const above = Object.entries(data.above.names)
    .filter(([code]) => city.id.startsWith(code))
    .flatMap(([, words]) => words.map((word) => ({ word, place: 'above' as const, unitId: null })));
  const named = (org: PlacedOrg, place: 'city' | 'unit' | 'village', unitId: string | null) =>
    spellingsOf(org).map((word) => ({ word, place, unitId }));
  return {
    cityCode: city.id,
    units: areaUnits.map(({ id, name, longitude, latitude }) => ({
      id,
      name,
      divisions: [...(divisionsOf.get(id) ?? []), ...(data.divisions.units[id] ?? [])],
      position: longitude === null || latitude === null ? null : [longitude, latitude],
    })),
    unitOfVillage: new Map(villages.map((village) => [village.id, village.unitId!])),
    names: [
      ...above,
      ...named(city, 'city', null),
      ...areaUnits.flatMap((unit) => named(unit, 'unit', unit.id)),
      ...villages.flatMap((village) => named(village, 'village', village.unitId)),
    ].sort((one, other) => other.word.length - one.word.length),
    data,
  };
}

/** 经开区（杨舍镇） is called by either name; 张家港市 also 张家港; a village never by less than its short name. */
function spellingsOf({ kind, name, nameEn, shortName }: PlacedOrg): string[] {
  const parts = kind === 'area-unit' ? name.split(/[（）()]/) : [name];
  const short = kind === 'city' ? name.replace(/[市县区]$/, '') : shortName;
  const english = kind === 'city' ? nameEn?.replace(/ (City|County)$/i, '') : null;
  const all = [name, ...parts, short, nameEn, english].map((word) => (word ?? '').trim().toLowerCase());
  return [...new Set(all.filter((word) => word.length >= 2))];
}
