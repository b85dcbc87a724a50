import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { Role, SessionClaims } from '#contracts/access.js';

/** People and desks around the town: its rescue group, its duty desk, the neighbour town, a department, the city centre. */
export type Surroundings = Awaited<ReturnType<typeof seedSurroundings>>;

/** Adds to the small town what lies around it. The leader's post of the rescue group is vacant, its deputy's is filled. */
export async function seedSurroundings(owner: DataSource) {
  const [deputy, liaison, chief, cityChief, whistleOfficer, departmentHead, stranger] = Array.from({ length: 7 }, () => uuidv7());
  const [groupDesk, departmentDesk, strangerDesk] = Array.from({ length: 3 }, () => uuidv7());
  await owner.transaction(async (tx) => {
    await tx.query(`
      INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id) VALUES
        ('city-centre', 'city-centre', '市集成指挥中心', '320582', NULL, '320582/city-centre', 'city-centre'),
        ('water-bureau', 'department', '水务局', '320582', NULL, '320582/water-bureau', 'water-bureau'),
        ('leyu:group-rescue', 'working-group', '抢险救援组', 'leyu', 'leyu', '320582/leyu/leyu:group-rescue', 'leyu:group-rescue'),
        ('nanfeng', 'area-unit', '南丰镇', '320582', NULL, '320582/nanfeng', 'nanfeng:town-centre'),
        ('nanfeng:town-centre', 'town-centre', '南丰镇集成指挥中心', 'nanfeng', 'nanfeng', '320582/nanfeng/nanfeng:town-centre', 'nanfeng:town-centre'),
        ('n1', 'village', '永联村', 'nanfeng', 'nanfeng', '320582/nanfeng/n1', 'n1')`);
    await tx.query(`
      INSERT INTO directory.post (id, name, name_en, org_kind, superior_id, superior_scope, deputy_of, on_duty_roster) VALUES
        ('city-shift-chief', '市值班长', 'City shift chief', 'city-centre', NULL, NULL, NULL, false),
        ('town-shift-chief', '镇值班长', 'Town shift chief', 'town-centre', NULL, NULL, NULL, false),
        ('dept-head', '部门主要负责人', 'Head', 'department', NULL, NULL, NULL, false),
        ('dept-duty-officer', '部门值班员', 'Duty officer', 'department', 'dept-head', 'same-org', NULL, false),
        ('dept-whistle-officer', '部门报到专员', 'Whistle officer', 'department', 'dept-head', 'same-org', NULL, false),
        ('group-leader', '工作组组长', 'Group leader', 'working-group', NULL, NULL, NULL, false),
        ('group-deputy-leader', '工作组副组长', 'Deputy leader', 'working-group', 'group-leader', 'same-org', 'group-leader', false),
        ('group-liaison', '工作组联络员', 'Liaison', 'working-group', 'group-leader', 'same-org', NULL, false)`);
    await tx.query(`
      INSERT INTO directory.org_post (org_id, post_id, superior_org_id) VALUES
        ('city-centre', 'city-shift-chief', NULL), ('leyu:town-centre', 'town-shift-chief', NULL), ('nanfeng:town-centre', 'town-shift-chief', NULL),
        ('water-bureau', 'dept-head', NULL), ('water-bureau', 'dept-duty-officer', 'water-bureau'), ('water-bureau', 'dept-whistle-officer', 'water-bureau'),
        ('leyu:group-rescue', 'group-leader', NULL), ('leyu:group-rescue', 'group-deputy-leader', 'leyu:group-rescue'),
        ('leyu:group-rescue', 'group-liaison', 'leyu:group-rescue'), ('n1', 'village-secretary', NULL)`);
    await tx.query(
      `INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, '副组长', '000-11', 'leyu'), ($2, '联络员', '000-12', 'leyu'), ($3, '值班长', '000-13', 'leyu'),
        ($4, '市值班长', '000-14', '320582'), ($5, '报到专员', '000-15', 'water-bureau'), ($6, '局长', '000-16', 'water-bureau'), ($7, '邻镇书记', '000-17', 'n1')`,
      [deputy, liaison, chief, cityChief, whistleOfficer, departmentHead, stranger],
    );
    await tx.query(
      `INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES
        ('leyu:group-rescue', 'group-deputy-leader', $1), ('leyu:group-rescue', 'group-liaison', $2), ('leyu:town-centre', 'town-shift-chief', $3),
        ('city-centre', 'city-shift-chief', $4), ('water-bureau', 'dept-whistle-officer', $5), ('water-bureau', 'dept-head', $6), ('n1', 'village-secretary', $7)`,
      [deputy, liaison, chief, cityChief, whistleOfficer, departmentHead, stranger],
    );
    await tx.query(
      `INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES
        ($1, 'leyu:group-rescue', 'd', now()), ($2, 'water-bureau', 'e', now()), ($3, 'n1', 'f', now())`,
      [groupDesk, departmentDesk, strangerDesk],
    );
  });
  return {
    people: { deputy: deputy!, liaison: liaison!, whistleOfficer: whistleOfficer!, departmentHead: departmentHead!, stranger: stranger! },
    groupDesk: commandPoint(groupDesk!, 'leyu:group-rescue', '320582/leyu/leyu:group-rescue', 'leyu'),
    departmentDesk: commandPoint(departmentDesk!, 'water-bureau', '320582/water-bureau', null),
    strangerDesk: commandPoint(strangerDesk!, 'n1', '320582/nanfeng/n1', 'nanfeng'),
    townOperator: session('operator', 'leyu:town-centre', '320582/leyu', 'leyu'),
    neighbourOperator: session('operator', 'nanfeng:town-centre', '320582/nanfeng', 'nanfeng'),
    cityOperator: session('operator', 'city-centre', '320582', null),
    departmentCommander: session('commander', 'water-bureau', '320582/water-bureau', null),
  };
}

function session(role: Role, orgId: string, orgPath: string, unitId: string | null): SessionClaims {
  return { sub: uuidv7(), kind: 'person', sid: uuidv7(), roles: [role], orgId, orgPath, unitId };
}

function commandPoint(sub: string, orgId: string, orgPath: string, unitId: string | null): SessionClaims {
  return { sub, kind: 'command-point', sid: uuidv7(), roles: ['command-point'], orgId, orgPath, unitId };
}
