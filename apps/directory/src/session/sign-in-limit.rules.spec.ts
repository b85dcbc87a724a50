import { decideTry, wordsOfMiss } from './sign-in-limit.rules.js';

const now = new Date('2026-03-02T10:00:00Z');
const fourMinutesAgo = new Date('2026-03-02T09:56:00Z');
const none = { ofLogin: 0, ofAddress: 0, oldestOfLogin: null, oldestOfAddress: null };

describe('tries to sign in', () => {
  it.each([
    ['the first try leaves four', none, { ok: true, triesLeft: 4 }],
    ['the fifth leaves none', { ...none, ofLogin: 4, oldestOfLogin: fourMinutesAgo }, { ok: true, triesLeft: 0 }],
    [
      'the sixth waits until the oldest is 15 minutes old',
      { ...none, ofLogin: 5, oldestOfLogin: fourMinutesAgo },
      { ok: false, waitMinutes: 11 },
    ],
    ['an address waits after a hundred', { ...none, ofAddress: 100, oldestOfAddress: fourMinutesAgo }, { ok: false, waitMinutes: 11 }],
    ['an address with 99 may try', { ...none, ofAddress: 99, oldestOfAddress: fourMinutesAgo }, { ok: true, triesLeft: 4 }],
  ])('%s', (_, misses, expected) => expect(decideTry(misses, now)).toEqual(expected));

  it('says how many are left', () => {
    expect(wordsOfMiss(4).zh).toBe('密码不对，还可以试 4 次');
    expect(wordsOfMiss(1).en).toBe('Wrong password. 1 try left');
    expect(wordsOfMiss(0).zh).toContain('15 分钟后');
  });
});
