import type { UnitReach } from '#contracts/warning.js';
import type { Geocode } from '../cap/cap-area.rules.js';
import type { Placing } from './area.rules.js';
import type { Gazetteer } from './gazetteer.rules.js';

/** Places codes of Chinese divisions (GB/T 2260 with the NBS codes below the county): 6, 9 or 12 digits, from the country to a village. */
export function placeByCode(geocodes: readonly Geocode[], known: Gazetteer): Placing {
  const placings = geocodes.filter((code) => isChinese(code, known)).map((code) => placeCode(code, known));
  const units = placings.flatMap((placing) => (placing.at === 'units' ? placing.units : []));
  if (units.length > 0) return { at: 'units', units };
  if (placings.length === 0 || placings.some((placing) => placing.at === 'unknown')) return { at: 'unknown' };
  return { at: 'elsewhere' };
}

/** The national profile names no scheme; codes of unknown schemes are taken if nothing but a Chinese code looks like that. */
function isChinese({ scheme, value }: Geocode, { data, cityCode }: Gazetteer): boolean {
  if (data.schemes.foreign.includes(scheme)) return false;
  if (scheme === '' || data.schemes.chinese.includes(scheme)) return /^(\d{6}|\d{9}|\d{12})$/.test(value);
  return /^\d{12}$/.test(value) && (data.provinces.includes(value.slice(0, 2)) || value.startsWith(cityCode.slice(0, 2)));
}

function placeCode({ scheme, value }: Geocode, known: Gazetteer): Placing {
  const code = value.padEnd(12, '0');
  const because = (units: readonly { id: string; name: string }[]): Placing => ({
    at: 'units',
    units: units.map(({ id, name }): UnitReach => ({ unitId: id, name, by: 'geocode', facts: { code: value, scheme } })),
  });
  const village = known.unitOfVillage.get(code);
  if (village !== undefined) return because(known.units.filter((unit) => unit.id === village));
  const ofDivision = known.units.filter((unit) => unit.divisions.includes(code.slice(0, 9)));
  if (ofDivision.length > 0) return because(ofDivision);
  // 320582, 320500, 320000 and 000000: the city itself, or what it lies in.
  if (code.endsWith('000000') && liesIn(known.cityCode, code.slice(0, 6))) return because(known.units);
  // A place of our city that the directory does not have: ours, but nobody can say which unit.
  if (code.startsWith(known.cityCode)) return { at: 'unknown' };
  return { at: 'elsewhere' };
}

/** Whether a county's code lies in a division of six digits, whose trailing pairs of zeros mean the whole above them. */
function liesIn(county: string, division: string): boolean {
  return county.startsWith(division.replace(/(00)+$/, ''));
}
