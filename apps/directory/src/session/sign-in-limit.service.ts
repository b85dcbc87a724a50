import { Refused } from '#service-kit/refused.js';
import type { SignInTry } from './sign-in-limit.rules.js';
import { wordsOfWait } from './sign-in-limit.rules.js';

/** Limits wrong passwords per login and per address, so that every node counts the same; `sign-in-limit.rules` says how many. */
export abstract class SignInLimit {
  /** Counts a try before the password is looked at. Refuses with `too-many-attempts`; answers how many are left. */
  async countTry(login: string, address: string): Promise<number> {
    const decision = await this.decide(login, address);
    if (!decision.ok) throw new Refused('too-many-attempts', wordsOfWait(decision.waitMinutes));
    return decision.triesLeft;
  }

  /** Counts a try, one at a time per login and per address, unless a limit is reached. */
  abstract decide(login: string, address: string): Promise<SignInTry>;
  /** The password was right: this login's misses are forgotten. */
  abstract forget(login: string): Promise<void>;
}
