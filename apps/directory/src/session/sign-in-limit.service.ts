import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import type { Misses } from './sign-in-limit.rules.js';
import { decideTry, signInLimit, wordsOfWait } from './sign-in-limit.rules.js';

/** Counts wrong passwords per login and per address in PostgreSQL, so that every node counts the same. */
@Injectable()
export class SignInLimit {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts a try before the password is looked at, one at a time per login and per address. Refuses with `too-many-attempts`; answers how many are left. */
  async countTry(login: string, address: string): Promise<number> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - signInLimit.minutes * 60_000);
    const decision = await this.database.transaction(async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('sign-in login'), hashtext($1))`, [login]);
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('sign-in address'), hashtext($1))`, [address]);
      await tx.query('DELETE FROM directory.sign_in_attempt WHERE (login = $1 OR address = $2) AND at <= $3', [login, address, since]);
      const [misses] = (await tx.query(
        `SELECT count(*) FILTER (WHERE login = $1)::int AS "ofLogin", count(*) FILTER (WHERE address = $2)::int AS "ofAddress",
           min(at) FILTER (WHERE login = $1) AS "oldestOfLogin", min(at) FILTER (WHERE address = $2) AS "oldestOfAddress"
         FROM directory.sign_in_attempt WHERE (login = $1 OR address = $2) AND at > $3`,
        [login, address, since],
      )) as [Misses];
      const decided = decideTry(misses, now);
      if (decided.ok)
        await tx.query('INSERT INTO directory.sign_in_attempt (login, address, at) VALUES ($1, $2, $3)', [login, address, now]);
      return decided;
    });
    if (!decision.ok) throw new Refused('too-many-attempts', wordsOfWait(decision.waitMinutes));
    return decision.triesLeft;
  }

  /** The password was right: this login's misses are forgotten. */
  async forget(login: string): Promise<void> {
    await this.database.query('DELETE FROM directory.sign_in_attempt WHERE login = $1', [login]);
  }
}
