import type { UnitReach } from '#contracts/warning.js';
import type { Placing } from './area.rules.js';
import type { Gazetteer } from './gazetteer.rules.js';

const connectors = /^(?:[\s和及与、·]|and\b)+/;
/** What may follow a name without making it another place: 苏州市全域 is all of it, 苏州市吴中区 is not. */
const wholeOf = /^(?:全市|全省|全域|全境|全区|境内|大部分?地区|大部|各地|city|province|\s)*$/;

/**
 * Places an area by the names in its words: of units and villages, of the city, or of what the city lies in if nothing narrower follows.
 * A name counts where a part of the text begins with it, after the names above it; 外高桥保税区 is not our 保税区.
 */
export function placeByName(description: string, known: Gazetteer): Placing {
  const found = description
    .toLowerCase()
    .split(/[,，、;；|/\n]+/)
    .flatMap((part) => namesOf(part.trim(), known));
  const units = new Map<string, UnitReach>();
  for (const { unitId, word } of found) {
    for (const { id, name } of known.units.filter((unit) => unitId === null || unit.id === unitId)) {
      if (!units.has(id)) units.set(id, { unitId: id, name, by: 'area-name', facts: { word } });
    }
  }
  return units.size > 0 ? { at: 'units', units: [...units.values()] } : { at: 'unknown' };
}

type Named = { unitId: string | null; word: string };

/** The narrowest names of one part of the text. */
function namesOf(part: string, known: Gazetteer): Named[] {
  const narrow: Named[] = [];
  let above: { word: string; place: string } | null = null;
  let rest = part;
  while (rest !== '') {
    const name = known.names.find(({ word }) => startsWithName(rest, word));
    if (!name) break;
    rest = rest.slice(name.word.length).replace(connectors, '');
    if (name.place === 'unit' || name.place === 'village') narrow.push({ unitId: name.unitId, word: name.word });
    else above = name;
  }
  if (narrow.length > 0) return narrow;
  return above && wholeOf.test(rest) ? [{ unitId: null, word: above.word }] : [];
}

/** A Latin name must end where the word ends. */
function startsWithName(text: string, word: string): boolean {
  return text.startsWith(word) && !(/[a-z]$/.test(word) && /^[a-z]/.test(text.slice(word.length)));
}
