import { z } from 'zod';

/** UUIDv7 of an aggregate, made by the service that creates it. */
export const id = z.uuid();
export type Id = z.infer<typeof id>;

/**
 * Readable id of an org: `320582` (city), `leyu` (area unit), `320582104201` (village), `emergency-bureau` (department),
 * `leyu:town-centre`, `leyu:water-station`, `leyu:group-rescue` (orgs inside an area unit).
 */
export const orgId = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9][a-z0-9:-]*$/);
export type OrgId = z.infer<typeof orgId>;

/** Id of a post definition, such as `town-shift-chief`. */
export const postId = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/);
export type PostId = z.infer<typeof postId>;

/** Category code in the style of GB/T 35561-2017: five characters, such as `11B01`. */
export const categoryCode = z.string().regex(/^1[0-9A-Z]{4}$/);

/** A moment with offset (ISO 8601). */
export const moment = z.iso.datetime({ offset: true });

/** A WGS-84 point (GeoJSON, RFC 7946): longitude, latitude in degrees. */
export const point = z.object({
  type: z.literal('Point'),
  coordinates: z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]),
});
export type Point = z.infer<typeof point>;

/** The caller's own id for a command. A repeat with the same body gets the first answer; another body is refused with 409. */
export const requestId = z.uuid();
