import type { FakeClock } from '#testing/fake-clock.js';
import { signInLimit } from './sign-in-limit.rules.js';
import type { SignInLimit } from './sign-in-limit.service.js';

/** Two nodes that count together, and the clock of both. */
export type LimitSite = { nodes: [SignInLimit, SignInLimit]; clock: FakeClock };

/** What every limit of wrong passwords keeps. Each test has logins and addresses of its own. */
export function describeSignInLimitContract(name: string, site: () => LimitSite): void {
  describe(`${name} limits wrong passwords`, () => {
    let nth = 0;
    let [login, address] = ['', ''];
    beforeEach(() => {
      nth += 1;
      [login, address] = [`login-${name}-${nth}`, `10.1.0.${nth}`];
    });
    const attempt = (node: 0 | 1 = 0, who = login, from = address): Promise<number> => site().nodes[node].countTry(who, from);
    const refusal = (minutes: number) => ({ code: 'too-many-attempts', detail: { zh: `试得太多，请 ${minutes} 分钟后再试` } });

    it('per login over all nodes: five, then a wait until the oldest is 15 minutes old', async () => {
      expect([await attempt(0), await attempt(1), await attempt(0)]).toEqual([4, 3, 2]);
      site().clock.advance('5m');
      expect([await attempt(1), await attempt(0)]).toEqual([1, 0]);
      await expect(attempt(1, login, '10.9.9.9')).rejects.toMatchObject(refusal(10));
      site().clock.advance('9m 59s');
      await expect(attempt(0)).rejects.toMatchObject(refusal(1));
      site().clock.advance('1s');
      expect(await attempt(1)).toBe(2);
    });

    it('also when they race on two nodes', async () => {
      const tries = await Promise.allSettled(Array.from({ length: 40 }, (_, at) => attempt((at % 2) as 0 | 1)));
      const left = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(left.sort()).toEqual([0, 1, 2, 3, 4]);
    });

    it('per address over many logins', async () => {
      for (let other = 0; other < signInLimit.perAddress; other += 1) await attempt((other % 2) as 0 | 1, `${login}-${other}`);
      await expect(attempt(0, `${login}-last`)).rejects.toMatchObject(refusal(15));
      expect(await attempt(0, `${login}-last`, '10.9.9.8')).toBe(4);
    });

    it('and forgets those of a login whose password was right, for its address too', async () => {
      for (let times = 0; times < 30; times += 1) {
        for (let miss = 0; miss < 4; miss += 1) await attempt();
        await site().nodes[1].forget(login);
      }
      expect(await attempt()).toBe(4);
      await site().nodes[0].forget('nobody-ever');
    });

    it('and counts no try that was refused', async () => {
      for (let miss = 0; miss < 5; miss += 1) await attempt();
      site().clock.advance('14m');
      await expect(attempt()).rejects.toMatchObject(refusal(1));
      site().clock.advance('1m');
      expect(await attempt()).toBe(4);
    });
  });
}
