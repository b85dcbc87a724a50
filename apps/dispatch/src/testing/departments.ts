import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';

/** The department of the small city: on call by a roster, above it the deputy head and the head. */
export const department = 'water-affairs-bureau';

/** People of the department and of the desks above it, by post. */
export type CityPeople = Record<'whistleOfficer' | 'dutyOfficer' | 'deputyHead' | 'head' | 'townChief' | 'cityChief', string>;

/** Adds what stands above a town to the small town: the city centre, a department, and who is on duty at the centres. */
export async function seedDepartment(owner: DataSource): Promise<CityPeople> {
  const people: CityPeople = {
    whistleOfficer: uuidv7(),
    dutyOfficer: uuidv7(),
    deputyHead: uuidv7(),
    head: uuidv7(),
    townChief: uuidv7(),
    cityChief: uuidv7(),
  };
  await owner.transaction(async (tx) => {
    await tx.query(`
      INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id) VALUES
        ('city-centre', 'city-centre', '市集成指挥中心', '320582', NULL, '320582/city-centre', 'city-centre'),
        ('${department}', 'department', '水务局', '320582', NULL, '320582/${department}', '${department}');
      INSERT INTO directory.post (id, name, name_en, org_kind, superior_id, superior_scope, deputy_of, on_duty_roster) VALUES
        ('city-shift-chief', '市值班长', 'City shift chief', 'city-centre', NULL, NULL, NULL, false),
        ('town-shift-chief', '镇值班长', 'Town shift chief', 'town-centre', 'town-duty-leader', 'town', NULL, false),
        ('dept-head', '局长', 'Head', 'department', 'city-shift-chief', 'city', NULL, false),
        ('dept-deputy-head', '副局长', 'Deputy head', 'department', 'dept-head', 'same-org', 'dept-head', false),
        ('dept-duty-officer', '值班员', 'Duty officer', 'department', 'dept-deputy-head', 'same-org', NULL, false),
        ('dept-whistle-officer', '吹哨联络员', 'Whistle officer', 'department', 'dept-deputy-head', 'same-org', NULL, true);
      INSERT INTO directory.org_post (org_id, post_id, superior_org_id) VALUES
        ('city-centre', 'city-shift-chief', NULL), ('leyu:town-centre', 'town-shift-chief', 'leyu:leadership'),
        ('${department}', 'dept-head', 'city-centre'), ('${department}', 'dept-deputy-head', '${department}'),
        ('${department}', 'dept-duty-officer', '${department}'), ('${department}', 'dept-whistle-officer', '${department}')`);
    for (const [id, orgId, postId] of [
      [people.whistleOfficer, department, 'dept-whistle-officer'],
      [people.dutyOfficer, department, 'dept-duty-officer'],
      [people.deputyHead, department, 'dept-deputy-head'],
      [people.head, department, 'dept-head'],
      [people.townChief, 'leyu:town-centre', 'town-shift-chief'],
      [people.cityChief, 'city-centre', 'city-shift-chief'],
    ] as const) {
      await tx.query('INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, $2, $2, $3)', [id, postId, orgId]);
      await tx.query('INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES ($1, $2, $3)', [orgId, postId, id]);
    }
    await tx.query(
      `INSERT INTO directory.duty_pattern (org_id, post_id, shift, person_id, deputy_person_id)
       VALUES ('${department}', 'dept-whistle-officer', 'day', $1, $2), ('${department}', 'dept-whistle-officer', 'night', $1, $2)`,
      [people.whistleOfficer, people.dutyOfficer],
    );
  });
  return people;
}
