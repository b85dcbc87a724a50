import { randomUUID } from 'node:crypto';
import type { CommandPointsAnswer, DevicePage, IssuedDeviceTokens, OpenedDesk, Session } from '#contracts/org.js';
import type { Problem } from '#contracts/problem.js';
import type { DeskSessions } from '#contracts/demo.js';
import { DemoDeskService } from '../demo/demo-desk.service.js';
import { DirectoryApp } from '../testing/directory-app.js';

let directory: DirectoryApp;
let admin: string;
beforeAll(async () => {
  directory = await DirectoryApp.boot();
  admin = (await directory.signIn('guanli')).accessToken;
});
afterAll(() => directory?.close());

const issue = (orgIds?: string[], requestId = randomUUID()) =>
  directory.send<IssuedDeviceTokens & Problem>('POST', '/api/devices', admin, { requestId, ...(orgIds ? { orgIds } : {}) });
const signInDesk = (deviceToken: string) => directory.send<Session & Problem>('POST', '/api/session/device', undefined, { deviceToken });
const me = (token: string) => directory.send('GET', '/api/me', token);

describe('device tokens', () => {
  it('for every command point at once: each desk signs in with its own', async () => {
    const started = performance.now();
    const { body } = await issue();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(body.devices).toHaveLength(1 + 34 + 13 + 271);
    expect(new Set(body.devices.map((device) => device.deviceToken)).size).toBe(319);
    const village = body.devices.find((device) => device.orgId === '320582104216')!;
    const session = await signInDesk(village.deviceToken);
    expect(session.body.me).toMatchObject({
      kind: 'command-point',
      id: village.deviceId,
      roles: ['command-point'],
      org: { id: '320582104216' },
    });
    expect(session.body.me.posts).toHaveLength(9);
    const points = await directory.send<CommandPointsAnswer>('GET', '/api/command-points', admin);
    expect(points.body.commandPoints).toHaveLength(319);
    expect(points.body.commandPoints.every((point) => point.devices === 1)).toBe(true);
  });

  it('are kept as hashes: no clear token lies anywhere in the database', async () => {
    const { body } = await issue(['320582104215']);
    const token = body.devices[0]!.deviceToken;
    const columns = (await directory.database.query(
      `SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'directory' AND t.table_type = 'BASE TABLE'`,
    )) as { table_name: string; column_name: string }[];
    expect(columns.length).toBeGreaterThan(50);
    for (const { table_name, column_name } of columns) {
      const found = (await directory.database.query(
        `SELECT 1 FROM directory.${table_name} WHERE ${column_name}::text LIKE '%' || $1 || '%'`,
        [token],
      )) as unknown[];
      expect({ table_name, column_name, found: found.length }).toEqual({ table_name, column_name, found: 0 });
    }
  });

  it('issued again revoke the former ones and end their sessions', async () => {
    const first = (await issue(['water-affairs-bureau', '320582104216'])).body.devices;
    const session = (await signInDesk(first[0]!.deviceToken)).body;
    const second = (await issue([first[0]!.orgId])).body.devices;
    expect((await me(session.accessToken)).status).toBe(401);
    expect((await signInDesk(first[0]!.deviceToken)).body.code).toBe('not-signed-in');
    expect((await signInDesk(second[0]!.deviceToken)).status).toBe(201);
    expect((await signInDesk(first[1]!.deviceToken)).status).toBe(201);
  });

  it('asked for twice with one request id are the same; with another body it is refused', async () => {
    const requestId = randomUUID();
    const [one, other] = await Promise.all([issue(['leyu:town-centre'], requestId), issue(['leyu:town-centre'], requestId)]);
    expect(one.body).toEqual(other.body);
    expect((await signInDesk(one.body.devices[0]!.deviceToken)).status).toBe(201);
    expect((await issue(['jingang:town-centre'], requestId)).body).toMatchObject({ code: 'request-id-reused', status: 409 });
  });

  it.each([
    ['an org without a desk', 'leyu:water-station'],
    ['no org', 'nowhere'],
  ])('for %s are refused by name, and none is issued', async (_, orgId) => {
    const before = (await directory.send<DevicePage>('GET', '/api/devices?orgId=320582104214', admin)).body.devices;
    const answer = await issue(['320582104214', orgId]);
    expect(answer.body).toMatchObject({ code: 'unknown-org', fields: [{ field: 'orgIds.1' }] });
    expect((await directory.send<DevicePage>('GET', '/api/devices?orgId=320582104214', admin)).body.devices).toEqual(before);
  });

  it('are listed page by page without secrets', async () => {
    await issue();
    const seen: string[] = [];
    for (let after = ''; ; after = `&after=${seen.at(-1)}`) {
      const { body } = await directory.send<DevicePage>('GET', `/api/devices?limit=100${after}`, admin);
      expect(JSON.stringify(body)).not.toMatch(/token|hash/i);
      seen.push(...body.devices.map((device) => device.deviceId));
      if (!body.more) break;
    }
    expect(new Set(seen).size).toBe(319);
  });

  it('revoked by id end their sessions; again is fine', async () => {
    const [device] = (await issue(['320582104213'])).body.devices;
    const session = (await signInDesk(device!.deviceToken)).body;
    for (let time = 0; time < 2; time += 1) {
      expect((await directory.send('DELETE', `/api/devices/${device!.deviceId}`, admin)).status).toBe(204);
    }
    expect((await me(session.accessToken)).status).toBe(401);
    expect((await directory.send('POST', '/api/session/renew', undefined, { refreshToken: session.refreshToken })).status).toBe(401);
    expect((await signInDesk(device!.deviceToken)).status).toBe(401);
  });

  it('of another town are out of reach for a town administrator', async () => {
    const [device] = (await issue(['320582001206'])).body.devices;
    await directory.database.query(`UPDATE directory.account SET roles = '{administrator}' WHERE login = 'leyu'`);
    const town = (await directory.signIn('leyu')).accessToken;
    expect((await directory.send('DELETE', `/api/devices/${device!.deviceId}`, town)).status).toBe(404);
    const issued = await directory.send<Problem>('POST', '/api/devices', town, { requestId: randomUUID(), orgIds: ['320582001206'] });
    expect(issued.body.code).toBe('unknown-org');
    const own = await directory.send<IssuedDeviceTokens>('POST', '/api/devices', town, { requestId: randomUUID() });
    expect(own.body.devices).toHaveLength(26);
    expect((await signInDesk(device!.deviceToken)).status).toBe(201);
  });
});

describe('desks of the demo', () => {
  it('open without typing: the desk of an org inside a town is the town centre', async () => {
    const { body } = await directory.send<OpenedDesk>('POST', '/api/demo/desks/leyu:water-station/open', admin);
    expect(body).toMatchObject({ orgId: 'leyu:town-centre' });
    expect((await signInDesk(body.deviceToken)).body.me).toMatchObject({ org: { id: 'leyu:town-centre' } });
  });

  it('sign in all at once, again and again, with one device each', async () => {
    const desks = directory.app.get(DemoDeskService, { strict: false });
    const started = performance.now();
    const first = await desks.signInDesks();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(first).toHaveLength(319);
    const again = await desks.signInDesks(['320582104216']);
    expect(again).toHaveLength(1);
    const former = first.find((desk) => desk.orgId === '320582104216')!;
    expect(again[0]!.deviceId).toBe(former.deviceId);
    expect((await me(former.accessToken)).body).toMatchObject({ kind: 'command-point', org: { id: '320582104216' } });
    expect((await me(again[0]!.accessToken)).status).toBe(200);
    const renewed = await directory.send('POST', '/api/session/renew', undefined, { refreshToken: again[0]!.refreshToken });
    expect(renewed.status).toBe(200);
  });

  it('sign in for a program that plays them, only in the scope of who asks, all or none', async () => {
    const signIn = (token: string, orgIds: string[]) => directory.send<DeskSessions>('POST', '/api/demo/desks', token, { orgIds });
    const { status, body } = await signIn(admin, ['320582104216', 'leyu:town-centre', '320582104216']);
    expect([status, body.desks.map(({ orgId }) => orgId).sort()]).toEqual([200, ['320582104216', 'leyu:town-centre']]);
    expect((await me(body.desks[0]!.accessToken)).body).toMatchObject({ kind: 'command-point' });
    const town = (await directory.signIn('leyu')).accessToken;
    expect((await signIn(town, ['320582104216'])).status).toBe(200);
    for (const stranger of ['city-centre', 'leyu:water-station', 'nowhere']) {
      expect((await signIn(town, ['320582104216', stranger])).body).toMatchObject({ status: 400, code: 'unknown-org' });
    }
  });

  it('stay out once their device is revoked', async () => {
    const desks = directory.app.get(DemoDeskService, { strict: false });
    const [desk] = await desks.signInDesks(['320582104215']);
    await directory.send('DELETE', `/api/devices/${desk!.deviceId}`, admin);
    expect(await desks.signInDesks(['320582104215'])).toEqual([]);
  });
});

describe('outside a demo', () => {
  it('no desk opens and no desk signs in by itself', async () => {
    const production = await DirectoryApp.boot(false);
    try {
      const token = (await production.signIn('guanli')).accessToken;
      expect((await production.send('POST', '/api/demo/desks/320582104216/open', token)).body).toMatchObject({
        status: 409,
        code: 'demo-only',
      });
      expect((await production.send('POST', '/api/demo/desks', token, { orgIds: ['320582104216'] })).body).toMatchObject({
        code: 'demo-only',
      });
      await expect(production.app.get(DemoDeskService, { strict: false }).signInDesks()).rejects.toMatchObject({ code: 'demo-only' });
    } finally {
      await production.close();
    }
  });
});
