import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { SessionClaims } from '#contracts/access.js';
import type { Account } from '#contracts/org.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { Revocations } from '#service-kit/revocations.js';
import { inScopeSql } from '#service-kit/scope.js';
import { endSessions } from '../session/session.rows.js';

/** Accounts as an administrator sees them, and ending their sessions. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
    private readonly revocations: Revocations,
  ) {}

  /** The accounts of the caller's scope. */
  async listAccounts(caller: SessionClaims): Promise<Account[]> {
    return (await this.database.query(
      `SELECT a.id, a.login, p.name, a.roles, a.org_id AS "orgId", o.name AS "orgName", a.demo,
         (SELECT count(*)::int FROM directory.session s WHERE s.subject_id = a.id AND s.ended_at IS NULL AND s.expires_at > $2) AS "openSessions"
       FROM directory.account a JOIN directory.person p ON p.id = a.person_id JOIN directory.org o ON o.id = a.org_id
       WHERE a.disabled_at IS NULL AND ${inScopeSql('o.path', '$1')} ORDER BY o.sort, a.login`,
      [caller.orgPath, this.clock.now()],
    )) as Account[];
  }

  /** Ends every session of an account of the caller's scope; missing and out of scope answer alike. Answers how many ended. */
  async endSessionsOf(caller: SessionClaims, accountId: string): Promise<number> {
    const ended = await this.database.transaction(async (tx) => {
      const [account] = (await tx.query(
        `SELECT a.id FROM directory.account a JOIN directory.org o ON o.id = a.org_id WHERE a.id = $2 AND ${inScopeSql('o.path', '$1')}`,
        [caller.orgPath, accountId],
      )) as { id: string }[];
      if (!account) throw new Refused('not-found');
      return endSessions(tx, { subjectIds: [accountId] }, { kind: caller.kind, id: caller.sub }, 'revoked', this.clock.now());
    });
    await this.revocations.look();
    return ended;
  }
}
