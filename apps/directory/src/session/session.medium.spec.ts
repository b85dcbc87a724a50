import type { SessionClaims } from '#contracts/access.js';
import type { Session } from '#contracts/org.js';
import type { Problem } from '#contracts/problem.js';
import { DirectoryApp } from '../testing/directory-app.js';

let directory: DirectoryApp;
beforeAll(async () => {
  directory = await DirectoryApp.boot();
});
afterAll(() => directory?.close());

const claimsIn = (session: Session) =>
  JSON.parse(Buffer.from(session.accessToken.split('.')[1]!, 'base64url').toString()) as SessionClaims & { iat: number; exp: number };
const renew = (refreshToken: string) => directory.send<Session & Problem>('POST', '/api/session/renew', undefined, { refreshToken });
const me = (token: string) => directory.send('GET', '/api/me', token);
const endedIds = async () =>
  ((await directory.database.query('SELECT id FROM directory_read.ended_session')) as { id: string }[]).map((row) => row.id);

describe('sign-in', () => {
  it.each([
    ['zhiban', 'city-centre', '320582', null],
    ['leyu', 'leyu:town-centre', '320582/leyu', 'leyu'],
    ['hongxing', '320582104216', '320582/leyu/320582104216', 'leyu'],
    ['shuiwu', 'water-affairs-bureau', '320582/water-affairs-bureau', null],
  ])('%s gets the scope of its org', async (login, orgId, orgPath, unitId) => {
    const session = await directory.signIn(login);
    const claims = claimsIn(session);
    expect(claims).toMatchObject({ kind: 'person', orgId, orgPath, unitId, sub: session.me.id });
    expect(claims.exp - claims.iat).toBe(600);
    expect((await me(session.accessToken)).body).toEqual(session.me);
  });

  it('tells the village secretary which posts are hers, also those she stands in for', async () => {
    const { me: secretary } = await directory.signIn('hongxing');
    const posts = secretary.posts.map((post) => post.postId);
    expect(posts).toContain('village-secretary');
    expect(new Set(secretary.posts.map((post) => post.orgId))).toEqual(new Set(['320582104216']));
  });

  it('ends an access token after ten minutes', async () => {
    const session = await directory.signIn('zhihui');
    directory.clock.advance('9m');
    expect((await me(session.accessToken)).status).toBe(200);
    directory.clock.advance('1m 1s');
    expect((await me(session.accessToken)).body).toMatchObject({ code: 'not-signed-in', status: 401 });
  });
});

describe('wrong passwords', () => {
  const attempt = (login: string, password: string, address: string) =>
    directory.send<Problem>('POST', '/api/session', undefined, { login, password }, address);

  it('count down from four, then wait; the right password waits too; after 15 minutes it works', async () => {
    for (const left of [4, 3, 2, 1]) {
      const answer = await attempt('shenji', 'wrong', '10.0.1.1');
      expect(answer.body).toMatchObject({ code: 'wrong-credentials', status: 401, detail: `密码不对，还可以试 ${left} 次` });
    }
    expect((await attempt('shenji', 'wrong', '10.0.1.1')).body.code).toBe('wrong-credentials');
    const right = directory.passwordOf('shenji');
    expect((await attempt('SHENJI', right, '10.0.1.2')).body).toMatchObject({
      code: 'too-many-attempts',
      status: 429,
      detail: '试得太多，请 15 分钟后再试',
    });
    directory.clock.advance('15m');
    expect((await attempt('shenji', right, '10.0.1.1')).status).toBe(201);
  });

  it('are forgotten after the right one', async () => {
    await attempt('guanli', 'wrong', '10.0.2.1');
    expect((await attempt('guanli', directory.passwordOf('guanli'), '10.0.2.1')).status).toBe(201);
    expect((await attempt('guanli', 'wrong', '10.0.2.1')).body.detail).toBe('密码不对，还可以试 4 次');
  });

  it('of unknown logins are answered alike', async () => {
    const known = await attempt('yangshe', 'wrong', '10.0.3.1');
    const unknown = await attempt('nobody-here', 'wrong', '10.0.3.2');
    const { correlationId: _one, ...first } = known.body;
    const { correlationId: _two, ...second } = unknown.body;
    expect(second).toEqual(first);
  });

  it('sent all at once get no more than five tries', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempt('jinfeng', 'wrong', '10.0.4.1')));
    expect(answers.filter((answer) => answer.body.code === 'wrong-credentials')).toHaveLength(5);
    expect(answers.filter((answer) => answer.body.code === 'too-many-attempts')).toHaveLength(7);
  });

  it('of one address over many logins stop after a hundred', async () => {
    const now = directory.clock.now();
    await directory.database.query(
      `INSERT INTO directory.sign_in_attempt SELECT 'login-' || n, '10.0.5.1', $1 FROM generate_series(1, 100) n`,
      [now],
    );
    expect((await attempt('zhiban', directory.passwordOf('zhiban'), '10.0.5.1')).body.code).toBe('too-many-attempts');
    expect((await attempt('zhiban', directory.passwordOf('zhiban'), '10.0.5.2')).status).toBe(201);
  });

  it.each([[{}], [{ login: 'zhiban' }], [{ login: 'a\u0000b', password: 'x' }], [{ login: 'zhiban', password: 7 }]])(
    '%j names its fields',
    async (body) => {
      const answer = await directory.send<Problem>('POST', '/api/session', undefined, body);
      expect(answer.body.code).toBe('invalid-input');
      expect(answer.body.fields!.length).toBeGreaterThan(0);
    },
  );
});

describe('renewal', () => {
  it('gives a new pair; the renewed access token works', async () => {
    const session = await directory.signIn('zhiban');
    directory.clock.advance('9m');
    const renewed = await renew(session.refreshToken);
    expect(renewed.status).toBe(200);
    expect(renewed.body.refreshToken).not.toBe(session.refreshToken);
    directory.clock.advance('9m');
    expect((await me(renewed.body.accessToken)).status).toBe(200);
    expect((await renew(renewed.body.refreshToken)).status).toBe(200);
  });

  it('repeats a lost answer within 30 s with the same refresh token, also from two tabs at once', async () => {
    const session = await directory.signIn('zhiban');
    const [one, other] = await Promise.all([renew(session.refreshToken), renew(session.refreshToken)]);
    expect(one.body.refreshToken).toBe(other.body.refreshToken);
    directory.clock.advance('30s');
    expect((await renew(session.refreshToken)).body.refreshToken).toBe(one.body.refreshToken);
    expect((await renew(one.body.refreshToken)).status).toBe(200);
  });

  it('with a former token later ends the session for thief and owner, and everybody can see it', async () => {
    const session = await directory.signIn('zhiban');
    const renewed = (await renew(session.refreshToken)).body;
    directory.clock.advance('31s');
    expect((await renew(session.refreshToken)).body.code).toBe('not-signed-in');
    expect((await renew(renewed.refreshToken)).body.code).toBe('not-signed-in');
    expect((await me(renewed.accessToken)).body.code).toBe('not-signed-in');
    expect(await endedIds()).toContain(claimsIn(session).sid);
    const [row] = (await directory.database.query(
      `SELECT facts FROM directory.timeline WHERE what = 'session.ended' ORDER BY id DESC LIMIT 1`,
    )) as [{ facts: object }];
    expect(row.facts).toMatchObject({ sessionId: claimsIn(session).sid, reason: 'refresh-token-reused' });
  });

  it('with a forged token is refused and ends nothing', async () => {
    const session = await directory.signIn('zhiban');
    const bytes = Buffer.from(session.refreshToken, 'base64url');
    bytes.writeUInt32BE(7, 16);
    expect((await renew(bytes.toString('base64url'))).body.code).toBe('not-signed-in');
    expect((await renew('x'.repeat(40))).body.code).toBe('not-signed-in');
    expect((await renew(session.refreshToken)).status).toBe(200);
  });

  it('stops for a disabled account and after twelve idle hours', async () => {
    const idle = await directory.signIn('zhiban');
    const disabled = await directory.signIn('shenji');
    await directory.database.query(`UPDATE directory.account SET disabled_at = $1 WHERE login = 'shenji'`, [directory.clock.now()]);
    expect((await renew(disabled.refreshToken)).body.code).toBe('not-signed-in');
    await directory.database.query(`UPDATE directory.account SET disabled_at = NULL WHERE login = 'shenji'`);
    directory.clock.advance('12h');
    expect((await renew(idle.refreshToken)).body.code).toBe('not-signed-in');
  });
});

describe('the end of a session', () => {
  it('comes with sign-out, at once', async () => {
    const session = await directory.signIn('zhiban');
    expect((await directory.send('DELETE', '/api/session', session.accessToken)).status).toBe(204);
    expect((await me(session.accessToken)).body).toMatchObject({ code: 'not-signed-in' });
    expect((await renew(session.refreshToken)).body.code).toBe('not-signed-in');
    expect(await endedIds()).toContain(claimsIn(session).sid);
  });

  it('comes by an administrator, for all sessions of an account and no other', async () => {
    const [one, other, bystander, admin] = [
      await directory.signIn('leyu'),
      await directory.signIn('leyu'),
      await directory.signIn('jingang'),
      await directory.signIn('guanli'),
    ];
    const path = `/api/accounts/${one.me.id}/end-sessions`;
    expect((await directory.send('POST', path, bystander.accessToken)).body).toMatchObject({ code: 'not-allowed' });
    const ended = await directory.send<{ ended: number }>('POST', path, admin.accessToken);
    expect(ended.body.ended).toBeGreaterThanOrEqual(2);
    expect((await me(one.accessToken)).status).toBe(401);
    expect((await me(other.accessToken)).status).toBe(401);
    expect((await me(bystander.accessToken)).status).toBe(200);
    expect((await directory.send<{ ended: number }>('POST', path, admin.accessToken)).body.ended).toBe(0);
    expect(
      (await directory.send('POST', `/api/accounts/01890000-0000-7000-8000-000000000000/end-sessions`, admin.accessToken)).status,
    ).toBe(404);
  });
});
