import booleanPointInPolygon from '@turf/boolean-point-in-polygon';
import distance from '@turf/distance';
import pointToPolygonDistance from '@turf/point-to-polygon-distance';
import type { CapArea, Position } from '../cap/cap-area.rules.js';

/** How a shape lies to a point: around it, or so many kilometres off. */
export type Nearness = { inside: true } | { inside: false; kilometres: number };

/** How a circle lies to a point. A circle of radius 0 is the point itself, as in messages on earthquakes. */
export function nearnessOfCircle({ centre, radiusKilometres }: CapArea['circles'][number], point: Position): Nearness {
  const kilometres = distance(centre, point, { units: 'kilometers' }) - radiusKilometres;
  return kilometres <= 0 ? { inside: true } : { inside: false, kilometres };
}

/**
 * How a ring lies to a point, `withinKilometres` being as far as anybody asks. A ring that crosses the antimeridian is unrolled first, so
 * that it does not seem to go round the other side of the earth.
 */
export function nearnessOfPolygon(ring: readonly Position[], point: Position, withinKilometres: number): Nearness {
  const unrolled = unroll(ring);
  const [west, east] = extent(unrolled.map(([longitude]) => longitude));
  const middle = (west + east) / 2;
  const here: Position = [point[0] + 360 * Math.round((middle - point[0]) / 360), point[1]];
  if (!mayTouch(unrolled, here, withinKilometres)) return { inside: false, kilometres: Number.POSITIVE_INFINITY };
  const polygon = { type: 'Polygon' as const, coordinates: [unrolled] };
  if (booleanPointInPolygon(here, polygon)) return { inside: true };
  return { inside: false, kilometres: Math.abs(pointToPolygonDistance(here, polygon, { units: 'kilometers' })) };
}

/** Longitudes that go on past 180° instead of jumping to the other side. */
function unroll(ring: readonly Position[]): Position[] {
  let turns = 0;
  let last: number | undefined;
  return ring.map(([longitude, latitude]) => {
    if (last !== undefined && Math.abs(longitude - last) > 180) turns += longitude < last ? 1 : -1;
    last = longitude;
    return [longitude + 360 * turns, latitude];
  });
}

/** Whether the point lies in the ring's bounding box, widened by a distance: what is far off need not be measured. */
function mayTouch(ring: readonly Position[], [longitude, latitude]: Position, kilometres: number): boolean {
  const [west, east] = extent(ring.map(([each]) => each));
  const [south, north] = extent(ring.map(([, each]) => each));
  const tall = kilometres / 110;
  const wide = tall / Math.max(0.01, Math.cos(((Math.abs(latitude) + tall) * Math.PI) / 180));
  return longitude >= west - wide && longitude <= east + wide && latitude >= south - tall && latitude <= north + tall;
}

function extent(numbers: readonly number[]): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const each of numbers) {
    if (each < least) least = each;
    if (each > most) most = each;
  }
  return [least, most];
}
