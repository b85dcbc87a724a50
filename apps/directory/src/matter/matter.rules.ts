import type { BuiltInData, MatterDefinition } from '../seed/built-in-data.js';

/** One row of `directory.matter`: a matter of the grid list with the names of its class. */
export type MatterRow = MatterDefinition & { className: string; classNameEn: string };
/** Which department stations its people in which kind of station. */
export type StationingRow = { templateId: string; departmentId: string };

/**
 * The grid list as rows, in its order. Throws where it names a department, a bureau or a station that does not exist, so that no whistle
 * is ever proposed to nobody.
 */
export function composeMatters(data: BuiltInData): MatterRow[] {
  const classes = new Map(data.matters.classes.map((each) => [each.id, each]));
  const departments = new Set(data.departments.map((department) => department.id));
  const bureaus = new Set(data.bureaus.map((bureau) => bureau.id));
  return data.matters.matters.map((matter) => {
    const known = classes.get(matter.class);
    if (!known) throw new Error(`matter ${matter.id} has no class ${matter.class}`);
    const { principal, cooperating } = matter.responsibility;
    const sides = [principal, ...cooperating];
    const atCity = [matter.leadDepartment, ...matter.assistingDepartments, ...sides.filter((side) => side.tier === 'city').map(orgOf)];
    const atTown = [...(matter.townBureau ? [matter.townBureau] : []), ...sides.filter((side) => side.tier === 'town').map(orgOf)];
    const strangers = [...atCity.filter((id) => !departments.has(id)), ...atTown.filter((id) => !bureaus.has(id))];
    if (strangers.length > 0) throw new Error(`matter ${matter.id} names nobody: ${strangers.join(', ')}`);
    return { ...matter, className: known.name, classNameEn: known.nameEn };
  });
}

/** The kinds of station whose people a department sends. */
export function composeStationing(data: BuiltInData): StationingRow[] {
  return data.bureaus.flatMap((bureau) =>
    bureau.kind === 'station' && bureau.dispatchedBy ? [{ templateId: bureau.id, departmentId: bureau.dispatchedBy }] : [],
  );
}

function orgOf(side: { org: string }): string {
  return side.org;
}
