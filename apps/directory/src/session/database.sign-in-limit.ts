import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#service-kit/clock.js';
import type { Misses, SignInTry } from './sign-in-limit.rules.js';
import { decideTry, missesSince } from './sign-in-limit.rules.js';
import { SignInLimit } from './sign-in-limit.service.js';

/** Counts in PostgreSQL. */
@Injectable()
export class DatabaseSignInLimit extends SignInLimit {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {
    super();
  }

  async decide(login: string, address: string): Promise<SignInTry> {
    const now = this.clock.now();
    const since = missesSince(now);
    return this.database.transaction(async (tx) => {
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
  }

  async forget(login: string): Promise<void> {
    await this.database.query('DELETE FROM directory.sign_in_attempt WHERE login = $1', [login]);
  }
}
