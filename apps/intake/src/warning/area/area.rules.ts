import type { UnitReach, WarningReach } from '#contracts/warning.js';
import type { CapArea } from '../cap/cap-area.rules.js';
import { placeByCode } from './geocode.rules.js';
import { nearnessOfCircle, nearnessOfPolygon } from './geometry.rules.js';
import type { Nearness } from './geometry.rules.js';
import type { Gazetteer, GazetteerUnit } from './gazetteer.rules.js';
import { placeByName } from './area-name.rules.js';

/** Which units a part of an area touches and why; `elsewhere` if it certainly lies outside, `unknown` if it says nothing that can be read. */
export type Placing = { at: 'units'; units: UnitReach[] } | { at: 'elsewhere' } | { at: 'unknown' };

/** Where a warning's area lies: the units that it touches, each once with its first reason. */
export type Placed = { reach: WarningReach; units: UnitReach[] };

/**
 * Places a message's areas. In each area a code that can be read counts before a shape, and a shape before names, because a neighbour's
 * shape comes near our border and its code says whose it is. What is certainly elsewhere is not ours; if any area cannot be read, people decide.
 */
export function placeAreas(areas: readonly CapArea[], known: Gazetteer): Placed {
  const placings = areas.map((area) => placeArea(area, known));
  const found = new Map<string, UnitReach>();
  for (const placing of placings) {
    if (placing.at !== 'units') continue;
    for (const unit of placing.units) if (!found.has(unit.unitId)) found.set(unit.unitId, unit);
  }
  const units = known.units.flatMap((unit) => found.get(unit.id) ?? []);
  if (units.length > 0) return { reach: 'ours', units };
  const elsewhere = placings.length > 0 && placings.every((placing) => placing.at === 'elsewhere');
  return { reach: elsewhere ? 'not-ours' : 'unplaced', units: [] };
}

function placeArea(area: CapArea, known: Gazetteer): Placing {
  const byCode = placeByCode(area.geocodes, known);
  if (byCode.at !== 'unknown') return byCode;
  const byShape = placeByShape(area, known);
  if (byShape.at !== 'unknown') return byShape;
  const byName = placeByName(area.description, known);
  if (byName.at !== 'unknown') return byName;
  const foreign = area.geocodes.length > 0 && area.geocodes.every(({ scheme }) => known.data.schemes.foreign.includes(scheme));
  return foreign ? { at: 'elsewhere' } : { at: 'unknown' };
}

/** A unit is touched if its centre lies inside, or within the mean radius of a unit: its boundary is not known. */
function placeByShape({ polygons, circles }: CapArea, known: Gazetteer): Placing {
  const placed = known.units.filter((unit) => unit.position !== null);
  if (polygons.length + circles.length === 0 || placed.length === 0) return { at: 'unknown' };
  const within = known.data.unitRadius.kilometres;
  const units = placed.flatMap((unit) => {
    const byPolygon = touched(
      unit,
      'polygon',
      within,
      polygons.map((ring) => nearnessOfPolygon(ring, unit.position!, within)),
    );
    return (
      byPolygon ??
      touched(
        unit,
        'circle',
        within,
        circles.map((circle) => nearnessOfCircle(circle, unit.position!)),
      ) ??
      []
    );
  });
  return units.length > 0 ? { at: 'units', units } : { at: 'elsewhere' };
}

function touched(unit: GazetteerUnit, by: 'polygon' | 'circle', within: number, all: readonly Nearness[]): UnitReach | null {
  if (all.some((nearness) => nearness.inside)) return { unitId: unit.id, name: unit.name, by, facts: { centre: 'inside' } };
  const nearest = Math.min(...all.map((nearness) => (nearness.inside ? 0 : nearness.kilometres)));
  if (!(nearest <= within)) return null;
  return { unitId: unit.id, name: unit.name, by, facts: { centre: 'near', kilometres: nearest.toFixed(1) } };
}
