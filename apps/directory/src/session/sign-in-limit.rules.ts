/** How many wrong passwords in how many minutes. An address may stand for a whole town hall, so it may miss more often. */
export const signInLimit = { minutes: 15, perLogin: 5, perAddress: 100 } as const;

/** Misses within the last 15 minutes, and when the oldest that counts was. */
export type Misses = { ofLogin: number; ofAddress: number; oldestOfLogin: Date | null; oldestOfAddress: Date | null };

/** Whether one more try is allowed, how many remain after it if it misses, or in how many minutes to come back. */
export type SignInTry = { ok: true; triesLeft: number } | { ok: false; waitMinutes: number };

/** Decides one try to sign in. The try itself is counted as a miss until the password proves right, so that racing tries count too. */
export function decideTry(misses: Misses, now: Date): SignInTry {
  if (misses.ofLogin >= signInLimit.perLogin) return { ok: false, waitMinutes: minutesUntilFree(misses.oldestOfLogin, now) };
  if (misses.ofAddress >= signInLimit.perAddress) return { ok: false, waitMinutes: minutesUntilFree(misses.oldestOfAddress, now) };
  return { ok: true, triesLeft: signInLimit.perLogin - misses.ofLogin - 1 };
}

/** Misses at or before this moment no longer count. */
export function missesSince(now: Date): Date {
  return new Date(now.getTime() - signInLimit.minutes * 60_000);
}

function minutesUntilFree(oldest: Date | null, now: Date): number {
  if (!oldest) return signInLimit.minutes;
  const free = oldest.getTime() + signInLimit.minutes * 60_000;
  return Math.max(1, Math.ceil((free - now.getTime()) / 60_000));
}

/** The words for a wrong password: how many tries are left, or how long to wait. */
export function wordsOfMiss(triesLeft: number): { zh: string; en: string } {
  if (triesLeft > 0) {
    return { zh: `密码不对，还可以试 ${triesLeft} 次`, en: `Wrong password. ${triesLeft === 1 ? '1 try' : `${triesLeft} tries`} left` };
  }
  return {
    zh: `密码不对。已试 ${signInLimit.perLogin} 次，请 ${signInLimit.minutes} 分钟后再试`,
    en: `Wrong password. No tries left: wait ${signInLimit.minutes} minutes`,
  };
}

/** The words for too many tries. */
export function wordsOfWait(waitMinutes: number): { zh: string; en: string } {
  return { zh: `试得太多，请 ${waitMinutes} 分钟后再试`, en: `Too many tries: wait ${waitMinutes} minute${waitMinutes === 1 ? '' : 's'}` };
}
