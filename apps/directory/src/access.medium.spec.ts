import { randomUUID } from 'node:crypto';
import type { Permission, Role } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import type { AccountsAnswer, DutyAnswer, OpenedDesk, OrgPage, Session } from '#contracts/org.js';
import { DirectoryApp } from './testing/directory-app.js';

type Route = { method: 'GET' | 'POST' | 'DELETE'; path: string; permission: Permission; body?: () => object; allowed: number };

const missing = '01890000-0000-7000-8000-000000000000';
const routes: Route[] = [
  { method: 'GET', path: '/api/me', permission: 'org.read', allowed: 200 },
  { method: 'GET', path: '/api/orgs', permission: 'org.read', allowed: 200 },
  { method: 'GET', path: '/api/orgs/320582', permission: 'org.read', allowed: 200 },
  { method: 'GET', path: '/api/posts', permission: 'org.read', allowed: 200 },
  { method: 'GET', path: '/api/command-points', permission: 'command-point.read', allowed: 200 },
  { method: 'GET', path: '/api/duty?orgId=nowhere', permission: 'duty.read', allowed: 404 },
  {
    method: 'POST',
    path: '/api/duty',
    permission: 'duty.assign',
    body: () => ({
      requestId: randomUUID(),
      orgId: 'nowhere',
      postId: 'village-secretary',
      personId: missing,
      from: '2026-03-02T10:00:00Z',
      until: '2026-03-02T11:00:00Z',
    }),
    allowed: 400,
  },
  { method: 'POST', path: '/api/devices', permission: 'device.issue', body: () => ({ requestId: randomUUID(), orgIds: [] }), allowed: 201 },
  { method: 'GET', path: '/api/devices', permission: 'device.issue', allowed: 200 },
  { method: 'DELETE', path: `/api/devices/${missing}`, permission: 'device.issue', allowed: 404 },
  { method: 'GET', path: '/api/accounts', permission: 'account.manage', allowed: 200 },
  { method: 'POST', path: `/api/accounts/${missing}/end-sessions`, permission: 'account.manage', allowed: 404 },
  { method: 'POST', path: '/api/demo/desks/nowhere/open', permission: 'demo.run', allowed: 404 },
];

/** One caller of each role, and of each scope. */
const callers: { who: string; role: Role; scope: string }[] = [
  { who: 'guanli', role: 'administrator', scope: '320582' },
  { who: 'zhiban', role: 'operator', scope: '320582' },
  { who: 'zhihui', role: 'commander', scope: '320582' },
  { who: 'shenji', role: 'auditor', scope: '320582' },
  { who: 'leyu', role: 'operator', scope: '320582/leyu' },
  { who: 'hongxing', role: 'staff', scope: '320582/leyu/320582104216' },
  { who: 'shuiwu', role: 'staff', scope: '320582/water-affairs-bureau' },
  { who: 'desk of a village', role: 'command-point', scope: '320582/leyu/320582104216' },
];

let directory: DirectoryApp;
const sessions = new Map<string, Session>();
const tokenOf = (who: string) => sessions.get(who)!.accessToken;

beforeAll(async () => {
  directory = await DirectoryApp.boot();
  for (const { who, role } of callers) if (role !== 'command-point') sessions.set(who, await directory.signIn(who));
  const { body } = await directory.send<OpenedDesk>('POST', '/api/demo/desks/320582104216/open', tokenOf('leyu'));
  const desk = await directory.send<Session>('POST', '/api/session/device', undefined, { deviceToken: body.deviceToken });
  sessions.set('desk of a village', desk.body);
});
afterAll(() => directory?.close());

describe.each(callers)('$who ($role)', ({ who, role }) => {
  it.each(routes)('$method $path', async ({ method, path, permission, body, allowed }) => {
    const answer = await directory.send(method, path, tokenOf(who), body?.());
    expect(answer.status).toBe(mayDo([role], permission) ? allowed : 403);
  });
});

describe('nobody', () => {
  it.each(routes)('$method $path', async ({ method, path, body }) => {
    expect((await directory.send(method, path, undefined, body?.())).body).toMatchObject({ status: 401, code: 'not-signed-in' });
    expect((await directory.send(method, path, 'a.b.c', body?.())).body).toMatchObject({ status: 401, code: 'not-signed-in' });
  });
});

/** An org that every scope is asked for: its path says who may see it. */
const orgs = [
  ['320582', '320582'],
  ['city-centre', '320582/city-centre'],
  ['water-affairs-bureau', '320582/water-affairs-bureau'],
  ['leyu', '320582/leyu'],
  ['leyu:water-station', '320582/leyu/leyu:water-station'],
  ['320582104216', '320582/leyu/320582104216'],
  ['320582104217', '320582/leyu/320582104217'],
  ['jingang', '320582/jingang'],
  ['320582001206', '320582/jingang/320582001206'],
] as const;
const isBelow = (path: string, scope: string) => path === scope || path.startsWith(`${scope}/`);

describe.each(callers)('$who sees what lies at or below $scope', ({ who, role, scope }) => {
  it.each(orgs)('org %s', async (id, path) => {
    const answer = await directory.send('GET', `/api/orgs/${id}`, tokenOf(who));
    expect(answer.status).toBe(isBelow(path, scope) || isBelow(scope, path) ? 200 : 404);
  });

  it.each(orgs)('duty of %s', async (id, path) => {
    const answer = await directory.send('GET', `/api/duty?orgId=${id}`, tokenOf(who));
    expect(answer.status).toBe(isBelow(path, scope) ? 200 : 404);
  });

  it.each(orgs.filter(([id]) => id !== '320582'))('the desk of %s', async (id, path) => {
    const answer = await directory.send('POST', `/api/demo/desks/${id}/open`, tokenOf(who));
    expect(answer.status).toBe(!mayDo([role], 'demo.run') ? 403 : isBelow(path, scope) ? 200 : 404);
  });

  it('lists its own tree and the names above it, and nothing else', async () => {
    const { body } = await directory.send<OrgPage>('GET', '/api/orgs', tokenOf(who));
    const paths = body.orgs.map((org) => org.path);
    expect(paths.every((path) => isBelow(path, scope) || isBelow(scope, path))).toBe(true);
    const [row] = (await directory.database.query(
      `SELECT count(*)::int AS n FROM directory.org WHERE path = $1 OR path LIKE $1 || '/%' OR $1 LIKE path || '/%'`,
      [scope],
    )) as [{ n: number }];
    expect(paths).toHaveLength(row.n);
  });
});

describe('what is outside the scope', () => {
  it.each([
    ['GET', '/api/orgs/jingang', '/api/orgs/no-such-town'],
    ['GET', '/api/duty?orgId=320582001206', '/api/duty?orgId=999999999999'],
    ['POST', '/api/demo/desks/320582001206/open', '/api/demo/desks/999999999999/open'],
  ] as const)('%s %s is answered like %s', async (method, outside, absent) => {
    const [one, other] = [await directory.send(method, outside, tokenOf('leyu')), await directory.send(method, absent, tokenOf('leyu'))];
    const { correlationId: _one, ...first } = one.body;
    const { correlationId: _other, ...second } = other.body;
    expect(first).toEqual(second);
    expect(first).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('has no accounts for an administrator of a town', async () => {
    const all = await directory.send<AccountsAnswer>('GET', '/api/accounts', tokenOf('guanli'));
    expect(all.body.accounts).toHaveLength(19);
    const zhiban = all.body.accounts.find((account) => account.login === 'zhiban')!;
    await directory.database.query(`UPDATE directory.account SET roles = '{administrator}' WHERE login = 'leyu'`);
    const town = await directory.signIn('leyu');
    const own = await directory.send<AccountsAnswer>('GET', '/api/accounts', town.accessToken);
    expect(own.body.accounts.map((account) => account.login)).toEqual(['leyu', 'hongxing']);
    expect((await directory.send('POST', `/api/accounts/${zhiban.id}/end-sessions`, town.accessToken)).status).toBe(404);
    expect((await directory.send('GET', '/api/me', tokenOf('zhiban'))).status).toBe(200);
    await directory.database.query(`UPDATE directory.account SET roles = '{operator}' WHERE login = 'leyu'`);
  });
});

describe('numbers of people', () => {
  it('are shown to those who may read people, and to no other', async () => {
    const asked = async (who: string) =>
      (await directory.send<DutyAnswer>('GET', '/api/duty?orgId=320582104216', tokenOf(who))).body.duties;
    const [operator, desk] = [await asked('leyu'), await asked('desk of a village')];
    expect(operator).toHaveLength(9);
    expect(operator.every((line) => line.holding === 'on-duty' && /^000\d{8}$/.test(line.phone!))).toBe(true);
    expect(desk.every((line) => line.personName !== null && line.phone === null)).toBe(true);
  });
});

describe('reading orgs', () => {
  const list = async (query: string) => (await directory.send<OrgPage>('GET', `/api/orgs?${query}`, tokenOf('zhiban'))).body;

  it('by kind, by unit and by parent', async () => {
    expect((await list('kind=area-unit')).orgs).toHaveLength(13);
    expect((await list('kind=village&unitId=leyu')).orgs).toHaveLength(25);
    expect((await list('parentId=320582')).orgs).toHaveLength(1 + 34 + 13);
  });

  it('page by page brings each once, in the order of the tree', async () => {
    const seen: string[] = [];
    for (let after = ''; ; after = `&after=${seen.at(-1)}`) {
      const page = await list(`limit=200${after}`);
      seen.push(...page.orgs.map((org) => org.id));
      if (!page.more) break;
    }
    expect(seen).toEqual((await list('')).orgs.map((org) => org.id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it.each(['kind=castle', 'limit=0', 'limit=x', 'unitId=..%2F', 'after=%00'])('refuses %s', async (query) => {
    const answer = await directory.send('GET', `/api/orgs?${query}`, tokenOf('zhiban'));
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid-input' });
  });

  it('gives a village by its double-named unit', async () => {
    const [village] = (await list('kind=village&unitId=economic-development-zone&limit=1')).orgs;
    expect(village).toMatchObject({
      kind: 'village',
      unitId: 'economic-development-zone',
      parentId: 'economic-development-zone',
      commandPointId: village!.id,
    });
    const unit = await directory.send('GET', '/api/orgs/economic-development-zone', tokenOf('zhiban'));
    expect(unit.body).toMatchObject({ name: '经开区（杨舍镇）', position: { type: 'Point' }, posts: [] });
  });
});
