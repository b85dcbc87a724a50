import { Injectable } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { verifyAccessToken } from '#service-kit/access-token.js';
import { Clock } from '#service-kit/clock.js';
import { Refused } from '#service-kit/refused.js';
import { Revocations } from '#service-kit/revocations.js';
import { SessionKey } from '#service-kit/session.guard.js';
import type { DeskSession } from './desk.registry.js';
import { DeskRegistry } from './desk.registry.js';

/** The life of a session on a socket: admitted by its token, ended when the token expires or the session is revoked. */
@Injectable()
export class DeskSessions {
  constructor(
    private readonly registry: DeskRegistry,
    private readonly revocations: Revocations,
    private readonly key: SessionKey,
    private readonly clock: Clock,
  ) {}

  /** Answers who holds this token and until when (epoch seconds); refuses one that is not ours, expired or revoked. */
  async admit(accessToken: string): Promise<{ claims: SessionClaims; expiresAt: number }> {
    const verified = await verifyAccessToken(this.key.publicKey, accessToken, this.clock.now());
    if (!verified || this.revocations.isEnded(verified.sid)) throw new Refused('not-signed-in');
    const { expiresAt, ...claims } = verified;
    return { claims, expiresAt };
  }

  /** Ends what has expired or was revoked: it hears so, and nothing after that. */
  endDue(): void {
    const nowSeconds = this.clock.now().getTime() / 1_000;
    for (const session of this.registry.all()) {
      if (this.revocations.isEnded(session.claims.sid)) this.end(session, 'revoked');
      else if (session.expiresAt <= nowSeconds) this.end(session, 'expired');
    }
  }

  private end(session: DeskSession, code: 'expired' | 'revoked'): void {
    this.registry.remove(session);
    session.line.say('session.ended', { code });
    session.line.hangUp();
  }
}
