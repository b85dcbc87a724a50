import { randomUUID } from 'node:crypto';
import { mattersAnswer } from '#contracts/matter.js';
import type { MattersAnswer } from '#contracts/matter.js';
import { seedDirectory } from '../seed/seed.service.js';
import { DirectoryApp } from '../testing/directory-app.js';

let directory: DirectoryApp;

beforeAll(async () => {
  directory = await DirectoryApp.boot();
});
afterAll(() => directory.close());

const list = async (login: string): Promise<MattersAnswer> => {
  const { accessToken } = await directory.signIn(login);
  return (await directory.send<MattersAnswer>('GET', '/api/matters', accessToken)).body;
};
const seedAgain = () =>
  seedDirectory(directory.database, {
    now: directory.clock.now(),
    points: null,
    demo: true,
    randomPassword: () => randomUUID(),
    passwordCost: 4,
  });

describe('the grid list', () => {
  it('is the same for everybody, with the names of who leads and assists', async () => {
    const answer = await list('leyu');
    expect(mattersAnswer.safeParse(answer).error).toBeUndefined();
    expect(answer.matters).toHaveLength(59);
    expect(answer.note).toMatch(/入格事务清单/);
    expect(answer.matters[0]).toMatchObject({
      id: 'hazchem-storage',
      leadDepartment: { orgId: 'emergency-bureau', name: '应急管理局' },
      cooperating: [{ tier: 'town', orgId: 'enforcement-bureau' }, { tier: 'city' }, { tier: 'city' }],
      handlingLimit: { value: 3, unit: 'work-days' },
      mayBecome: 'P05',
    });
    expect(
      answer.matters.flatMap((matter) => [matter.principal, ...matter.cooperating]).filter((side) => side.name === side.orgId),
    ).toEqual([]);
    expect(answer.towns).toHaveLength(13);
    expect(answer.departments).toHaveLength(34);
    expect(answer.towns[0]).toMatchObject({ orgId: expect.any(String), name: expect.stringMatching(/[镇区道]/) });
    expect(await list('shuiwu')).toEqual(answer);
  });

  it('comes to a directory that was seeded before there was one, and stays as a city has changed it', async () => {
    const before = await list('leyu');
    await directory.database.query('DELETE FROM directory.matter');
    await directory.database.query('DELETE FROM directory.stationing');
    await directory.database.query(`DELETE FROM directory.setting WHERE name = 'matters'`);
    await seedAgain();
    expect(await list('leyu')).toEqual(before);
    await directory.database.query(`UPDATE directory.matter SET lead_department_id = 'water-group' WHERE id = 'hazchem-storage'`);
    await seedAgain();
    expect((await list('leyu')).matters[0]!.leadDepartment.orgId).toBe('water-group');
  });

  it('tells the other services which department stations people in which station', async () => {
    const rows = (await directory.database.query(
      `SELECT station_org_id, department_id FROM directory_read.stationing WHERE unit_id = 'leyu' ORDER BY 1`,
    )) as { station_org_id: string }[];
    expect(rows).toHaveLength(13);
    expect(rows).toContainEqual({ station_org_id: 'leyu:fire-station', department_id: 'fire-rescue-brigade' });
  });
});
