import { Lines, until } from '#service-kit/alarm-clock.contract.js';
import type { ProcessRedis } from '#service-kit/redis.js';
import { openRedis } from '#service-kit/redis.js';
import { FakeClock } from '#testing/fake-clock.js';
import { TestRedis } from '#testing/test-redis.js';
import { DirectoryApp } from '../testing/directory-app.js';
import { RedisSignInLimit } from './redis.sign-in-limit.js';
import { describeSignInLimitContract } from './sign-in-limit.contract.js';
import type { SignInTry } from './sign-in-limit.rules.js';
import { SignInLimit } from './sign-in-limit.service.js';

const lines = new Lines();
let server: TestRedis;
let nodes: [ProcessRedis, ProcessRedis];
let directory: DirectoryApp;
beforeAll(async () => {
  server = await TestRedis.start();
  const open = (): ProcessRedis => openRedis({ url: server.url, prefix: 'limit-spec-' }, lines);
  nodes = [open(), open()];
  await until('Redis', () => nodes.every((node) => !node.isAway()));
  directory = await DirectoryApp.boot(true, nodes[0]);
});
afterAll(async () => {
  await directory.close();
  await Promise.all(nodes.map((node) => node.close()));
  await server.close();
});

/** Stands where the database would: asking it fails the test. */
class NeverAsked extends SignInLimit {
  decide(): Promise<SignInTry> {
    return Promise.reject(new Error('Redis is there, and the database was asked'));
  }
  async forget(): Promise<void> {}
}

const clock = new FakeClock('2026-03-02T10:00:00+08:00');
describeSignInLimitContract('Redis', () => ({
  clock,
  nodes: [new RedisSignInLimit(nodes[0], new NeverAsked(), clock), new RedisSignInLimit(nodes[1], new NeverAsked(), clock)],
}));

describe('sign-in in the cluster', () => {
  const attempt = (login: string, password: string) =>
    directory.send<{ code: string }>('POST', '/api/session', undefined, { login, password }, '10.0.1.1');
  const inDatabase = async (): Promise<number> => {
    const [row] = (await directory.database.query('SELECT count(*)::int AS misses FROM directory.sign_in_attempt')) as [{ misses: number }];
    return row.misses;
  };

  it('counts in Redis alone, keeps no login there, and lets every key end', async () => {
    for (let miss = 0; miss < 5; miss += 1) expect((await attempt('shenji', 'wrong')).body.code).toBe('wrong-credentials');
    expect((await attempt('shenji', directory.passwordOf('shenji'))).body.code).toBe('too-many-attempts');
    expect(await inDatabase()).toBe(0);
    await server.ask(async (redis) => {
      const keys = await redis.keys('limit-spec-sign-in:*');
      expect(keys.length).toBeGreaterThan(1);
      for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
      const kept = await Promise.all(keys.map(async (key) => `${key} ${(await redis.zrange(key, '0', '-1')).join(' ')}`));
      expect(kept.join(' ')).not.toMatch(/shenji|10\.0\.1\.1/);
    });
  });

  it.each(['frozen', 'killed'])('works and is limited by the database while Redis is %s', async (how) => {
    const login = how === 'killed' ? 'guanli' : 'zhiban';
    if (how === 'killed') await server.kill();
    else server.freeze();
    const start = performance.now();
    for (let miss = 0; miss < 3; miss += 1) expect((await attempt(login, 'wrong')).body.code).toBe('wrong-credentials');
    expect((await attempt(login, directory.passwordOf(login))).status).toBe(201);
    for (let miss = 0; miss < 5; miss += 1) expect((await attempt(login, 'wrong')).body.code).toBe('wrong-credentials');
    expect((await attempt(login, directory.passwordOf(login))).body.code).toBe('too-many-attempts');
    // Half a second a question at the worst until the line is known to be dead.
    expect(performance.now() - start).toBeLessThan(8_000);
    expect(await inDatabase()).toBeGreaterThan(0);
    if (how === 'killed') await server.comeBack();
    else server.thaw();
    await until('Redis', () => !nodes[0].isAway(), 10_000);
    directory.clock.advance('16m');
    expect((await attempt(login, directory.passwordOf(login))).status).toBe(201);
  });
});
