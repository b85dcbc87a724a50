import type { Column } from '../bulk-insert.js';
import type { MatterRow, StationingRow } from '../matter/matter.rules.js';
import type { PostDefinition } from './built-in-data.js';
import type { OrgRow } from './org-tree.rules.js';
import type { DutyRow, HolderRow, PersonRow } from './people.rules.js';
import type { LineRow, OrgPost } from './post-tree.rules.js';

/** Columns of `directory.org`. */
export const orgColumns: Column<OrgRow & { sort: number }>[] = [
  { name: 'id', type: 'text', of: (org) => org.id },
  { name: 'kind', type: 'text', of: (org) => org.kind },
  { name: 'name', type: 'text', of: (org) => org.name },
  { name: 'name_en', type: 'text', of: (org) => org.nameEn },
  { name: 'short_name', type: 'text', of: (org) => org.shortName },
  { name: 'parent_id', type: 'text', of: (org) => org.parentId },
  { name: 'unit_id', type: 'text', of: (org) => org.unitId },
  { name: 'path', type: 'text', of: (org) => org.path },
  { name: 'template_id', type: 'text', of: (org) => org.templateId },
  { name: 'unit_kind', type: 'text', of: (org) => org.unitKind },
  { name: 'longitude', type: 'float8', of: (org) => org.lonLat?.[0] ?? null },
  { name: 'latitude', type: 'float8', of: (org) => org.lonLat?.[1] ?? null },
  { name: 'command_point_id', type: 'text', of: (org) => org.commandPointId },
  { name: 'sort', type: 'integer', of: (org) => org.sort },
];

/** Columns of `directory.post`. */
export const postColumns: Column<PostDefinition & { sort: number }>[] = [
  { name: 'id', type: 'text', of: (post) => post.id },
  { name: 'name', type: 'text', of: (post) => post.name },
  { name: 'name_en', type: 'text', of: (post) => post.nameEn },
  { name: 'org_kind', type: 'text', of: (post) => post.orgKind },
  { name: 'superior_id', type: 'text', of: (post) => post.superior },
  { name: 'superior_scope', type: 'text', of: (post) => post.superiorScope },
  { name: 'deputy_of', type: 'text', of: (post) => post.deputyOf },
  { name: 'on_duty_roster', type: 'boolean', of: (post) => post.onDutyRoster },
  { name: 'pillar', type: 'text', of: (post) => post.pillar ?? null },
  { name: 'sort', type: 'integer', of: (post) => post.sort },
];

/** Columns of `directory.org_post`. */
export const orgPostColumns: Column<OrgPost>[] = [
  { name: 'org_id', type: 'text', of: (each) => each.org.id },
  { name: 'post_id', type: 'text', of: (each) => each.post.id },
  { name: 'superior_org_id', type: 'text', of: (each) => each.superiorOrgId },
];

/** Columns of `directory.line_mapping`. */
export const lineColumns: Column<LineRow>[] = [
  { name: 'bureau_template_id', type: 'text', of: (line) => line.bureauId },
  { name: 'line_id', type: 'text', of: (line) => line.lineId },
  { name: 'name', type: 'text', of: (line) => line.name },
  { name: 'name_en', type: 'text', of: (line) => line.nameEn },
  { name: 'department_id', type: 'text', of: (line) => line.departmentId },
];

/** Columns of `directory.matter`. */
export const matterColumns: Column<MatterRow>[] = [
  { name: 'id', type: 'text', of: (matter) => matter.id },
  { name: 'number', type: 'integer', of: (matter) => matter.number },
  { name: 'name', type: 'text', of: (matter) => matter.name },
  { name: 'name_en', type: 'text', of: (matter) => matter.nameEn },
  { name: 'class', type: 'text', of: (matter) => matter.class },
  { name: 'class_name', type: 'text', of: (matter) => matter.className },
  { name: 'class_name_en', type: 'text', of: (matter) => matter.classNameEn },
  { name: 'whistle_kind', type: 'text', of: (matter) => matter.whistleKind },
  { name: 'lead_department_id', type: 'text', of: (matter) => matter.leadDepartment },
  { name: 'assisting_department_ids', type: 'text', cast: 'text[]', of: (matter) => `{${matter.assistingDepartments.join(',')}}` },
  { name: 'town_bureau', type: 'text', of: (matter) => matter.townBureau },
  { name: 'handling_limit', type: 'jsonb', of: (matter) => matter.handlingLimit && JSON.stringify(matter.handlingLimit) },
  { name: 'principal', type: 'jsonb', of: (matter) => JSON.stringify(matter.responsibility.principal) },
  { name: 'cooperating', type: 'jsonb', of: (matter) => JSON.stringify(matter.responsibility.cooperating) },
  { name: 'may_become', type: 'text', of: (matter) => matter.mayBecome ?? null },
];

/** Columns of `directory.stationing`. */
export const stationingColumns: Column<StationingRow>[] = [
  { name: 'template_id', type: 'text', of: (row) => row.templateId },
  { name: 'department_id', type: 'text', of: (row) => row.departmentId },
];

/** Columns of `directory.person`. */
export const personColumns: Column<PersonRow>[] = [
  { name: 'id', type: 'uuid', of: (person) => person.id },
  { name: 'name', type: 'text', of: (person) => person.name },
  { name: 'phone', type: 'text', of: (person) => person.phone },
  { name: 'org_id', type: 'text', of: (person) => person.orgId },
];

/** Columns of `directory.post_holder`. */
export const holderColumns: Column<HolderRow>[] = [
  { name: 'org_id', type: 'text', of: (holder) => holder.orgId },
  { name: 'post_id', type: 'text', of: (holder) => holder.postId },
  { name: 'person_id', type: 'uuid', of: (holder) => holder.personId },
  { name: 'rank', type: 'smallint', of: (holder) => holder.rank },
];

/** Columns of `directory.duty_pattern`. */
export const dutyColumns: Column<DutyRow>[] = [
  { name: 'org_id', type: 'text', of: (turn) => turn.orgId },
  { name: 'post_id', type: 'text', of: (turn) => turn.postId },
  { name: 'shift', type: 'text', of: (turn) => turn.shift },
  { name: 'person_id', type: 'uuid', of: (turn) => turn.personId },
  { name: 'deputy_person_id', type: 'uuid', of: (turn) => turn.deputyPersonId },
];
