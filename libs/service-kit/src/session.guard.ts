import { createParamDecorator, Injectable, SetMetadata } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Permission, SessionClaims } from '#contracts/access.js';
import { mayDo } from '#contracts/access.js';
import { verifyAccessToken } from './access-token.js';
import { Clock } from './clock.js';
import { Refused } from './refused.js';
import { Revocations } from './revocations.js';

const accessKey = 'muster:access';

/** Says which permission a route needs. Every route states this or `Public`; one without is closed and fails a test. */
export const Allow = (permission: Permission) => SetMetadata(accessKey, permission);
/** A route that anyone may call: sign-in, health, what the door shows. */
export const Public = () => SetMetadata(accessKey, 'public');

/** What a route says about who may call it. */
export function accessOf(reflector: Reflector, handler: () => unknown, controller: () => unknown): Permission | 'public' | undefined {
  return reflector.getAllAndOverride<Permission | 'public' | undefined>(accessKey, [handler, controller]);
}

/** The session of the caller; only on routes with `Allow`. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): SessionClaims => {
  return context.switchToHttp().getRequest<{ session: SessionClaims }>().session;
});

/** The public key that sessions are verified with. */
export abstract class SessionKey {
  abstract readonly publicKey: string;
}

/** Permission is the first line at the edge: verifies the token, the session's life and the role's permission, in this order. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly key: SessionKey,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = accessOf(this.reflector, context.getHandler() as () => unknown, context.getClass() as unknown as () => unknown);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<{ headers: { authorization?: string }; session?: SessionClaims }>();
    const token = /^Bearer ([\w.-]+)$/.exec(request.headers.authorization ?? '')?.[1];
    const session = token ? await verifyAccessToken(this.key.publicKey, token, this.clock.now()) : null;
    if (!session || this.revocations.isEnded(session.sid)) throw new Refused('not-signed-in');
    if (access === undefined || !mayDo(session.roles, access)) throw new Refused('not-allowed');
    request.session = session;
    return true;
  }
}
