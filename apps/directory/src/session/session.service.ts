import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from 'uuidv7';
import type { SessionClaims } from '#contracts/access.js';
import type { Session, SignIn } from '#contracts/org.js';
import { accessTokenSeconds } from '#service-kit/access-token.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { Revocations } from '#service-kit/revocations.js';
import { nobodysHash, verifyPassword } from '../account/password.js';
import { SessionKeys } from './session-keys.js';
import type { RenewableSession } from './session.rules.js';
import { decideRenewal, expiryOf } from './session.rules.js';
import { endSessions, startSessions } from './session.rows.js';
import { SignInLimit } from './sign-in-limit.service.js';
import { wordsOfMiss } from './sign-in-limit.rules.js';
import type { Subject } from './subject.service.js';
import { claimsOf, SubjectService } from './subject.service.js';

type SessionRecord = RenewableSession & { id: string; kind: SessionClaims['kind']; subjectId: string; startedAt: Date };

/** Sessions: sign-in of people and of desks, renewal in band, sign-out. */
@Injectable()
export class SessionService {
  constructor(
    private readonly database: DataSource,
    private readonly subjects: SubjectService,
    private readonly limit: SignInLimit,
    private readonly keys: SessionKeys,
    private readonly clock: Clock,
    private readonly revocations: Revocations,
  ) {}

  /** Signs a person in. Refuses with `wrong-credentials` and the tries left, or `too-many-attempts`; an unknown login is answered alike. */
  async signIn(command: SignIn, address: string): Promise<Session> {
    const login = command.login.toLowerCase();
    const triesLeft = await this.limit.countTry(login, address);
    const account = await this.subjects.accountOf(login);
    const fits = await verifyPassword(command.password, account?.passwordHash ?? nobodysHash);
    const subject = account && fits ? await this.subjects.subjectOf('person', account.id) : null;
    if (!subject) throw new Refused('wrong-credentials', wordsOfMiss(triesLeft));
    await this.limit.forget(login);
    return this.start(subject);
  }

  /** Signs a desk in by its device token. No password hash: 20,000 desks may come back at once. */
  async signInDevice(deviceToken: string): Promise<Session> {
    const subject = await this.subjects.deviceOf(deviceToken);
    if (!subject) throw new Refused('not-signed-in');
    return this.start(subject);
  }

  /** Renews a session: new access token, next refresh token. A refresh token that was replaced before ends the session; see `decideRenewal`. */
  async renew(refreshToken: string): Promise<Session> {
    const presented = this.keys.readRefreshToken(refreshToken);
    if (!presented) throw new Refused('not-signed-in');
    const now = this.clock.now();
    let stolen = false;
    const renewed = await this.database.transaction(async (tx) => {
      const [session] = (await tx.query(
        `SELECT id, kind, subject_id AS "subjectId", generation, started_at AS "startedAt", renewed_at AS "renewedAt",
           expires_at AS "expiresAt", ended_at AS "endedAt" FROM directory.session WHERE id = $1 FOR UPDATE`,
        [presented.sessionId],
      )) as SessionRecord[];
      const renewal = decideRenewal(session ?? null, presented.generation, now);
      if (!session || !renewal.ok) {
        stolen = session !== undefined && !renewal.ok && renewal.endsSession;
        if (stolen) {
          await endSessions(tx, { sessionId: presented.sessionId }, { kind: 'service', id: 'directory' }, 'refresh-token-reused', now);
        }
        return null;
      }
      const subject = await this.subjects.subjectOf(session.kind, session.subjectId, tx);
      if (!subject) return null;
      if (!renewal.repeats) {
        await tx.query('UPDATE directory.session SET generation = $2, renewed_at = $3, expires_at = $4 WHERE id = $1', [
          session.id,
          renewal.generation,
          now,
          expiryOf(session.kind, session.startedAt, now),
        ]);
      }
      return { subject, sessionId: session.id, generation: renewal.generation };
    });
    if (!renewed) {
      if (stolen) await this.revocations.look();
      throw new Refused('not-signed-in');
    }
    return this.sessionOf(renewed.subject, renewed.sessionId, renewed.generation);
  }

  /** Signs out: the session ends, its tokens with it. */
  async signOut(caller: SessionClaims): Promise<void> {
    await this.database.transaction((tx) =>
      endSessions(tx, { sessionId: caller.sid }, { kind: caller.kind, id: caller.sub }, 'signed-out', this.clock.now()),
    );
    await this.revocations.look();
  }

  /** What the caller's session says about itself, as it is now. */
  async describe(caller: SessionClaims): Promise<Session['me']> {
    const subject = await this.subjects.subjectOf(caller.kind, caller.sub);
    if (!subject) throw new Refused('not-signed-in');
    return this.subjects.describe(subject);
  }

  private async start(subject: Subject): Promise<Session> {
    const sessionId = uuidv7();
    await this.database.transaction((tx) => startSessions(tx, subject.kind, [{ sessionId, subjectId: subject.id }], this.clock.now()));
    return this.sessionOf(subject, sessionId, 0);
  }

  private async sessionOf(subject: Subject, sessionId: string, generation: number): Promise<Session> {
    return {
      accessToken: await this.keys.signAccess(claimsOf(subject, sessionId), this.clock.now()),
      refreshToken: this.keys.refreshToken(sessionId, generation),
      expiresInSeconds: accessTokenSeconds,
      me: await this.subjects.describe(subject),
    };
  }
}
