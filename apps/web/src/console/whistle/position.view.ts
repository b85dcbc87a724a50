import type { Point } from '#contracts/ids.js';

/** A point as people write it: longitude, latitude. */
export function pointText(point: Point | null): string {
  return point === null ? '' : point.coordinates.map((degrees) => String(Math.round(degrees * 1e6) / 1e6)).join(', ');
}

/** Reads `120.7433, 31.9312` (longitude first, WGS-84); null where that is no point. */
export function pointOf(text: string): Point | null {
  const parts = text.trim().split(/[\s,，]+/);
  if (parts.length !== 2 || parts.includes('')) return null;
  const [longitude = NaN, latitude = NaN] = parts.map(Number);
  if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90)) return null;
  return { type: 'Point', coordinates: [longitude, latitude] };
}
