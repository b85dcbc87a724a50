import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import type { DeskSessions, SignInDesks } from '#contracts/demo.js';
import { signInDesks } from '#contracts/demo.js';
import { orgId } from '#contracts/ids.js';
import type { OpenedDesk } from '#contracts/org.js';
import { Allow, Caller } from '#service-kit/session.guard.js';
import { DemoDeskService } from './demo-desk.service.js';

/** Opens desks in a demo: one in a page, or many for programs that play them. */
@Controller('api/demo/desks')
export class DemoDeskController {
  constructor(private readonly desks: DemoDeskService) {}

  @Post()
  @Allow('demo.run')
  @HttpCode(200)
  async signIn(@Caller() caller: SessionClaims, @Body({ schema: signInDesks }) body: SignInDesks): Promise<DeskSessions> {
    return { desks: await this.desks.signInDesksOf(caller, body.orgIds) };
  }

  @Post(':orgId/open')
  @Allow('demo.run')
  @HttpCode(200)
  open(@Caller() caller: SessionClaims, @Param('orgId', { schema: orgId }) id: string): Promise<OpenedDesk> {
    return this.desks.openDesk(caller, id);
  }
}
