import type { XmlNode } from './xml.rules.js';
import { childrenOf, textOf } from './xml.rules.js';

/** Longitude and latitude in degrees, as GeoJSON has them; CAP writes them the other way round. */
export type Position = [longitude: number, latitude: number];

/** A code of a place with the name of its scheme; the national profile names none. */
export type Geocode = { scheme: string; value: string };

/** One area of a message: its words, shapes and codes. Radii in kilometres. */
export type CapArea = {
  description: string;
  polygons: Position[][];
  circles: { centre: Position; radiusKilometres: number }[];
  geocodes: Geocode[];
};

/** More corners than this say no more about which towns are meant. */
const mostCorners = 10_000;

/** Whether the text is a ring of CAP: at least four "latitude,longitude" pairs, the last like the first. */
export function isPolygon(text: string): boolean {
  const positions = text.split(/\s+/);
  return positions.length >= 4 && positions.length <= mostCorners && positions[0] === positions.at(-1) && positions.every(isPosition);
}

/** Whether the text is a circle of CAP: "latitude,longitude radius". */
export function isCircle(text: string): boolean {
  const [centre, radius, more] = text.split(/\s+/);
  return more === undefined && isPosition(centre ?? '') && /^\d{1,6}(\.\d+)?$/.test(radius ?? '');
}

/** The shapes and codes of an `area` element whose fields have been checked. Empty elements say nothing. */
export function readArea(area: XmlNode, national: boolean): CapArea {
  const texts = (name: string) =>
    childrenOf(area, name)
      .map((child) => child.text.trim())
      .filter((text) => text !== '');
  return {
    description: textOf(area, 'areaDesc'),
    polygons: texts('polygon').map((text) => text.split(/\s+/).map(positionOf)),
    circles: texts('circle').map((text) => {
      const [centre, radius] = text.split(/\s+/);
      return { centre: positionOf(centre!), radiusKilometres: Number(radius) };
    }),
    geocodes: national
      ? texts('geocode').flatMap((text) => text.split(/[\s,，;；]+/).map((value) => ({ scheme: '', value })))
      : childrenOf(area, 'geocode').map((code) => ({ scheme: textOf(code, 'valueName'), value: textOf(code, 'value') })),
  };
}

function isPosition(text: string): boolean {
  const [latitude, longitude, more] = text.split(',').map((part) => (/^[+-]?\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  return more === undefined && Math.abs(latitude ?? Number.NaN) <= 90 && Math.abs(longitude ?? Number.NaN) <= 180;
}

function positionOf(text: string): Position {
  const [latitude, longitude] = text.split(',').map(Number) as [number, number];
  return [longitude, latitude];
}
