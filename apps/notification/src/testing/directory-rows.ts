import type { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';

/** Who is in the small directory: a device per village, operators of the city and of two towns, and the people of the first village. */
export type People = {
  devices: string[];
  townDevice: string;
  cityOperator: string;
  townOperator: string;
  otherOperator: string;
  leader: string;
  /** Devices of two departments and of the city centre. */
  waterDevice: string;
  fireDevice: string;
  cityDevice: string;
};

/** Two towns; 乐余镇 has villages `v1`, `v2` … with a secretary and a grid worker each, and a leadership with a duty leader above them. */
export async function seedDirectory(owner: DataSource, villages: number): Promise<People> {
  const names = Array.from({ length: villages }, (_, index) => `v${index + 1}`);
  await owner.query(`
    BEGIN;
    INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id) VALUES
      ('320582', 'city', '张家港市', NULL, NULL, '320582', '320582'),
      ('leyu', 'area-unit', '乐余镇', '320582', 'leyu', '320582/leyu', 'leyu:town-centre'),
      ('leyu:leadership', 'town-leadership', '镇领导班子', 'leyu', 'leyu', '320582/leyu/leyu:leadership', 'leyu:town-centre'),
      ('leyu:town-centre', 'town-centre', '镇集成指挥中心', 'leyu', 'leyu', '320582/leyu/leyu:town-centre', 'leyu:town-centre'),
      ('jinfeng', 'area-unit', '锦丰镇', '320582', 'jinfeng', '320582/jinfeng', 'jinfeng'),
      ('water-affairs-bureau', 'department', '水务局', '320582', NULL, '320582/water-affairs-bureau', 'water-affairs-bureau'),
      ('fire-rescue', 'department', '消防救援大队', '320582', NULL, '320582/fire-rescue', 'fire-rescue'),
      ('city-centre', 'city-centre', '市集成指挥中心', '320582', NULL, '320582/city-centre', 'city-centre');
    INSERT INTO directory.org (id, kind, name, parent_id, unit_id, path, command_point_id)
      SELECT v, 'village', v || ' 村', 'leyu', 'leyu', '320582/leyu/' || v, v FROM unnest('{${names.join(',')}}'::text[]) v;
    INSERT INTO directory.post (id, name, name_en, org_kind, superior_id, superior_scope, on_duty_roster) VALUES
      ('town-duty-leader', '镇带班领导', 'Duty leader', 'town-leadership', NULL, NULL, false),
      ('city-shift-chief', '市值班长', 'City shift chief', 'city-centre', NULL, NULL, false),
      ('dept-whistle-officer', '吹哨联络员', 'Whistle officer', 'department', NULL, NULL, false),
      ('village-secretary', '村书记', 'Secretary', 'village', 'town-duty-leader', 'town', false),
      ('grid-worker', '网格员', 'Grid worker', 'village', 'village-secretary', 'same-org', false);
    INSERT INTO directory.org_post (org_id, post_id) VALUES ('leyu:leadership', 'town-duty-leader'), ('city-centre', 'city-shift-chief'),
      ('water-affairs-bureau', 'dept-whistle-officer'), ('fire-rescue', 'dept-whistle-officer');
    INSERT INTO directory.org_post (org_id, post_id, superior_org_id)
      SELECT v, 'village-secretary', 'leyu:leadership' FROM unnest('{${names.join(',')}}'::text[]) v
      UNION ALL SELECT v, 'grid-worker', v FROM unnest('{${names.join(',')}}'::text[]) v;
    COMMIT`);
  const person = async (name: string, orgId: string, phone: string): Promise<string> => {
    const id = uuidv7();
    await owner.query('INSERT INTO directory.person (id, name, phone, org_id) VALUES ($1, $2, $3, $4)', [id, name, phone, orgId]);
    return id;
  };
  const account = async (personId: string, orgId: string, roles: string[]): Promise<string> => {
    const id = uuidv7();
    await owner.query(
      `INSERT INTO directory.account (id, person_id, login, password_hash, roles, org_id, demo) VALUES ($1, $2, $3, '-', $4, $5, true)`,
      [id, personId, id, roles, orgId],
    );
    return id;
  };
  const device = async (orgId: string): Promise<string> => {
    const id = uuidv7();
    await owner.query('INSERT INTO directory.device (id, org_id, token_hash, issued_at) VALUES ($1, $2, $3, now())', [
      id,
      orgId,
      Buffer.from(id),
    ]);
    return id;
  };
  const secretary = await person('赵甲', 'v1', '000-1');
  const leaderPerson = await person('孙丙', 'leyu:leadership', '000-3');
  await owner.query(
    `INSERT INTO directory.post_holder (org_id, post_id, person_id) VALUES ('v1', 'village-secretary', $1), ('leyu:leadership', 'town-duty-leader', $2)`,
    [secretary, leaderPerson],
  );
  return {
    devices: await Promise.all(names.map(device)),
    townDevice: await device('leyu:town-centre'),
    waterDevice: await device('water-affairs-bureau'),
    fireDevice: await device('fire-rescue'),
    cityDevice: await device('city-centre'),
    cityOperator: await account(await person('李丁', '320582', '000-4'), '320582', ['operator']),
    townOperator: await account(await person('周戊', 'leyu', '000-5'), 'leyu', ['operator']),
    otherOperator: await account(await person('吴己', 'jinfeng', '000-6'), 'jinfeng', ['operator']),
    leader: await account(leaderPerson, 'leyu:leadership', ['staff']),
  };
}
