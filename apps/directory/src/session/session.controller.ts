import { Body, Controller, Delete, Get, HttpCode, Ip, Post } from '@nestjs/common';
import type { z } from 'zod';
import type { SessionClaims } from '#contracts/access.js';
import type { Session, SignIn } from '#contracts/org.js';
import { deviceSignIn, renewSession, signIn } from '#contracts/org.js';
import { Allow, Caller, Public } from '#service-kit/session.guard.js';
import { SessionService } from './session.service.js';

/** Sign-in, renewal and sign-out. */
@Controller('api/session')
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @Post()
  @Public()
  signIn(@Body({ schema: signIn }) command: SignIn, @Ip() address: string): Promise<Session> {
    return this.sessions.signIn(command, address);
  }

  @Post('device')
  @Public()
  signInDevice(@Body({ schema: deviceSignIn }) command: z.infer<typeof deviceSignIn>): Promise<Session> {
    return this.sessions.signInDevice(command.deviceToken);
  }

  @Post('renew')
  @Public()
  @HttpCode(200)
  renew(@Body({ schema: renewSession }) command: z.infer<typeof renewSession>): Promise<Session> {
    return this.sessions.renew(command.refreshToken);
  }

  @Delete()
  @Allow('org.read')
  @HttpCode(204)
  signOut(@Caller() caller: SessionClaims): Promise<void> {
    return this.sessions.signOut(caller);
  }
}

/** Who the caller is, with the posts that are theirs. */
@Controller('api/me')
export class MeController {
  constructor(private readonly sessions: SessionService) {}

  @Get()
  @Allow('org.read')
  describe(@Caller() caller: SessionClaims): Promise<Session['me']> {
    return this.sessions.describe(caller);
  }
}
