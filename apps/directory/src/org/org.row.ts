import type { Org } from '#contracts/org.js';

/** An org as queries bring it, column by column (`orgColumnsSql`). */
export type OrgRecord = {
  id: string;
  kind: Org['kind'];
  name: string;
  name_en: string | null;
  short_name: string | null;
  parent_id: string | null;
  unit_id: string | null;
  path: string;
  longitude: number | null;
  latitude: number | null;
  command_point_id: string;
};

/** The columns of an `OrgRecord`, from `directory.org AS o`. */
export const orgColumnsSql =
  'o.id, o.kind, o.name, o.name_en, o.short_name, o.parent_id, o.unit_id, o.path, o.longitude, o.latitude, o.command_point_id';

/** The org as pages see it. */
export function toOrg(row: OrgRecord): Org {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    nameEn: row.name_en,
    shortName: row.short_name,
    parentId: row.parent_id,
    unitId: row.unit_id,
    path: row.path,
    position: row.longitude === null || row.latitude === null ? null : { type: 'Point', coordinates: [row.longitude, row.latitude] },
    commandPointId: row.command_point_id,
  };
}
